import { expect, test } from 'vitest'
import { careOf } from './care.ts'

test.each([
  [['nut allergy', 'VIP'], '', ['allergy', 'vip']],
  [['high chair'], 'Shellfish allergy; by the window', ['allergy']],
  [['vip'], '', ['vip']],
  [['Nussallergie'], '', ['allergy']],
  [[], 'Zöliakie, bitte glutenfrei', ['allergy']],
  [[], 'alergia al marisco', ['allergy']],
  [[], 'intolérance : maladie cœliaque', ['allergy']],
  [['allergique aux noix', 'presse'], '', ['allergy', 'vip']],
  [['birthday'], 'The VIP lounge is full', []],
  [['express'], '', []],
] as const)('of %j and “%s” the staff must know %j', (tags, notes, care) => {
  expect(careOf({ tags, notes })).toEqual(care)
})

import { expect, test } from 'vitest'
import { matches } from './matches.ts'

test('words are found by how they begin, whatever the accents and the case', () => {
  expect(matches('Nguyễn · Table 12', 'nguyen')).toBe(true)
  expect(matches('Nguyễn · Table 12', 'ta 12')).toBe(true)
  expect(matches('Schäfer', 'SCHA')).toBe(true)
  expect(matches('Schäfer', 'fer')).toBe(false)
  expect(matches('田中', '田')).toBe(true)
  expect(matches('anything', '  ')).toBe(true)
})

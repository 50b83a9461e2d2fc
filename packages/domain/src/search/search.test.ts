import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from './fold.ts'
import { searchFor } from './search.ts'

const found: readonly [typed: string, name: string][] = [
  ['novak', 'Novák'],
  ['NOVÁK', 'novak'],
  ['mueller', 'Müller'],
  ['muller', 'Müller'],
  ['müller', 'Mueller'],
  ['Müller', 'Muller'],
  ['strasse', 'Straße'],
  ['straße', 'Strasse'],
  ['soren', 'Søren'],
  ['soeren', 'Søren'],
  ['søren', 'Soren'],
  ['aase', 'Åse'],
  ['lukasz', 'Łukasz'],
  ['łukasz', 'Lukasz'],
  ["o'neill", 'O’Neill'],
  ['O’Neill', "O'Neill"],
  ['oneill', 'O’Neill'],
  ['nguyen', 'Nguyễn'],
  ['thor', 'Þór'],
  ['aesir', 'Æsir'],
  ['isik', 'Işık'],
  ['kaf', 'Haddad-Kaffir'],
  ['laine', 'Madeleine Laine'],
  ['smith anna', 'Anna Smith'],
  ['anna-smith', 'Anna Smith'],
  ['حداد', 'رنا حداد'],
  ['王', '王小明'],
  ['ｍüller', 'Müller'],
  ['oelschlager', 'Ölschläger'],
  ['olschlaeger', 'Ölschläger'],
  ['Ölschlaeger', 'Oelschläger'],
  ['jeanluc', 'Jean-Luc Picard'],
  ['muellerluedenscheidt', 'Müller-Lüdenscheidt'],
  ['jean-luc', 'Jeanluc'],
  ['oere', 'Ǿre'],
]

test.each(found)('%s finds %s', (typed, name) => {
  expect(searchFor(typed)({ name })).toBeDefined()
})

test.each([
  ['novak', 'Nov 29'],
  ['miller', 'Müller'],
  ['anna jones', 'Anna Smith'],
  ['1', 'Table'],
  ['joe', 'John'],
  ['anov', 'Ada Novák'],
])('%s does not find %s', (typed, name) => {
  expect(searchFor(typed)({ name })).toBeUndefined()
})

test.each([
  '+49 30 123456',
  '030 123456',
  '0049 30 123456',
  '123456',
  '3456',
  '(030) 12-34-56',
  '030/123456',
  '+4930123456',
  '+49 (0)30 123456',
  'tel:+4930123456',
  'Ada 3456',
  '3456 Ada',
  'Ada 030 123456',
  '١٢٣٤٥٦',
])('the phone number +4930123456 is found by %s', (typed) => {
  expect(searchFor(typed)({ name: 'Ada', phones: [null, '+4930123456'] })).toBeDefined()
})

test.each(["'", '’', '-', '&', '()', '__', '. .'])('%s has nothing to search for, and finds nothing', (typed) => {
  expect(searchFor(typed)({ name: 'Ada', texts: [typed], phones: ['+4930123456'], tables: ['1'] })).toBeUndefined()
})

test('a name with the digits of another phone is not found', () => {
  expect(searchFor('Ada 9999')({ name: 'Ada', phones: ['+4930123456'] })).toBeUndefined()
  expect(searchFor('Bob 3456')({ name: 'Ada', phones: ['+4930123456'] })).toBeUndefined()
  expect(searchFor('  ')({ name: 'Ada' })).toBe(0)
})

test('a table is found by its number and by its name, and a short number is no phone', () => {
  const ada = { name: 'Ada', phones: ['+4914141414'], tables: ['14'] }
  expect(searchFor('14')(ada)).toBeDefined()
  expect(searchFor('Table 14')(ada)).toBeDefined()
  expect(searchFor('table 1')(ada)).toBeUndefined()
  expect(searchFor('14')({ ...ada, tables: ['4'] })).toBeUndefined()
  expect(searchFor('mezzanine 12')({ name: 'Ada', tables: ['Mezzanine 12'] })).toBeDefined()
  expect(searchFor('table')({ name: 'Ada' })).toBeUndefined()
})

test('notes, tags and addresses are searched, below names', () => {
  const search = searchFor('nut')
  expect(search({ name: 'Ada', texts: ['ada@example.com', 'Nut allergy'] })).toBeDefined()
  expect(search({ name: 'Nutley' })).toBeLessThan(search({ name: 'Ada', texts: ['nuts'] }) ?? 0)
})

test('a name that is equal ranks above one that begins so, that above a word, that above a part', () => {
  const rank = (name: string) => searchFor('lee')({ name })
  const all = ['Lee', 'Leeds', 'Ann Lee', 'Ashlee'].map(rank)
  expect(all).toEqual([...all].sort())
  expect(new Set(all).size).toBe(4)
})

test('whatever is typed, a name is found by itself, by its folding, in any case and by each of its words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (name) => {
      const [plain, spelled] = fold(name)
      for (const typed of [name, plain, spelled, name.toUpperCase(), ...plain.split(' ')]) {
        if (fold(typed)[0] === '') continue
        const isSame = fold(typed).some((form) => [plain, spelled].some((own) => own.includes(form)))
        if (isSame) expect(searchFor(typed)({ name }), `${typed} finds ${name}`).toBeDefined()
      }
      expect(fold(plain)[0]).toBe(plain)
    }),
    { numRuns: process.env.CI ? 10_000 : 1_000 },
  )
})

import { expect, test } from 'vitest'
import { shortNumbersOf } from './short-numbers.ts'

function shortOf(...numbers: string[]): string[] {
  return [
    ...shortNumbersOf(new Map(numbers.map((tableNumber) => [tableNumber, { id: tableNumber, tableNumber }]))).values(),
  ]
}

test('a named table is abbreviated to its first letters and its figures; plain numbers stay', () => {
  expect(shortOf('12', 'A12', 'Patio 3', 'Mezzanine 12', 'Bar', 'Terrace', 'Chef’s table', '窓 4')).toEqual([
    '12',
    'A12',
    'P3',
    'M12',
    'Bar',
    'Ter',
    'Ct',
    '窓4',
  ])
})

test('no two tables share an abbreviation', () => {
  expect(shortOf('Patio 3', 'Porch 3', 'Porch 4')).toEqual(['Pa3', 'Po3', 'P4'])
  expect(shortOf('Terrace', 'Terminal')).toEqual(['Terrace', 'Terminal'])
})

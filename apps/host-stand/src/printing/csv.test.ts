import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'

test('cells with commas, quotes and lines are quoted', () => {
  expect(csvOf([['a', 'b, c', 'say "hi"', 'two\nlines']])).toBe('a,"b, c","say ""hi""","two\nlines"\r\n')
})

test('a name that a spreadsheet would run becomes text, and a phone number is unchanged', () => {
  expect(csvOf([['=1+1', '@sum', '-cmd', '+49 30 1234', '-5']])).toBe("'=1+1,'@sum,'-cmd,+49 30 1234,-5\r\n")
})

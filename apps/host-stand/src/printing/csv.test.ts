import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvOf, csvSeparator } from './csv.ts'

test('cells with commas, semicolons, quotes and lines are quoted', () => {
  expect(csvOf([['a', 'b, c', 'd; e', 'say "hi"', 'two\nlines', '']], ',')).toBe(
    'a,"b, c","d; e","say ""hi""","two\nlines",\r\n',
  )
  expect(csvOf([['a', 'b, c']], ';')).toBe('a;"b, c"\r\n')
})

test.each([
  ['en-GB', ','],
  ['en-US', ','],
  ['de-DE', ';'],
  ['fr-FR', ';'],
  ['pt-BR', ';'],
  ['ja-JP', ','],
  ['de-CH', ','],
])('in %s the separator is %s', (language, separator) => {
  expect(csvSeparator(language)).toBe(separator)
})

test('a name that a spreadsheet would run becomes text, and a phone number is unchanged', () => {
  expect(csvOf([['=1+1', '@sum', '-cmd', '+49 30 1234', '-5', 'a=b', "it's"]], ',')).toBe(
    "'=1+1,'@sum,'-cmd,+49 30 1234,-5,a=b,it's\r\n",
  )
})

test.each([
  ['full-width', '\uff1d1+1'],
  ['full-width plus', '\uff0b1+cmd'],
  ['full-width at', '\uff20sum'],
  ['small', '\ufe661+1'],
  ['minus sign', '\u22121+cmd'],
  ['behind a space', ' =1+1'],
  ['behind a no-break space', '\u00a0=1+1'],
  ['behind a zero-width space', '\u200b=1+1'],
  ['behind a byte order mark', '\ufeff=1+1'],
  ['behind a direction mark', '\u202e\u2066=1+1'],
  ['behind a soft hyphen and a filler', '\u00ad\u3164=1+1'],
  ['behind a line separator', '\u2028=1+1'],
])('a formula that is %s becomes text', (_how, text) => {
  expect(csvOf([[text]], ',')).toContain(`'${text}`)
})

test.each(['\t=1', '\r=1', '\n=1', '\tplain'])('a cell that starts with %j becomes text', (text) => {
  expect(csvOf([[text]], ',')).toContain(`'${text}`)
})

/** The cells of a file, by RFC 4180. */
function readCsv(text: string, separator: string): string[][] {
  const rows: string[][] = [[]]
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r\\n|$)`, 'y')
  for (let match = cell.exec(text); match && cell.lastIndex <= text.length; match = cell.exec(text)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '\r\n') {
      if (cell.lastIndex === text.length) break
      rows.push([])
    } else if (match[3] === '') break
  }
  return rows
}

test('whatever the cells, they are read as they were written, but for the mark before a formula', () => {
  const rows = fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5 }), { minLength: 1 })
  fc.assert(
    fc.property(rows, fc.constantFrom(',' as const, ';' as const), (cells, separator) => {
      const read = readCsv(csvOf(cells, separator), separator)
      expect(read.map((row) => row.length)).toEqual(cells.map((row) => row.length))
      for (const [i, row] of cells.entries())
        for (const [j, cell] of row.entries()) expect([cell, `'${cell}`]).toContain(read[i]?.[j])
    }),
  )
})

import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { readLines } from './read-lines.ts'

function temporaryFile(): string {
  const file = path.join(tmpdir(), `qtable-lines-${randomUUID()}`)
  onTestFinished(() => rm(file, { force: true }))
  return file
}

async function linesOf(file: string, text: string, chunkBytes?: number): Promise<string[]> {
  await writeFile(file, text)
  const lines: string[] = []
  for await (const line of readLines(file, chunkBytes === undefined ? {} : { chunkBytes })) lines.push(line)
  return lines
}

test('only a line feed ends a line', async () => {
  const file = temporaryFile()
  expect(await linesOf(file, 'a\u2028b\u2029c\u0085d\u000be\rf\nsecond\r\nthird')).toEqual([
    'a\u2028b\u2029c\u0085d\u000be\rf',
    'second',
    'third',
  ])
  expect(await linesOf(file, '')).toEqual([])
  expect(await linesOf(file, '\n\nx\n')).toEqual(['', '', 'x'])
})

test('whatever the strings and the pieces of the file, each line of JSON is read as it was written', async () => {
  const file = temporaryFile()
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u2028', '\u2029', '\r', '\n', '\r\n', '😀'))
  const property = fc.asyncProperty(
    fc.array(fc.array(text), { maxLength: 8 }),
    fc.integer({ min: 1, max: 40 }),
    async (rows, chunkBytes) => {
      const lines = rows.map((row) => JSON.stringify(row))
      expect(await linesOf(file, lines.map((line) => `${line}\n`).join(''), chunkBytes)).toEqual(lines)
    },
  )
  await fc.assert(property, { numRuns: 200 })
})

import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor, transactionSuffix } from './cursor.ts'

const hash = (text: string) => createHmac('sha256', 'a key').update(text).digest('base64url').slice(0, 16)
const position = { restaurantId: 7, epoch: '0197f6a0-0000-7000-8000-000000000001', version: 812 }

test('a cursor says what it was made of', () => {
  const cursor = encodeCursor(position, hash)
  expect(cursor).toMatch(/^0197f6a0-0000-7000-8000-000000000001\.812\.[A-Za-z0-9_-]{24}$/)
  expect(decodeCursor(cursor, 7, hash)).toEqual(position)
  const withSuffix = { ...position, suffix: transactionSuffix('0197f6a0-0000-7000-8000-0000000000ab') }
  expect(decodeCursor(encodeCursor(withSuffix, hash), 7, hash)).toEqual(withSuffix)
})

test("[I16] a forged cursor and another tenant's are recognised", () => {
  const cursor = encodeCursor(position, hash)
  expect(decodeCursor(cursor, 8, hash)).toBeUndefined()
  expect(decodeCursor(cursor.replace('.812.', '.813.'), 7, hash)).toBeUndefined()
  expect(decodeCursor(cursor.replace('.812.', '.0812.'), 7, hash)).toBeUndefined()
  expect(decodeCursor(cursor.replace('.812.--------', '.812.000000ab'), 7, hash)).toBeUndefined()
  for (const text of ['', '.', '..', 'abc', cursor.slice(0, -1), `${cursor}x`, `${cursor}.`, ' '.repeat(5000)]) {
    expect(decodeCursor(text, 7, hash)).toBeUndefined()
  }
})

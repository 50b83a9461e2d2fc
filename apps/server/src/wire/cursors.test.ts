import { expect, test } from 'vitest'
import { openCursors } from './cursors.ts'

const position = { restaurantId: 7, epoch: '01990000-0000-7000-8000-000000000001', version: 12 }

test('cursors of every secret key are read, and the first one signs', () => {
  const old = openCursors('the old key')
  const both = openCursors(['the new key', 'the old key'])
  expect(both.decode(old.encode(position), 7)).toBeDefined()
  expect(both.encode(position)).toBe(openCursors('the new key').encode(position))
  expect(openCursors('the new key').decode(old.encode(position), 7)).toBeUndefined()
})

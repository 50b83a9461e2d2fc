import { Id } from '@qtable/domain'
import { expect, test } from 'vitest'
import { uuidv7 } from './uuid.ts'

test('ids made one after another sort in that order, also within a millisecond and when the clock steps back', () => {
  const now = Date.now()
  const ids = [
    ...Array.from({ length: 10_000 }, () => uuidv7(now)),
    ...Array.from({ length: 10 }, () => uuidv7(now - 60_000)),
    uuidv7(now + 60_000),
  ]
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('an id is a valid UUID of version 7 and says when it was made', () => {
  const at = Date.UTC(2090, 5, 1)
  const id = uuidv7(at)
  expect(Id.parse(id)).toBe(id)
  expect(id[14]).toBe('7')
  expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(at)
})

import { expect, test } from 'vitest'
import { openTokenBucket } from './token-bucket.ts'

test('[SY62] a bucket allows 50 calls at once, and 50 per second after that', () => {
  const clock = { now: 0 }
  const bucket = openTokenBucket(50, () => clock.now)
  const take = (times: number) =>
    Array.from({ length: times }, () => bucket.take()).filter((isAllowed) => isAllowed).length
  expect(take(60)).toBe(50)
  clock.now += 100
  expect(take(60)).toBe(5)
  clock.now += 10_000
  expect(take(60)).toBe(50)
})

test('[SY62] a clock that goes back takes no tokens away', () => {
  const clock = { now: 10_000 }
  const bucket = openTokenBucket(50, () => clock.now)
  clock.now = 0
  expect(bucket.take()).toBe(true)
})

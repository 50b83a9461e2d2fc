import { expect, test } from 'vitest'
import { openLimiter } from './limiter.ts'

function open(perMinute: number) {
  const clock = { now: 0 }
  const limiter = openLimiter({ perMinute, redis: undefined, now: () => clock.now })
  return { clock, count: (who: string) => void limiter.count(who) }
}

test('a window begins with its first request, and a refusal says when the next one begins', () => {
  const { clock, count } = open(2)
  clock.now = 1000
  count('a')
  clock.now = 31_000
  count('a')
  expect(() => count('a')).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfterSeconds: 30 }))
  clock.now = 61_000
  count('a')
  count('a')
  expect(() => count('a')).toThrow('At most 2 requests a minute')
})

test('each key is counted by itself, however many others there are', () => {
  const { clock, count } = open(1)
  for (let n = 0; n < 60_000; n++) count(`before ${n}`)
  clock.now = 30_000
  count('a')
  for (let n = 0; n < 40_000; n++) count(`between ${n}`)
  expect(() => count('a')).toThrow('At most 1 requests')
  clock.now = 60_001
  for (let n = 0; n < 10; n++) count(`after ${n}`)
  expect(() => count('a')).toThrow('At most 1 requests')
})

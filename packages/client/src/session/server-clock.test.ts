import { expect, test } from 'vitest'
import { clockWindowOf, openServerClock } from './server-clock.ts'

const at = Date.parse('2026-05-01T17:00:00.400Z')

function clockThatHeard(...instants: readonly [instant: string, deviceNow: number][]) {
  const clock = openServerClock(() => at)
  for (const [instant, deviceNow] of instants) {
    const window = clockWindowOf(instant, deviceNow)
    if (window) clock.take(window)
  }
  return clock
}

test('an instant with milliseconds sets the clock right', () => {
  expect(clockThatHeard(['2026-05-01T17:10:00.500Z', at]).offsetMs).toBe(600_100)
})

test('instants in whole seconds narrow it down, and it does not jump between them', () => {
  // The device is 250 ms behind.
  const heard = (ms: number): [string, number] => [`${new Date(at + ms + 250).toISOString().slice(0, 19)}Z`, at + ms]
  const offsets = [[0], [0, 300], [0, 300, 600], [0, 300, 600, 930]].map(
    (times) => clockThatHeard(...times.map(heard)).offsetMs,
  )
  expect(offsets.map((offset) => Math.abs(offset - 250) < 400)).toEqual([true, true, true, true])
  expect(clockThatHeard(heard(0), heard(10_000), heard(20_000)).offsetMs).toBe(clockThatHeard(heard(0)).offsetMs)
})

test('what an earlier page knew counts until this one knows better', () => {
  const clock = openServerClock(() => at)
  clock.restore(90_000)
  expect(clock.now()).toBe(at + 90_000)
  clock.take({ leastMs: 5, mostMs: 5 })
  clock.restore(90_000)
  expect(clock.offsetMs).toBe(5)
})

test('what is no instant says nothing', () => {
  expect(clockWindowOf('soon', at)).toBeUndefined()
})

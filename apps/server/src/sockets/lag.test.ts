import { expect, test } from 'vitest'
import { openLag } from './lag.ts'

const kilobyte = 1024

/** A client that takes what it is told to take. */
function openClient() {
  const state = { now: 0, buffered: 0 }
  const probes: number[] = []
  const lag = openLag({ buffered: () => state.buffered, probe: (mark) => probes.push(mark), elapsed: () => state.now })
  return { state, probes, lag, answer: () => probes.splice(0).map((mark) => lag.ponged(mark)) }
}

test('[SY33] a client that reads is never behind, however much it gets', () => {
  const { lag, state, answer } = openClient()
  for (let i = 0; i < 10_000; i++) {
    lag.sent(2 * kilobyte, i)
    state.now += 5
    expect(answer().every((isKnown) => isKnown)).toBe(true)
    expect(lag.isHeld() || lag.isTooSlow()).toBe(false)
  }
})

test('[SY33] what the kernel swallowed counts: past 256 KB unread it is held, after 15 seconds it is too slow', () => {
  const { lag, state } = openClient()
  for (let sent = 0; sent <= 256; sent++) lag.sent(kilobyte)
  expect(lag.isHeld()).toBe(true)
  expect(lag.isTooSlow()).toBe(false)
  state.now += 14_000
  expect(lag.isTooSlow()).toBe(false)
  state.now += 2_000
  expect(lag.isTooSlow()).toBe(true)
})

test('[SY33] what this process holds counts by itself, and past 1 MB at once', () => {
  const { lag, state } = openClient()
  state.buffered = 257 * kilobyte
  expect(lag.isHeld()).toBe(true)
  expect(lag.isTooSlow()).toBe(false)
  state.buffered = 1025 * kilobyte
  expect(lag.isTooSlow()).toBe(true)
})

test('[SY33] once it has read, it is not behind any more', () => {
  const { lag, state, answer } = openClient()
  lag.sent(300 * kilobyte)
  expect(lag.isHeld()).toBe(true)
  state.now += 10_000
  answer()
  expect(lag.isHeld()).toBe(false)
  state.now += 60_000
  expect(lag.isTooSlow()).toBe(false)
})

test('[SY33] a floor of several megabytes on a slow line is given the time that it needs', () => {
  const { lag, state, answer } = openClient()
  lag.sent(3 * 1024 * kilobyte)
  expect(lag.isTooSlow()).toBe(false)
  state.now += 30_000
  expect(lag.isTooSlow()).toBe(false)
  answer()
  state.now += 30_000
  expect(lag.isTooSlow()).toBe(false)
})

test('[SY33] little that nobody reads is noticed too: a probe without an answer is no reading client', () => {
  const { lag, state } = openClient()
  lag.sent(65 * kilobyte)
  expect(lag.isHeld()).toBe(false)
  state.now += 16_000
  expect(lag.isTooSlow()).toBe(true)
})

test('[SY32] from the first ack on, a client is measured by its acks', () => {
  const { lag, state, answer } = openClient()
  lag.sent(500 * kilobyte, 1)
  answer()
  expect(lag.isHeld()).toBe(false)
  lag.acked(1)
  for (let version = 2; version < 302; version++) {
    lag.sent(kilobyte, version)
    answer()
  }
  expect(lag.isHeld()).toBe(true)
  lag.acked(100)
  expect(lag.isHeld()).toBe(false)
  for (let version = 302; version < 402; version++) lag.sent(kilobyte, version)
  answer()
  expect(lag.isHeld()).toBe(true)
  state.now += 16_000
  expect(lag.isTooSlow()).toBe(false)
  state.now += 16_000
  expect(lag.isTooSlow()).toBe(true)
})

test('[SY32] an ack of what was never sent, or of the past, changes nothing', () => {
  const { lag, answer } = openClient()
  lag.acked(5)
  lag.sent(300 * kilobyte, 6)
  answer()
  lag.acked(3)
  expect(lag.isHeld()).toBe(true)
  lag.acked(999)
  expect(lag.isHeld()).toBe(false)
})

test('[SY32] after a full sync only what comes then waits for an ack', () => {
  const { lag, answer } = openClient()
  lag.acked(1)
  lag.sent(300 * kilobyte, 2)
  answer()
  lag.restart()
  expect(lag.isHeld()).toBe(false)
})

test('[SY33] a pong that nobody asked for is none', () => {
  const { lag } = openClient()
  lag.sent(300 * kilobyte)
  expect([lag.ponged(1), lag.ponged(Number.NaN), lag.ponged(10 ** 9)]).toEqual([false, false, false])
  expect(lag.isHeld()).toBe(true)
})

test('[SY33] a client whose library never answers a probe is taken to read as long as it speaks', () => {
  const { lag, state } = openClient()
  for (let i = 0; i < 100; i++) {
    lag.sent(100 * kilobyte)
    lag.spoke()
    state.now += 10_000
    expect(lag.isHeld() || lag.isTooSlow()).toBe(false)
  }
  lag.sent(300 * kilobyte)
  expect(lag.isHeld()).toBe(true)
})

test('[SY33] of one that has answered, only the answer counts', () => {
  const { lag, answer } = openClient()
  lag.sent(100 * kilobyte)
  answer()
  lag.sent(300 * kilobyte)
  lag.spoke()
  expect(lag.isHeld()).toBe(true)
})

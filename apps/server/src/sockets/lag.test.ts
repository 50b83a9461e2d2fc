import { expect, test } from 'vitest'
import { openLag } from './lag.ts'

const kilobyte = 1024

/** A client whose clock, buffer and pongs the test controls. */
function openClient() {
  const state = { now: 0, buffered: 0 }
  const probes: number[] = []
  const lag = openLag({
    buffered: () => state.buffered,
    probe: (offset) => probes.push(offset),
    elapsed: () => state.now,
  })
  return { state, probes, lag, answer: () => probes.splice(0).map((offset) => lag.recordPong(offset)) }
}

test('[SY33] a client that reads is never behind, however much it is sent', () => {
  const { lag, state, answer } = openClient()
  for (let i = 0; i < 10_000; i++) {
    lag.recordSent(2 * kilobyte, i)
    state.now += 5
    expect(answer().every((isKnown) => isKnown)).toBe(true)
    expect(lag.isBehind() || lag.isTooSlow()).toBe(false)
  }
})

test('[SY33] bytes in the kernel count: a client is behind with more than 256 KB unread, and too slow after 15 seconds', () => {
  const { lag, state } = openClient()
  for (let sent = 0; sent <= 256; sent++) lag.recordSent(kilobyte)
  expect(lag.isBehind()).toBe(true)
  expect(lag.isTooSlow()).toBe(false)
  state.now += 14_000
  expect(lag.isTooSlow()).toBe(false)
  state.now += 2_000
  expect(lag.isTooSlow()).toBe(true)
})

test('[SY33] bytes buffered in this process count: more than 1 MB is too slow at once', () => {
  const { lag, state } = openClient()
  state.buffered = 257 * kilobyte
  expect(lag.isBehind()).toBe(true)
  expect(lag.isTooSlow()).toBe(false)
  state.buffered = 1025 * kilobyte
  expect(lag.isTooSlow()).toBe(true)
})

test('[SY33] a client that has read everything is no longer behind', () => {
  const { lag, state, answer } = openClient()
  lag.recordSent(300 * kilobyte)
  expect(lag.isBehind()).toBe(true)
  state.now += 10_000
  answer()
  expect(lag.isBehind()).toBe(false)
  state.now += 60_000
  expect(lag.isTooSlow()).toBe(false)
})

test('[SY33] a floor of several megabytes gets the time that a slow line needs', () => {
  const { lag, state, answer } = openClient()
  lag.recordSent(3 * 1024 * kilobyte)
  expect(lag.isTooSlow()).toBe(false)
  state.now += 30_000
  expect(lag.isTooSlow()).toBe(false)
  answer()
  state.now += 30_000
  expect(lag.isTooSlow()).toBe(false)
})

test('[SY33] a client that leaves one probe unanswered is too slow, even with little unread', () => {
  const { lag, state } = openClient()
  lag.recordSent(65 * kilobyte)
  expect(lag.isBehind()).toBe(false)
  state.now += 16_000
  expect(lag.isTooSlow()).toBe(true)
})

test('[SY32] from the first ack on, acks count', () => {
  const { lag, state, answer } = openClient()
  lag.recordSent(500 * kilobyte, 1)
  answer()
  expect(lag.isBehind()).toBe(false)
  lag.recordAck(1)
  for (let version = 2; version < 302; version++) {
    lag.recordSent(kilobyte, version)
    answer()
  }
  expect(lag.isBehind()).toBe(true)
  lag.recordAck(100)
  expect(lag.isBehind()).toBe(false)
  for (let version = 302; version < 402; version++) lag.recordSent(kilobyte, version)
  answer()
  expect(lag.isBehind()).toBe(true)
  state.now += 16_000
  expect(lag.isTooSlow()).toBe(false)
  state.now += 16_000
  expect(lag.isTooSlow()).toBe(true)
})

test('[SY32] an ack of a version that was never sent, or of an older one, does no harm', () => {
  const { lag, answer } = openClient()
  lag.recordAck(5)
  lag.recordSent(300 * kilobyte, 6)
  answer()
  lag.recordAck(3)
  expect(lag.isBehind()).toBe(true)
  lag.recordAck(999)
  expect(lag.isBehind()).toBe(false)
})

test('[SY32] after a full sync only later versions wait for an ack', () => {
  const { lag, answer } = openClient()
  lag.recordAck(1)
  lag.recordSent(300 * kilobyte, 2)
  answer()
  lag.restart()
  expect(lag.isBehind()).toBe(false)
})

test('[SY33] an unsolicited pong is ignored', () => {
  const { lag } = openClient()
  lag.recordSent(300 * kilobyte)
  expect([lag.recordPong(1), lag.recordPong(Number.NaN), lag.recordPong(10 ** 9)]).toEqual([false, false, false])
  expect(lag.isBehind()).toBe(true)
})

test('[SY33] a client whose library never answers probes counts as reading while it sends messages', () => {
  const { lag, state } = openClient()
  for (let i = 0; i < 100; i++) {
    lag.recordSent(100 * kilobyte)
    lag.recordMessage()
    state.now += 10_000
    expect(lag.isBehind() || lag.isTooSlow()).toBe(false)
  }
  lag.recordSent(300 * kilobyte)
  expect(lag.isBehind()).toBe(true)
})

test('[SY33] after the first answered probe, messages no longer count as reading', () => {
  const { lag, answer } = openClient()
  lag.recordSent(100 * kilobyte)
  answer()
  lag.recordSent(300 * kilobyte)
  lag.recordMessage()
  expect(lag.isBehind()).toBe(true)
})

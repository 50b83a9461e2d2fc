import { expect, test } from 'vitest'
import { memoryThrottleStore, networkOf, openSignInThrottle } from './sign-in-throttle.ts'

function open() {
  const clock = { now: Date.parse('2026-05-01T18:00:00Z') }
  const now = () => clock.now
  const throttle = openSignInThrottle({ store: memoryThrottleStore({ now }), now })
  async function fail(times: number, attempt: { email: string; address?: string }) {
    for (let i = 0; i < times; i++) await throttle.failed(attempt)
  }
  return { clock, throttle, fail }
}

const ada = { email: 'ada@example.com', address: '203.0.113.7' }

test('ten failures of one account from one address are free, then the wait doubles', async () => {
  const { clock, throttle, fail } = open()
  await fail(9, ada)
  await throttle.check(ada)
  const waits: unknown[] = []
  for (let i = 0; i < 4; i++) {
    await fail(1, ada)
    waits.push(await throttle.check(ada).catch((problem) => problem.retryAfterSeconds))
    clock.now += (waits.at(-1) as number) * 1000
    await throttle.check(ada)
  }
  expect(waits).toEqual([1, 2, 4, 8])
})

test('the wait has a maximum, and half an hour without failures clears the count', async () => {
  const { clock, throttle, fail } = open()
  await fail(100, ada)
  await expect(throttle.check(ada)).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 300 })
  clock.now += 30 * 60_000
  await fail(1, ada)
  await throttle.check(ada)
})

test('guesses from elsewhere cannot lock out an address that has signed in before', async () => {
  const { throttle, fail } = open()
  await throttle.succeeded(ada)
  for (let i = 0; i < 50; i++) await fail(10, { email: ada.email, address: `198.51.100.${i}` })
  await throttle.check(ada)
  await expect(throttle.check({ ...ada, address: '192.0.2.1' })).rejects.toMatchObject({ code: 'rate_limited' })
})

test('guesses at many accounts from one address are throttled, and colleagues there are not', async () => {
  const { throttle, fail } = open()
  const colleague = { email: 'grace@example.com', address: ada.address }
  await throttle.succeeded(colleague)
  for (let i = 0; i < 30; i++) await fail(1, { email: `guess${i}@example.com`, address: ada.address })
  await expect(throttle.check({ email: 'next@example.com', address: ada.address })).rejects.toMatchObject({
    code: 'rate_limited',
  })
  await throttle.check(colleague)
})

test('a trusted pair is still throttled by its own failures, and a success clears them', async () => {
  const { throttle, fail } = open()
  await throttle.succeeded(ada)
  await fail(10, ada)
  await expect(throttle.check(ada)).rejects.toMatchObject({ code: 'rate_limited' })
  await throttle.succeeded(ada)
  await throttle.check(ada)
})

test('all IPv6 addresses of one /64 count as one', () => {
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  expect(networkOf('2001:0db8:0001:0002::1')).toBe('2001:db8:1:2::/64')
  expect(networkOf('::1')).toBe('0:0:0:0::/64')
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
  expect(networkOf('::ffff:203.0.113.7')).toBe('203.0.113.7')
  expect(networkOf('203.0.113.7')).toBe('203.0.113.7')
})

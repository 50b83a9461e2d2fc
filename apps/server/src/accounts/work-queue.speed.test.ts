import { expect, test } from 'vitest'
import { openPasswords } from './passwords.ts'

/** The time that the processors have worked for this process, in ms: a machine that is busy with others makes it no longer. */
function workedMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

test.each([
  ['one address', () => '198.51.100.1'],
  ['many addresses', (n: number) => `198.51.${n >> 8}.${n & 255}`],
])('[I29] 540 registrations from %s keep no sign-in waiting for the work of 2 s', async (_what, addressOf) => {
  // The cost of production, on one slot: what is done while a sign-in waits is what was done before it.
  const passwords = openPasswords({ slots: 1 })
  await passwords.verify('wrong password', undefined)
  const begun = workedMs()
  await passwords.verify('wrong password', undefined)
  // A slow processor needs more than half a second for one hash.
  const limit = Math.max(2000, 4 * (workedMs() - begun))
  const stop = new AbortController()
  const registrations = Array.from({ length: 540 }, (_, n) =>
    passwords.hash('correct horse', { kind: 'registration', address: addressOf(n), signal: stop.signal }),
  )
  const settled = Promise.allSettled(registrations)
  let slowest = 0
  for (let n = 0; n < 3; n += 1) {
    const start = workedMs()
    await passwords.verify('wrong password', undefined, { origin: { kind: 'sign_in', address: `203.0.113.${n}` } })
    slowest = Math.max(slowest, workedMs() - start)
  }
  stop.abort()
  const outcomes = await settled
  expect(slowest).toBeLessThan(limit)
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(500)
})

import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Identity } from './identity.ts'
import { memoryTickets, openTickets } from './tickets.ts'

function open(limits: { max?: number; maxPerUser?: number } = {}) {
  const clock = { now: Date.parse('2026-05-01T18:00:00Z') }
  const now = () => clock.now
  return { clock, tickets: openTickets({ store: memoryTickets({ now, ...limits }), now }) }
}

function somebody(): Identity {
  return {
    userId: randomUUID(),
    name: 'Ada',
    email: 'ada@example.com',
    restaurantId: 1,
    role: 'host',
    sessionId: randomUUID(),
    expiresAt: Date.parse('2026-05-01T18:15:00Z'),
  }
}

test('a ticket works once, for whom it was made', async () => {
  const { tickets } = open()
  const identity = somebody()
  const { ticket, expires_in } = await tickets.create(identity)
  expect(expires_in).toBe(30)
  expect(Buffer.from(ticket, 'base64url')).toHaveLength(32)
  expect(await tickets.redeem(ticket)).toEqual(identity)
  await expect(tickets.redeem(ticket)).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('of two who redeem one ticket at once, one gets in', async () => {
  const { tickets } = open()
  const { ticket } = await tickets.create(somebody())
  const outcomes = await Promise.allSettled([tickets.redeem(ticket), tickets.redeem(ticket)])
  expect(outcomes.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('a ticket is over after 30 seconds, and an unknown one is refused', async () => {
  const { clock, tickets } = open()
  const { ticket } = await tickets.create(somebody())
  clock.now += 30_000
  await expect(tickets.redeem(ticket)).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(tickets.redeem('never made')).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('one user cannot fill the store, and places come back when tickets are used or over', async () => {
  const { clock, tickets } = open({ maxPerUser: 2 })
  const greedy = somebody()
  const { ticket } = await tickets.create(greedy)
  await tickets.create(greedy)
  await expect(tickets.create(greedy)).rejects.toMatchObject({ code: 'rate_limited' })
  await tickets.create(somebody())
  await tickets.redeem(ticket)
  await tickets.create(greedy)
  await expect(tickets.create(greedy)).rejects.toMatchObject({ code: 'rate_limited' })
  clock.now += 30_000
  await tickets.create(greedy)
})

test('the store is bounded', async () => {
  const { clock, tickets } = open({ max: 2 })
  await tickets.create(somebody())
  await tickets.create(somebody())
  await expect(tickets.create(somebody())).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 30 })
  clock.now += 30_000
  await tickets.create(somebody())
})

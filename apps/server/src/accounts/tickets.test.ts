import { expect, test } from 'vitest'
import { newHolder } from './ticket-store.contract.ts'
import { memoryTickets, openTickets } from './tickets.ts'

function open(limits: { max?: number; maxPerUser?: number } = {}) {
  const clock = { now: Date.parse('2026-05-01T18:00:00Z') }
  const now = () => clock.now
  return { clock, tickets: openTickets({ store: memoryTickets({ now, ...limits }), now }) }
}

test('a ticket gives its holder, once', async () => {
  const { tickets } = open()
  const holder = newHolder()
  const { ticket, expires_in } = await tickets.create(holder)
  expect(expires_in).toBe(30)
  expect(Buffer.from(ticket, 'base64url')).toHaveLength(32)
  expect(await tickets.redeem(ticket)).toEqual(holder)
  await expect(tickets.redeem(ticket)).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('of two concurrent redemptions of one ticket, one succeeds', async () => {
  const { tickets } = open()
  const { ticket } = await tickets.create(newHolder())
  const outcomes = await Promise.allSettled([tickets.redeem(ticket), tickets.redeem(ticket)])
  expect(outcomes.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('a ticket expires after 30 seconds, and an unknown one is refused', async () => {
  const { clock, tickets } = open()
  const { ticket } = await tickets.create(newHolder())
  clock.now += 30_000
  await expect(tickets.redeem(ticket)).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(tickets.redeem('never made')).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('one user cannot fill the store, and used or expired tickets make room', async () => {
  const { clock, tickets } = open({ maxPerUser: 2 })
  const greedy = newHolder()
  const { ticket } = await tickets.create(greedy)
  await tickets.create(greedy)
  await expect(tickets.create(greedy)).rejects.toMatchObject({ code: 'rate_limited' })
  await tickets.create(newHolder())
  await tickets.redeem(ticket)
  await tickets.create(greedy)
  await expect(tickets.create(greedy)).rejects.toMatchObject({ code: 'rate_limited' })
  clock.now += 30_000
  await tickets.create(greedy)
})

test('the store is bounded', async () => {
  const { clock, tickets } = open({ max: 2 })
  await tickets.create(newHolder())
  await tickets.create(newHolder())
  await expect(tickets.create(newHolder())).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 30 })
  clock.now += 30_000
  await tickets.create(newHolder())
})

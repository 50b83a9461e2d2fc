import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { TicketHolder, TicketStore } from './tickets.ts'

/** The contract of every ticket store. `open` gives one store as that many nodes see it. */
export function ticketStoreContract(open: (nodes: number) => Promise<TicketStore[]>): void {
  test('[SY2] a ticket is taken once, on any node, and gives its holder', async () => {
    const [one, other = one] = await open(2)
    const holder = newHolder()
    await one?.put('a', holder, Date.now() + 30_000)
    expect(await other?.take('a')).toEqual(holder)
    expect(await other?.take('a')).toBeUndefined()
    expect(await one?.take('a')).toBeUndefined()
  })

  test('[SY2] of many concurrent takes of one ticket, one succeeds', async () => {
    const stores = await open(2)
    await stores[0]?.put('a', newHolder(), Date.now() + 30_000)
    const taken = await Promise.all(Array.from({ length: 10 }, (_, i) => stores[i % stores.length]?.take('a')))
    expect(taken.filter((one) => one !== undefined)).toHaveLength(1)
  })

  test('[SY2] an expired ticket is gone', async () => {
    const [store] = await open(1)
    const end = Date.now() + 20
    await store?.put('a', newHolder(), end)
    await expect.poll(() => Date.now()).toBeGreaterThan(end + 5)
    expect(await store?.take('a')).toBeUndefined()
    expect(await store?.take('never made')).toBeUndefined()
  })

  test('one user cannot fill the store, and other users still get tickets', async () => {
    const [store] = await open(1)
    const greedy = newHolder()
    const many = Array.from({ length: 150 }, (_, i) => store?.put(`greedy ${i}`, greedy, Date.now() + 30_000))
    const refused = (await Promise.allSettled(many)).filter((one) => one.status === 'rejected')
    expect(refused.length).toBeGreaterThanOrEqual(50)
    expect(refused[0]?.reason).toMatchObject({ code: 'rate_limited' })
    await store?.put('modest', newHolder(), Date.now() + 30_000)
  })
}

/** The holder of a new ticket. */
export function newHolder(): TicketHolder {
  return { userId: randomUUID(), restaurantId: 1, sessionId: randomUUID(), expiresAt: Date.now() + 900_000 }
}

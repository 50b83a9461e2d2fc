import { emptyFloor, entities } from '@qtable/domain'
import { expect, test } from 'vitest'
import type { Mutation } from '../outbox/mutation.ts'
import { storedBase } from '../replica/base.ts'
import type { ClientStorage, StoredRefusal, StoredSession } from './storage.ts'

const session: StoredSession = {
  access_token: 'a',
  refresh_token: 'r',
  expiresAt: 1,
  user: { id: 'u', email: 'mina@example.com', name: 'Mina', role: 'owner' },
  restaurant: { id: 1, name: 'Nove', slug: 'nove', timezone: 'Europe/Berlin' },
  restaurants: [],
}

const timestamp = '2026-05-01T17:00:00.000Z'
const base = storedBase({
  epoch: 'e',
  cursor: 'e.7.x',
  floor: emptyFloor(entities.restaurant.example, { version: 7, committedAt: timestamp }),
})

function mutation(id: string, order: number): Mutation {
  return {
    id,
    order,
    at: timestamp,
    isBatch: false,
    commands: [{ id, type: 'guest.create', payload: { partySize: 2 } }],
  }
}

function refusal(id: string, doneAt = timestamp): StoredRefusal {
  const { commands, isBatch } = mutation(id, 1)
  const problem = { code: 'table_occupied', detail: 'taken', current: { guestName: 'Ada' } }
  return { id, commands, isBatch, problem, by: { id: 'u', name: 'Mina' }, doneAt, refusedAt: timestamp }
}

/** The contract of every storage. `open` opens what an earlier one of the same `name` has written. */
export function storageContract(open: (name: string) => Promise<ClientStorage>): void {
  test('a session is stored until it is removed', async () => {
    const storage = await open('session')
    expect(await storage.readSession()).toBeUndefined()
    await storage.writeSession(session)
    expect(await (await open('session')).readSession()).toEqual(session)
    await storage.writeSession(undefined)
    expect(await storage.readSession()).toBeUndefined()
  })

  test('[SY104] mutations are read in their order, however they were stored', async () => {
    const storage = await open('outbox')
    for (const [id, order] of [
      ['c', 30],
      ['a', 10],
      ['b', 20],
    ] as const) {
      await storage.putMutation('mina', { mutation: mutation(id, order), tabId: '' })
    }
    await storage.putMutation('mina', { mutation: mutation('b', 20), tabId: 'again' })
    await storage.writeRefusals('mina', [], ['a', 'unknown'])
    const found = await (await open('outbox')).readOutbox('mina')
    expect(found).toEqual(
      [
        { mutation: mutation('b', 20), tabId: 'again' },
        { mutation: mutation('c', 30), tabId: '' },
      ].map((stored) => expect.objectContaining(stored)),
    )
  })

  test('each scope has its own outbox, floor and refusals', async () => {
    const storage = await open('scopes')
    await storage.putMutation('mina', { mutation: mutation('a', 1), tabId: '' })
    await storage.writeBase('mina', base, [])
    expect(await storage.readOutbox('jonas')).toEqual([])
    expect(await storage.readBase('jonas')).toBeUndefined()
    await storage.writeRefusals('mina', [refusal('b')], [])
    await storage.writeRefusals('jonas', [], ['a'])
    await storage.removeRefusals('jonas', ['b'])
    await storage.removeRefusals('jonas')
    expect(await storage.readRefusals('jonas')).toEqual([])
    expect(await storage.readOutbox('mina')).toHaveLength(1)
    expect(await storage.readRefusals('mina')).toHaveLength(1)
  })

  test('[SY103] a base is stored, and what it confirms removed, in one step', async () => {
    const storage = await open('bases')
    await storage.putMutation('mina', { mutation: mutation('a', 1), tabId: '' })
    await storage.putMutation('mina', { mutation: mutation('b', 2), tabId: '' })
    await storage.writeBase('mina', base, ['a'])
    expect(await storage.readBase('mina')).toEqual(base)
    expect((await storage.readOutbox('mina')).map((stored) => stored.mutation.id)).toEqual(['b'])
    await storage.writeBase('mina', undefined, [])
    expect(await storage.readBase('mina')).toBeUndefined()
    expect(await storage.readOutbox('mina')).toHaveLength(1)
  })

  test('[SY108] a refusal is stored, and its mutation removed, in one step', async () => {
    const storage = await open('refusals')
    for (const [order, id] of ['a', 'b', 'c'].entries()) {
      await storage.putMutation('mina', { mutation: mutation(id, order), tabId: '' })
    }
    await storage.writeRefusals('mina', [refusal('a')], ['a', 'b'])
    expect((await storage.readOutbox('mina')).map((stored) => stored.mutation.id)).toEqual(['c'])
    await storage.writeRefusals('mina', [refusal('c'), refusal('a')], ['c'])
    const again = await open('refusals')
    expect(await again.readRefusals('mina')).toEqual([refusal('a'), refusal('c')])
    await storage.removeRefusals('mina', ['a', 'unknown'])
    expect(await again.readRefusals('mina')).toEqual([refusal('c')])
    await storage.removeRefusals('mina')
    expect(await again.readRefusals('mina')).toEqual([])
  })

  test('one of several callers gets a lease, and keeps it until it ends', async () => {
    const storage = await open('leases')
    const owners = ['a', 'b', 'c', 'd']
    const leases = owners.map((owner) => storage.lease('refresh', { owner, now: 100, until: 200 }))
    const answers = await Promise.all(leases)
    expect(answers.filter(Boolean)).toHaveLength(1)
    const winner = owners[answers.indexOf(true)] ?? ''
    expect(await storage.lease('refresh', { owner: 'e', now: 199, until: 300 })).toBe(false)
    expect(await storage.lease('refresh', { owner: winner, now: 199, until: 250 })).toBe(true)
    expect(await storage.lease('refresh', { owner: 'e', now: 250, until: 300 })).toBe(true)
    expect(await storage.lease('refresh', { owner: 'e', now: 251, until: 0 })).toBe(true)
    expect(await storage.lease('refresh', { owner: 'a', now: 252, until: 300 })).toBe(true)
  })
}

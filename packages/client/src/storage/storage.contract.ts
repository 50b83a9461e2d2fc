import { entities } from '@qtable/domain'
import { expect, test } from 'vitest'
import type { Entry } from '../outbox.ts'
import type { StoredBase } from '../replica.ts'
import type { ClientStorage, StoredRefusal, StoredSession } from './storage.ts'

const session: StoredSession = {
  access_token: 'a',
  refresh_token: 'r',
  expiresAt: 1,
  user: { id: 'u', email: 'mina@example.com', name: 'Mina', role: 'owner' },
  restaurant: { id: 1, name: 'Nove', slug: 'nove', timezone: 'Europe/Berlin' },
  restaurants: [],
}

const base: StoredBase = {
  restaurant_id: 1,
  epoch: 'e',
  version: 7,
  cursor: 'e.7.x',
  timestamp: '2026-05-01T17:00:00.000Z',
  restaurant: entities.restaurant.example,
  sections: [],
  tables: [],
  combinations: [],
  guests: [],
  reservations: [],
}

function entry(id: string, order: number): Entry {
  return {
    id,
    order,
    at: base.timestamp,
    isBatch: false,
    commands: [{ id, type: 'guest.create', payload: { partySize: 2 } }],
  }
}

function refusal(id: string, doneAt = base.timestamp): StoredRefusal {
  const { commands, isBatch } = entry(id, 1)
  const problem = { code: 'table_occupied', detail: 'taken', current: { guestName: 'Ada' } }
  return { id, commands, isBatch, problem, by: { id: 'u', name: 'Mina' }, doneAt, refusedAt: base.timestamp }
}

/** What every storage does. `open` gives one that holds what an earlier one of the same `name` was given. */
export function storageContract(open: (name: string) => Promise<ClientStorage>): void {
  test('a session is there until it is taken away', async () => {
    const storage = await open('session')
    expect(await storage.readSession()).toBeUndefined()
    await storage.writeSession(session)
    expect(await (await open('session')).readSession()).toEqual(session)
    await storage.writeSession(undefined)
    expect(await storage.readSession()).toBeUndefined()
  })

  test('[SY104] entries come back in their order, whatever the order they were stored in', async () => {
    const storage = await open('outbox')
    for (const [id, order] of [
      ['c', 30],
      ['a', 10],
      ['b', 20],
    ] as const) {
      await storage.putEntry('mina', { entry: entry(id, order), lane: '' })
    }
    await storage.putEntry('mina', { entry: entry('b', 20), lane: 'again' })
    await storage.writeRefusals('mina', [], ['a', 'unknown'])
    const found = await (await open('outbox')).readOutbox('mina')
    expect(found).toEqual(
      [
        { entry: entry('b', 20), lane: 'again' },
        { entry: entry('c', 30), lane: '' },
      ].map((stored) => expect.objectContaining(stored)),
    )
  })

  test("one person's outbox and floor are not another's", async () => {
    const storage = await open('scopes')
    await storage.putEntry('mina', { entry: entry('a', 1), lane: '' })
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

  test('a base is stored together with the end of what it confirms', async () => {
    const storage = await open('bases')
    await storage.putEntry('mina', { entry: entry('a', 1), lane: '' })
    await storage.putEntry('mina', { entry: entry('b', 2), lane: '' })
    await storage.writeBase('mina', base, ['a'])
    expect(await storage.readBase('mina')).toEqual(base)
    expect((await storage.readOutbox('mina')).map((stored) => stored.entry.id)).toEqual(['b'])
    await storage.writeBase('mina', undefined, [])
    expect(await storage.readBase('mina')).toBeUndefined()
    expect(await storage.readOutbox('mina')).toHaveLength(1)
  })

  test('[SY108] a refusal is stored together with the end of its entry, and is there until it is taken away', async () => {
    const storage = await open('refusals')
    for (const [order, id] of ['a', 'b', 'c'].entries()) {
      await storage.putEntry('mina', { entry: entry(id, order), lane: '' })
    }
    await storage.writeRefusals('mina', [refusal('a')], ['a', 'b'])
    expect((await storage.readOutbox('mina')).map((stored) => stored.entry.id)).toEqual(['c'])
    await storage.writeRefusals('mina', [refusal('c'), refusal('a')], ['c'])
    const again = await open('refusals')
    expect(await again.readRefusals('mina')).toEqual([refusal('a'), refusal('c')])
    await storage.removeRefusals('mina', ['a', 'unknown'])
    expect(await again.readRefusals('mina')).toEqual([refusal('c')])
    await storage.removeRefusals('mina')
    expect(await again.readRefusals('mina')).toEqual([])
  })

  test('of many that ask for a lease one gets it, and keeps it until it ends', async () => {
    const storage = await open('leases')
    const owners = ['a', 'b', 'c', 'd']
    const asked = owners.map((owner) => storage.lease('refresh', { owner, now: 100, until: 200 }))
    const answers = await Promise.all(asked)
    expect(answers.filter(Boolean)).toHaveLength(1)
    const winner = owners[answers.indexOf(true)] ?? ''
    expect(await storage.lease('refresh', { owner: 'e', now: 199, until: 300 })).toBe(false)
    expect(await storage.lease('refresh', { owner: winner, now: 199, until: 250 })).toBe(true)
    expect(await storage.lease('refresh', { owner: 'e', now: 250, until: 300 })).toBe(true)
    expect(await storage.lease('refresh', { owner: 'e', now: 251, until: 0 })).toBe(true)
    expect(await storage.lease('refresh', { owner: 'a', now: 252, until: 300 })).toBe(true)
  })
}

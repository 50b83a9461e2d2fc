import { Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import { openFeed } from '../journal/feed.ts'
import { openJournal } from '../journal/journal.ts'
import { openNode, openTestRestaurant } from './testing/open-test-restaurant.ts'

/** A world where anything may have happened to an entity, by two people, over several days. */
async function openWorld() {
  const { db, restaurantId, tableIds } = await openTestRestaurant({ tables: 3 })
  const clock = { now: Date.now() }
  const node = openNode(db, () => clock.now)
  const journal = openJournal({ db })
  const feed = openFeed({ journal })
  const log = async () => journal.after(restaurantId, 0, 100_000)
  // The definition: whatever of the whole log names the entity.
  const named = async ({ entityId, actorId, before = Number.POSITIVE_INFINITY, limit = 1000 }: Asked) =>
    (await log())
      .filter(({ version, actor, changes }) => {
        const isIts = changes.some(({ entity_id }) => entity_id === entityId)
        return isIts && version < before && (actorId === undefined || actor.id === actorId)
      })
      .reverse()
      .slice(0, limit)
  const told = async ({ limit = 1000, ...asked }: Asked) =>
    await feed.activity(restaurantId, { ...asked, limit }, ({ transactions }) => transactions)
  return { db, restaurantId, tableIds, clock, node, log, named, told }
}

interface Asked {
  entityId: string
  actorId?: string
  before?: number
  limit?: number
}

const versions = (some: readonly LoggedTransaction[]) => some.map(({ version }) => version)

test('the activity of an entity is all that the log has of it, whatever became of it', async () => {
  const { restaurantId, tableIds, clock, node, log, named, told } = await openWorld()
  const ids: string[] = []
  const run = async (type: string, payload: object) => {
    try {
      return await node.run(restaurantId, type, payload)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return undefined
    }
  }
  const steps = [
    (id: string) => run('guest.update', { guestId: id, notes: uuidv7() }),
    (id: string) => run('guest.seat', { guestId: id, tableIds: [tableIds[ids.indexOf(id) % 3]] }),
    (id: string) => run('guest.setStatus', { guestId: id, status: 'finished' }),
    (id: string) => run('guest.restore', { guestId: id }),
    async (id: string) => {
      const deleted = await run('guest.delete', { guestId: id })
      // Every other one comes back, as it was; of the others the id is used again for somebody else.
      if (ids.indexOf(id) % 2 === 0) await run('undo', { transactionId: deleted?.transaction?.id })
      else await run('guest.create', { id, partySize: 3 })
    },
    async () => {
      clock.now += 86_400_000
      const command = { id: uuidv7(), type: 'serviceDay.close' as const, payload: { limit: 2 } }
      await node.commands.executeInternal(restaurantId, command)
    },
    () => run('restaurant.update', { name: `Trattoria ${ids.length}` }),
    () =>
      node.batch(restaurantId, uuidv7(), [
        { type: 'guest.create', payload: { id: ids[ids.push(uuidv7()) - 1], partySize: 2 } },
        ...tableIds.map((tableId, n) => ({
          type: 'table.update',
          payload: { tableId, capacity: 4 + (ids.length % 5) + n },
        })),
      ]),
  ]
  for (let i = 0; i < 160; i++) {
    if (i % 8 === 0) await run('guest.create', { id: ids[ids.push(uuidv7()) - 1], partySize: 2 })
    // Any step after any other, in a fixed order.
    await steps[(i * 5 + Math.floor(i / 8)) % steps.length]?.(ids[(i * 7) % ids.length] ?? '')
  }
  // One id, two entities: as long as both are there, and after one has gone.
  const shared = uuidv7()
  await run('guest.create', { id: shared, partySize: 2 })
  await run('reservation.create', { id: shared, partySize: 2, startsAt: new Date(clock.now + 3_600_000).toISOString() })
  await run('guest.update', { guestId: shared, notes: 'one' })
  await run('reservation.update', { reservationId: shared, notes: 'two' })
  await run('guest.delete', { guestId: shared })

  const whole = await log()
  const actions = new Set(
    whole.flatMap(({ changes }) => changes.map(({ action, archived }) => `${action} ${archived ?? ''}`)),
  )
  expect([...actions].sort()).toEqual(['create ', 'delete ', 'delete true', 'update '])
  const touched = new Set(whole.flatMap(({ changes }) => changes.map(({ entity_id }) => entity_id)))
  expect(touched.size).toBeGreaterThan(30)
  const [first] = whole
  for (const entityId of touched) {
    const all = await named({ entityId })
    expect(versions(await told({ entityId }))).toEqual(versions(all))
    const middle = all[Math.floor(all.length / 2)]?.version ?? 0
    for (const asked of [{ before: middle }, { before: middle + 1, limit: 2 }, { actorId: first?.actor.id ?? '' }]) {
      expect(versions(await told({ entityId, ...asked }))).toEqual(versions(await named({ entityId, ...asked })))
    }
  }
  expect(await told({ entityId: uuidv7() })).toEqual([])
  expect(await told({ entityId: `${restaurantId + 1}` })).toEqual([])
})

test('[I15] another restaurant has no activity of an entity, also where it knows its id', async () => {
  const { db, restaurantId, tableIds, node, told } = await openWorld()
  const [tableId = ''] = tableIds
  await node.run(restaurantId, 'table.delete', { tableId })
  expect(await told({ entityId: tableId })).toHaveLength(2)
  const other = openFeed({ journal: openJournal({ db }) })
  for (const entityId of [tableId, `${restaurantId}`]) {
    expect(await other.activity(restaurantId + 1, { entityId, limit: 10 }, (page) => page)).toEqual({
      transactions: [],
    })
  }
})

test('[SY21] an instant is found among the versions by their times, wherever the log begins', async () => {
  const { db, restaurantId, clock, node, log } = await openWorld()
  for (let i = 0; i < 40; i++) {
    // Several versions of one instant, too.
    if (i % 3 !== 0) clock.now += 1000
    await node.run(restaurantId, 'restaurant.update', { name: `Trattoria ${i}` })
  }
  const journal = openJournal({ db })
  const all = await log()
  const instants = new Set([...all.map(({ at }) => at), '2000-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z'])
  for (const floor of [0, 7, 20]) {
    await db.asRestaurant(restaurantId, (tx) => tx.query('update clocks set log_floor = $1', [floor]))
    for (const at of instants) {
      const last = all.findLast((logged) => logged.version >= floor && logged.at < at)
      expect(await journal.versionBefore(restaurantId, at)).toBe(last?.version ?? 0)
    }
  }
})

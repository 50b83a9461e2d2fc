import { uuidv7 } from '@qtable/protocol'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { defaultBudgets } from '../budgets.ts'
import { openNodeOn, openTestRestaurant } from '../commands/testing/open-test-restaurant.ts'
import { openJournal } from '../journal/journal.ts'
import { openServiceDays } from './service-days.ts'

const day = 86_400_000

async function openServiceDay() {
  const { db, restaurantId, guestIds, tableIds, found } = await openTestRestaurant({ waiting: 3 })
  const clock = { now: Date.now() }
  const log = pino({ level: 'silent' })
  const open = () => {
    const budgets = { ...defaultBudgets, parties: 3000 }
    const node = openNodeOn(openJournal({ db }), { now: () => clock.now, budgets })
    const serviceDays = openServiceDays({ db, ...node, log, now: () => clock.now })
    onTestFinished(() => serviceDays.close())
    return { node, serviceDays }
  }
  const { node, serviceDays } = open()
  const endsAt = async () => {
    const [row] = await db.asSystem((tx) =>
      tx.query<{ at: Date }>('select service_day_ends_at as at from tenants where restaurant_id = $1', [restaurantId]),
    )
    return row?.at.getTime() ?? 0
  }
  return { db, node, serviceDays, open, clock, restaurantId, guestIds, tableIds, found, endsAt }
}

test('all but who sits leave the floor when their service day is over, once, and stay in the history', async () => {
  const { db, node, serviceDays, clock, restaurantId, guestIds, tableIds, endsAt } = await openServiceDay()
  await node.run(restaurantId, 'guest.setStatus', { guestId: guestIds[0], status: 'left' })
  await node.run(restaurantId, 'guest.seat', { guestId: guestIds[2], tableIds })
  expect(await serviceDays.closeDue()).toBe(0)
  clock.now = (await endsAt()) + 1
  expect(await serviceDays.closeDue()).toBe(1)
  const { floor, recent } = await node.floors.read(restaurantId)
  expect([...floor.guests.keys()]).toEqual([guestIds[2]])
  expect(recent.at(-1)).toMatchObject({ command: 'serviceDay.close', actor: { name: 'QTable' } })
  const kept = await db.asRestaurant(restaurantId, (tx) =>
    tx.query<{ id: string; status: string; reason: string | null }>(
      `select id, data->>'status' as status, data->>'endedReason' as reason from guests where archived`,
    ),
  )
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
  expect(kept.sort(byId)).toEqual(
    [
      { id: guestIds[0], status: 'left', reason: null },
      { id: guestIds[1], status: 'left', reason: 'day closed' },
    ].sort((a, b) => byId({ id: `${a.id}` }, { id: `${b.id}` })),
  )
  expect(await endsAt()).toBeGreaterThan(clock.now)
  expect(await serviceDays.closeDue()).toBe(0)
})

test('service days that ended while no server ran are closed by the next one', async () => {
  const { node, serviceDays, clock, restaurantId, guestIds, found, endsAt } = await openServiceDay()
  await found()
  await node.run(restaurantId, 'guest.setStatus', { guestId: guestIds[0], status: 'left' })
  clock.now += 9 * day
  expect(await serviceDays.closeDue()).toBe(2)
  expect((await node.floors.read(restaurantId)).floor.guests.size).toBe(0)
  expect(await endsAt()).toBeLessThan(clock.now + day + 3_600_000)
})

test('a service day with 2,000 parties is closed in several transactions, with other changes in between', async () => {
  const { node, serviceDays, clock, restaurantId, endsAt } = await openServiceDay()
  const ids = Array.from({ length: 2000 }, () => uuidv7())
  for (let from = 0; from < ids.length; from += 250) {
    const some = ids.slice(from, from + 250)
    await node.batch(restaurantId, uuidv7(), [
      ...some.map((id) => ({ type: 'guest.create', payload: { id, partySize: 2 } })),
      ...some.map((guestId) => ({ type: 'guest.setStatus', payload: { guestId, status: 'left' } })),
    ])
  }
  const { version } = (await node.floors.read(restaurantId)).floor
  clock.now = (await endsAt()) + 1
  const started = new Promise<void>((resolve) => onTestFinished(node.floors.listen(() => resolve())))
  const closing = serviceDays.closeDue()
  await started
  const between = await node.run(restaurantId, 'guest.create', { partySize: 2 })
  expect(await closing).toBe(1)
  const { floor, recent } = await node.floors.read(restaurantId)
  expect(floor.guests.size).toBe(1)
  const pieces = recent.filter(({ command }) => command === 'serviceDay.close')
  expect(pieces.map(({ changes }) => changes.length)).toEqual([3, ...Array(10).fill(200), 3])
  expect(between.version).toBeLessThan(version + 13)
})

test('a restaurant whose service day cannot be closed does not stop the others, and is retried', async () => {
  const { db, serviceDays, clock, found, endsAt } = await openServiceDay()
  await found()
  // Half created: only the directory has it.
  await db.asRestaurant(99, (tx) =>
    tx.query(`insert into tenants (restaurant_id, slug, service_day_ends_at) values (99, 'half', '2000-01-01')`),
  )
  clock.now = (await endsAt()) + 1
  expect(await serviceDays.closeDue()).toBe(2)
  expect(await serviceDays.closeDue()).toBe(0)
  const [half] = await db.asSystem((tx) =>
    tx.query<{ at: Date }>('select service_day_ends_at as at from tenants where restaurant_id = 99'),
  )
  expect(half?.at.getTime()).toBe(clock.now + 5 * 60_000)
})

test('service days that end together are closed once, by any node, and their floors are dropped again', async () => {
  const { open, node, clock, restaurantId, found, guestIds, endsAt } = await openServiceDay()
  for (let i = 0; i < 60; i++) await found()
  await node.run(restaurantId, 'guest.setStatus', { guestId: guestIds[0], status: 'left' })
  clock.now = (await endsAt()) + 1
  const nodes = [open(), open(), open()]
  await nodes[0]?.node.floors.read(restaurantId)
  const counts = await Promise.all(nodes.map(({ serviceDays }) => serviceDays.closeDue()))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(61)
  expect(nodes.map((one) => one.node.floors.cachedIds())).toEqual([[restaurantId], [], []])
})

test('a new time zone moves the end of the current service day', async () => {
  const { node, restaurantId, endsAt } = await openServiceDay()
  const before = await endsAt()
  await node.run(restaurantId, 'restaurant.update', { timezone: 'Pacific/Auckland' })
  await expect.poll(endsAt, { timeout: 5000 }).not.toBe(before)
})

test('a day whose last shift is open past the start of the next is settled when that shift ends, by any node', async () => {
  const { db, node, open, serviceDays, clock, restaurantId, guestIds, endsAt } = await openServiceDay()
  const startsNext = await endsAt()
  const [ends, hour] = [startsNext + 90 * 60_000, 3_600_000]
  const clockOf = (at: number) =>
    new Date(at).toLocaleTimeString('en-GB', { timeZone: timezone, hour: '2-digit', minute: '2-digit' })
  const { timezone } = (await node.floors.read(restaurantId)).floor.restaurant
  const shift = { opens: clockOf(startsNext - 5 * hour), closes: clockOf(ends) }
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, ...shift }))
  await node.run(restaurantId, 'restaurant.update', { settings: { hours } })
  clock.now = startsNext + 1000
  expect(await serviceDays.closeDue()).toBe(1)
  const waiting = async () => (await node.floors.read(restaurantId)).floor.guests.get(guestIds[0] ?? '')?.status
  expect(await waiting()).toBe('waiting')
  expect(await endsAt()).toBe(ends)
  // Another server, started since.
  const restarted = open().serviceDays
  clock.now = ends - 1000
  expect(await restarted.closeDue()).toBe(0)
  clock.now = ends
  expect(await restarted.closeDue()).toBe(1)
  const left = await db.asRestaurant(restaurantId, (tx) =>
    tx.query<{ reason: string }>(`select data->>'endedReason' as reason from guests where archived`),
  )
  expect(left).toHaveLength(3)
  expect(await endsAt()).toBeGreaterThan(ends + 12 * hour)
})

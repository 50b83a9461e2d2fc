import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { openNode, openTestRestaurant } from '../commands/testing.ts'
import { openServiceDays } from './service-days.ts'

const day = 86_400_000

async function world() {
  const { db, restaurantId, guestIds, found } = await openTestRestaurant({ waiting: 3 })
  const clock = { now: Date.now() }
  const node = openNode(db, () => clock.now)
  const log = pino({ level: 'silent' })
  const jobs = openServiceDays({ db, floors: node.floors, commands: node.commands, log, now: () => clock.now })
  onTestFinished(() => jobs.close())
  const endsAt = async () => {
    const [row] = await db.asSystem((tx) =>
      tx.query<{ at: Date }>('select service_day_ends_at as at from tenants where restaurant_id = $1', [restaurantId]),
    )
    return row?.at.getTime() ?? 0
  }
  return { db, node, jobs, clock, restaurantId, guestIds, found, endsAt }
}

test('what has ended leaves the floor when its service day is over, once, and stays in the history', async () => {
  const { db, node, jobs, clock, restaurantId, guestIds, endsAt } = await world()
  await node.run(restaurantId, 'guest.setStatus', { guestId: guestIds[0], status: 'left' })
  await node.run(restaurantId, 'guest.setStatus', { guestId: guestIds[1], status: 'no_show' })
  expect(await jobs.closeDue()).toBe(0)
  clock.now = (await endsAt()) + 1
  expect(await jobs.closeDue()).toBe(1)
  const { floor, recent } = await node.floors.read(restaurantId)
  expect([...floor.guests.keys()]).toEqual([guestIds[2]])
  expect(recent.at(-1)).toMatchObject({ command: 'serviceDay.close', actor: { name: 'QTable' } })
  const kept = await db.asRestaurant(restaurantId, (tx) => tx.query('select id from guests where archived order by id'))
  expect(kept.map(({ id }) => id)).toEqual(guestIds.slice(0, 2).sort())
  expect(await endsAt()).toBeGreaterThan(clock.now)
  expect(await jobs.closeDue()).toBe(0)
})

test('days that passed while no server ran are closed by the first one that does', async () => {
  const { node, jobs, clock, restaurantId, guestIds, found, endsAt } = await world()
  await found()
  await node.run(restaurantId, 'guest.setStatus', { guestId: guestIds[0], status: 'left' })
  clock.now += 9 * day
  expect(await jobs.closeDue()).toBe(2)
  expect((await node.floors.read(restaurantId)).floor.guests.size).toBe(2)
  expect(await endsAt()).toBeLessThan(clock.now + day + 3_600_000)
})

test('another time zone moves the end of the day that is under way', async () => {
  const { node, restaurantId, endsAt } = await world()
  const before = await endsAt()
  await node.run(restaurantId, 'restaurant.update', { timezone: 'Pacific/Auckland' })
  await expect.poll(endsAt, { timeout: 5000 }).not.toBe(before)
})

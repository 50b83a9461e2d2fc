import { serviceDayAt } from '@qtable/domain'
import { expect, onTestFinished, test } from 'vitest'
import { openNode } from '../commands/testing/open-test-restaurant.ts'
import { openTestDatabase } from '../testing/cluster.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { addDemo, renewDemo } from './demo.ts'

const hourMs = 3_600_000

async function openDemo(now: number) {
  const { database: db, close } = await openTestDatabase()
  onTestFinished(close)
  await addDemo({ db, dataDir: await temporaryFolder() }, now)
  const floorAt = async (at: number) => (await openNode(db, () => at).floors.read(1)).floor
  return { db, floorAt }
}

test.each(['02:46', '12:00', '19:30'])(
  'at %s in London the demo is in the middle of an evening of one service day',
  async (time) => {
    const now = Date.parse(`2026-11-30T${time}:00Z`)
    const floor = await (await openDemo(now)).floorAt(now)
    const { date, startsAt } = serviceDayAt(new Date(now).toISOString(), floor.restaurant)
    for (const { startsAt: at } of floor.reservations.values()) {
      expect(serviceDayAt(at, floor.restaurant).date).toBe(date)
    }
    for (const { joinedAt } of floor.guests.values()) expect(joinedAt >= startsAt).toBe(true)
    expect(Math.max(...[...floor.reservations.values()].map((one) => Date.parse(one.startsAt)))).toBeGreaterThan(now)
  },
)

test('a demo older than a day gets a new evening around now, which is renewed again', async () => {
  const now = Date.parse('2026-11-28T18:30:00Z')
  const { db, floorAt } = await openDemo(now)
  expect(await renewDemo({ db }, now + 23 * hourMs)).toBe(false)
  for (const later of [now + 31 * hourMs, now + 62 * hourMs]) {
    expect(await renewDemo({ db }, later)).toBe(true)
    const floor = await floorAt(later)
    const hour = Number(
      new Intl.DateTimeFormat('en-GB', {
        hour: 'numeric',
        hourCycle: 'h23',
        timeZone: floor.restaurant.timezone,
      }).format(later),
    )
    expect([18, 19, 20, 21]).toContain(hour)
    expect([floor.tables.size, floor.reservations.size]).toEqual([20, 10])
    const seated = [...floor.guests.values()].filter(({ status }) => status === 'seated')
    expect(seated).toHaveLength(9)
    for (const { seatedAt } of seated) expect(later - Date.parse(seatedAt ?? '')).toBeLessThan(2 * hourMs)
  }
})

test('a demo that a visitor has changed is left alone', async () => {
  const now = Date.parse('2026-11-28T18:30:00Z')
  const { db, floorAt } = await openDemo(now)
  await openNode(db, () => now + hourMs).run(1, 'guest.create', { name: 'Okafor', partySize: 2 })
  expect(await renewDemo({ db }, now + 31 * hourMs)).toBe(false)
  expect([...(await floorAt(now + hourMs)).guests.values()].filter(({ name }) => name === 'Okafor')).toHaveLength(2)
})

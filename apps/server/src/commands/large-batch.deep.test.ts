import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { measured } from '../testing/measured.ts'
import { openTestRestaurant } from './testing/open-test-restaurant.ts'

const dayMs = 86_400_000
const tables = 60

/** The i-th planned booking: each table is taken anew every two hours. */
function booking(i: number, tableIds: readonly string[]) {
  return {
    ...{ id: uuidv7(), name: `Party ${i}`, partySize: 2, phone: '+49 30 1234567', notes: 'a note' },
    ...{ durationMinutes: 90, tableIds: [tableIds[i % tables]] },
    startsAt: new Date(Date.now() + dayMs + Math.floor(i / tables) * 7_200_000).toISOString(),
  }
}

/** The fastest of some runs. */
async function fastest(runs: number, run: () => Promise<{ ms: number; longestTurnMs: number }>) {
  const all = []
  for (let i = 0; i < runs; i++) all.push(await run())
  return {
    ms: Math.min(...all.map(({ ms }) => ms)),
    longestTurnMs: Math.min(...all.map(({ longestTurnMs }) => longestTurnMs)),
  }
}

test('500 planned bookings among 16,000 take little time, and hold up nobody', async () => {
  const { restaurantId, node, tableIds } = await openTestRestaurant({
    tables,
    waiting: 0,
    budgets: { bookings: 30_000 },
  })
  let next = 0
  const rows = (count: number) => Array.from({ length: count }, () => booking(next++, tableIds))
  while (next < 16_000) await node.run(restaurantId, 'reservation.import', { reservations: rows(500) })
  const batch = await fastest(5, () => {
    const commands = rows(500).map((payload) => ({ type: 'reservation.create', payload }))
    return measured(() => node.batch(restaurantId, uuidv7(), commands))
  })
  const imported = await fastest(5, () => {
    const reservations = rows(500)
    return measured(() => node.run(restaurantId, 'reservation.import', { reservations }))
  })
  const { floor } = await node.floors.read(restaurantId)
  expect(floor.reservations.size).toBe(21_000)
  for (const { ms, longestTurnMs } of [batch, imported]) {
    expect(ms).toBeLessThan(150)
    expect(longestTurnMs).toBeLessThan(60)
  }
}, 120_000)

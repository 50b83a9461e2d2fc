import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { openStandScreen } from '../testing/stand-screen.tsx'
import type { Signal } from './signal.ts'
import { watchSignals } from './watch-signals.ts'

afterEach(() => vi.useRealTimers())

async function openWatched(before?: (stand: Awaited<ReturnType<typeof openStandScreen>>) => Promise<unknown>) {
  // `run` is another person's then.
  const stand = await openStandScreen({ tables: [4, 4], role: 'viewer' })
  await before?.(stand)
  const told: Signal[] = []
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  const end = watchSignals(stand.client, (kind) => told.push(kind))
  onTestFinished(end)
  const later = async (minutes: number) => {
    await stand.later(minutes)
    vi.advanceTimersByTime(10_000)
  }
  return { ...stand, told, later }
}

test('a quote that runs out is told once; no quote, one that was over before and a notified party are not', async () => {
  const { run, later, told } = await openWatched(async ({ run, later }) => {
    await run('guest.create', { name: 'Over', partySize: 2, quotedMinutes: 5 })
    await later(10)
  })
  await run('guest.create', { name: 'Okafor', partySize: 2, quotedMinutes: 20 })
  await run('guest.create', { name: 'No quote', partySize: 2 })
  const called = await run('guest.create', { name: 'Sato', partySize: 2, quotedMinutes: 10 })
  await run('guest.setStatus', { guestId: called, status: 'notified' })
  await later(15)
  expect(told).toEqual([])
  await later(10)
  expect(told).toEqual(['quote'])
  await later(10)
  expect(told).toEqual(['quote'])
})

test('a longer quote counts anew', async () => {
  const { run, later, told } = await openWatched()
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 2, quotedMinutes: 10 })
  await later(12)
  expect(told).toEqual(['quote'])
  await run('guest.update', { guestId, quotedMinutes: 30 })
  await later(10)
  expect(told).toEqual(['quote'])
  await later(10)
  expect(told).toEqual(['quote', 'quote'])
})

test('of what others do, a booked party that has come and a waiting one that is gone are told, and nothing else', async () => {
  const { run, later, client, told, tableIds } = await openWatched()
  const startsAt = new Date(client.now() + 10 * 60_000).toISOString()
  const reservationId = await run('reservation.create', { name: 'Moreau', partySize: 2, startsAt })
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 2 })
  const seated = await run('guest.create', {
    name: 'Sato',
    partySize: 2,
    status: 'seated',
    tableIds: tableIds.slice(0, 1),
  })
  await run('guest.update', { guestId, notes: 'By the window' })
  await run('guest.setStatus', { guestId: seated, status: 'left' })
  expect(told).toEqual([])
  await run('reservation.arrive', { reservationId })
  expect(told).toEqual(['others'])
  await later(1)
  await run('guest.setStatus', { guestId, status: 'left' })
  expect(told).toEqual(['others', 'others'])
})

test('many changes at a time are told once', async () => {
  const { run, told } = await openWatched()
  const ids = [
    await run('guest.create', { name: 'A', partySize: 2 }),
    await run('guest.create', { name: 'B', partySize: 2 }),
  ]
  for (const guestId of ids) await run('guest.setStatus', { guestId, status: 'cancelled' })
  expect(told).toEqual(['others'])
})

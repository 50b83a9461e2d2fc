import type { Transaction } from '@qtable/domain'
import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { activityDays } from './activity-days.ts'
import { activityDetails } from './activity-details.ts'
import { activitySentence } from './activity-sentence.ts'
import type { ActivityItem } from './use-activity.ts'

function entryOf({ id, version, at, actor, command, forced, changes }: Transaction): ActivityItem {
  return {
    transaction_id: id,
    version,
    timestamp: at,
    done_at: at,
    actor,
    command,
    ...(forced ? { forced: true as const } : {}),
    changes: changes.map(
      ({ entity_type, entity_id, action, before = null, data = null }) =>
        ({ entity_type, entity_id, action, before, after: data }) as ActivityItem['changes'][number],
    ),
  }
}

test('a sentence says what was done, by whom and where', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [first] = floor.tableIds
  const say = (transaction: Transaction) => activitySentence(entryOf(transaction), floor.floor)
  const added = floor.run('guest.create', { name: 'Okafor', partySize: 4 })
  expect(say(added)).toBe('Added Okafor, party of 4 to the line')
  const guestId = added.created('guest').id
  expect(say(floor.run('guest.seat', { guestId, tableIds: [first] }))).toBe('Seated Okafor at table 1')
  const walkIn = { name: 'Walk-in', partySize: 2, tableIds: [floor.tableIds[1]], status: 'seated' }
  expect(say(floor.run('guest.create', walkIn))).toBe('Seated a walk-in of 2 at table 2')
  expect(say(floor.run('guest.setStatus', { guestId, status: 'finished' }))).toBe('Okafor: finished at table 1')
  expect(say(floor.run('table.setStatus', { tableId: first, status: 'blocked' }))).toBe('Table 1: blocked')
})

test('a table that is done names its party, cleared as a table or as one of several', () => {
  const floor = openFloor({ tables: [4, 4, 4] })
  const [first, second, third] = floor.tableIds
  const say = (transaction: Transaction) => activitySentence(entryOf(transaction), floor.floor)
  floor.seated([0], { name: 'Okafor', partySize: 4 })
  expect(say(floor.run('table.setStatus', { tableId: first, status: 'cleaning' }))).toBe('Table 1, Okafor: done')
  floor.seated([1, 2], { name: 'García', partySize: 6 })
  const cleared = floor.batch([
    ['table.setStatus', { tableId: second, status: 'available' }],
    ['table.setStatus', { tableId: third, status: 'available' }],
  ])
  expect(say(cleared)).toBe('Tables 2 + 3, García: done')
})

test('a batch is described by its changes', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [first, second] = floor.tableIds
  const say = (transaction: Transaction) => activitySentence(entryOf(transaction), floor.floor)
  const states = floor.batch([
    ['table.setStatus', { tableId: first, status: 'cleaning' }],
    ['table.setStatus', { tableId: second, status: 'reserved' }],
  ])
  expect(say(states)).toBe('Table 1: to be cleaned · Table 2: held')
  const drawn = floor.batch([
    ['section.create', { name: 'Hall', color: '#ff0000' }],
    ['table.update', { tableId: first, capacity: 6 }],
    ['table.create', { tableNumber: '9', capacity: 4 }],
  ])
  expect(say(drawn)).toMatch(/^Changed the floor plan: /)
  expect(say(drawn)).toContain('2 tables')
  expect(say(drawn)).toContain('1 section')
  const day = { startsAt: '2026-05-01T18:00:00Z' }
  const booked = floor.batch([
    ['reservation.create', { name: 'Ada', partySize: 2, ...day }],
    ['reservation.create', { name: 'Zuse', partySize: 2, ...day }],
  ])
  expect(say(booked)).toBe('Changed several things at once: 2 reservations')
})

test('a changed field is described by its old and new value', () => {
  const floor = openFloor({ tables: [4] })
  const reservationId = floor.booking({ name: 'Ada', partySize: 2, startsAt: '2026-05-01T18:00:00Z' })
  const details = (type: string, payload: object) => activityDetails(entryOf(floor.run(type, payload)), floor.floor)
  expect(
    details('reservation.update', { reservationId, partySize: 4, startsAt: '2026-05-01T18:30:00Z', notes: 'Pram' }),
  ).toEqual(['2 → 4 people', expect.stringMatching(/^8:00.* → 8:30|^20:00 → 20:30/), '“Pram”'])
  expect(details('reservation.update', { reservationId, tableIds: floor.tableIds })).toEqual(['table 1'])
  expect(details('restaurant.update', { settings: { bussing: true } })).toEqual(['cleaning of tables'])
  const guestId = floor.party({ partySize: 5 })
  expect(details('guest.update', { guestId, quotedMinutes: 20 })).toEqual(['quoted 20 min'])
  expect(details('guest.seat', { guestId, tableIds: floor.tableIds, force: true })).toEqual(['done anyway'])
})

test('what was done offline stands where it was done, not where it was sent', () => {
  const floor = openFloor({ timezone: 'Europe/Berlin' })
  const [first, late, second] = ['Ada', 'Lin', 'Zuse'].map((name) =>
    entryOf(floor.run('guest.create', { name, partySize: 2 })),
  )
  if (!first || !late || !second) expect.fail('nothing was done')
  const entries = [
    { ...second, done_at: '2026-05-01T18:00:00Z' },
    // Before the service day began at 4 o'clock.
    { ...late, done_at: '2026-05-01T01:30:00Z', timestamp: '2026-05-01T17:30:00Z' },
    { ...first, done_at: '2026-05-01T17:00:00Z' },
  ]
  const names = [...activityDays(entries.toReversed(), floor.floor.restaurant)].map(([date, own]) => [
    date,
    own.map((entry) => activitySentence(entry, floor.floor).split(' ')[1]?.replace(',', '')),
  ])
  expect(names).toEqual([
    ['2026-05-01', ['Zuse', 'Ada']],
    ['2026-04-30', ['Lin']],
  ])
})

test('two parties that swapped their tables are one sentence', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [one, two] = floor.tableIds
  const sit = (name: string, tableId: string | undefined) =>
    floor.run('guest.create', { name, partySize: 2, status: 'seated', tableIds: [tableId] }).created('guest').id
  const [okafor, sato] = [sit('Okafor', one), sit('Sato', two)]
  const swapped = floor.batch([
    ['guest.move', { guestId: okafor, tableIds: [two] }],
    ['guest.move', { guestId: sato, tableIds: [one] }],
  ])
  expect(activitySentence(entryOf(swapped), floor.floor)).toBe('Okafor and Sato swapped tables')
})

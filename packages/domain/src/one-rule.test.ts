import { expect, test } from 'vitest'
import { openFloor } from './testing/open-floor.ts'

const nextWeek = '2026-05-08T19:30:00Z'

/** A booking of today whose party has arrived, moved to next week. */
function openMoved() {
  const floor = openFloor({ tables: [4, 4] })
  const reservationId = floor.booking()
  floor.run('reservation.arrive', { reservationId })
  floor.run('reservation.update', { reservationId, startsAt: nextWeek })
  const guestId = floor.reservation(reservationId)?.guestId ?? ''
  return { floor, guestId, reservationId, tableIds: [floor.tableIds[0] ?? ''] }
}

test.each<[string, (ids: ReturnType<typeof openMoved>) => [string, object]]>([
  [
    'no_show by the reservation',
    (ids) => ['reservation.setStatus', { reservationId: ids.reservationId, status: 'no_show' }],
  ],
  ['no_show by the party', (ids) => ['guest.setStatus', { guestId: ids.guestId, status: 'no_show' }]],
  [
    'seat by the reservation',
    (ids) => ['reservation.seat', { reservationId: ids.reservationId, tableIds: ids.tableIds }],
  ],
  [
    'seated by its status',
    (ids) => ['reservation.setStatus', { reservationId: ids.reservationId, status: 'seated', tableIds: ids.tableIds }],
  ],
  ['seat by the party', (ids) => ['guest.seat', { guestId: ids.guestId, tableIds: ids.tableIds }]],
  [
    'seated by its status as a party',
    (ids) => ['guest.setStatus', { guestId: ids.guestId, status: 'seated', tableIds: ids.tableIds }],
  ],
  ['seat by the table', (ids) => ['table.seat', { tableId: ids.tableIds[0] ?? '', guestId: ids.guestId }]],
])('an arrived booking that moved to next week: %s is wrong_day today, and forced it is done', (_what, command) => {
  const moved = openMoved()
  const [type, payload] = command(moved)
  expect(moved.floor.refusal(type, payload).code).toBe('wrong_day')
  expect(moved.floor.decideOne(type, { ...payload, force: true })).toBeDefined()
})

test('a table that is freed may lose the seats of who sat there in the same step', () => {
  const floor = openFloor({ tables: [6] })
  const [tableId = ''] = floor.tableIds
  floor.run('guest.create', { partySize: 6, tableIds: [tableId] })
  floor.run('table.update', { tableId, status: 'available', capacity: 2 })
  expect(floor.table(0)).toMatchObject({ status: 'available', capacity: 2, currentGuestId: null })
})

test('a server frees a table by its status and by who sits there, and seats nobody', () => {
  const floor = openFloor({ tables: [4] })
  const [tableId = ''] = floor.tableIds
  const guestId = floor.party()
  const server = { role: 'server' } as const
  floor.seated([0])
  for (const free of [
    ['table.update', { tableId, status: 'available' }],
    ['table.setStatus', { tableId, status: 'available' }],
    ['table.clear', { tableId }],
    ['table.seat', { tableId, guestId: null }],
  ] as const) {
    expect(floor.decideOne(free[0], free[1], server)).toBeDefined()
  }
  expect(floor.refusal('table.seat', { tableId, guestId }, server).code).toBe('forbidden')
  expect(floor.refusal('table.seat', { tableId }, server).code).toBe('forbidden')
})

test.each(['reserved', 'blocked'] as const)('clearing a table that is %s leaves it so', (status) => {
  const floor = openFloor({ tables: [4] })
  const [tableId = ''] = floor.tableIds
  floor.run('table.setStatus', { tableId, status })
  expect(floor.decideOne('table.clear', { tableId })).toBeUndefined()
})

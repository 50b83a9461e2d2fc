import { describe, expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'

const evening = (time: string) => `2026-05-01T${time}:00Z`
const promised = (name: string) => [{ code: 'table_promised', current: { name } }]

describe('[I36] who sits is asked about the plans', () => {
  test('where a booked stay becomes longer', () => {
    const floor = openFloor()
    const reservationId = floor.booking({ startsAt: evening('17:00'), durationMinutes: 60, tableIds: floor.tableIds })
    floor.run('reservation.seat', { reservationId })
    floor.booking({ name: 'Next', startsAt: evening('18:30'), tableIds: floor.tableIds })
    const longer = { reservationId, durationMinutes: 240 }
    expect(floor.run('reservation.update', longer).warnings).toMatchObject(promised('Next'))
    expect(floor.run('reservation.update', { reservationId, durationMinutes: 60 }).warnings).toBeUndefined()
    expect(floor.undoLast().warnings).toMatchObject(promised('Next'))
  })

  test('where it grows, and a larger party stays longer', () => {
    const floor = openFloor({ tables: [8] })
    const guestId = floor.seated([0])
    floor.booking({ name: 'Next', startsAt: evening('18:20'), tableIds: floor.tableIds })
    expect(floor.run('guest.update', { guestId, partySize: 8 }).warnings).toMatchObject(promised('Next'))
  })

  test('where a restore or an undo brings it back to a table that is booked by now', () => {
    const floor = openFloor({ tables: [4, 4] })
    const [restored, undone] = [floor.seated([0]), floor.seated([1])]
    floor.run('guest.setStatus', { guestId: restored, status: 'finished' })
    const { id: transactionId } = floor.run('guest.setStatus', { guestId: undone, status: 'finished' })
    for (const tableId of floor.tableIds) {
      floor.booking({ name: 'Soon', startsAt: evening('17:10'), tableIds: [tableId] })
    }
    expect(floor.run('guest.restore', { guestId: restored }).warnings).toMatchObject(promised('Soon'))
    expect(floor.run('undo', { transactionId }).warnings).toMatchObject(promised('Soon'))
  })

  test('where it comes back to a table that has become too small', () => {
    const floor = openFloor({ tables: [6, 6] })
    const guestId = floor.seated([0], { partySize: 6 })
    const other = floor.seated([1], { partySize: 6 })
    floor.run('guest.setStatus', { guestId, status: 'finished' })
    const { id: transactionId } = floor.run('guest.update', { guestId: other, partySize: 2 })
    for (const tableId of floor.tableIds) floor.run('table.update', { tableId, capacity: 2 })
    expect(floor.refusal('guest.restore', { guestId }).code).toBe('party_too_large')
    expect(floor.refusal('undo', { transactionId }).code).toBe('party_too_large')
    expect(floor.run('guest.restore', { guestId, force: true }).forced).toBe(true)
    expect(floor.run('undo', { transactionId, force: true }).forced).toBe(true)
  })

  test('but a party that was forced to sit there comes back without a question', () => {
    const floor = openFloor({ tables: [2] })
    const guestId = floor.seated([0], { partySize: 9, force: true })
    floor.run('guest.setStatus', { guestId, status: 'finished' })
    floor.run('guest.restore', { guestId })
    expect(floor.guest(guestId)?.status).toBe('seated')
  })

  test('and a move counts the stay from when it sat down', () => {
    const floor = openFloor({ tables: [4, 4] })
    const guestId = floor.seated([0])
    floor.clock.now = evening('18:00')
    const [, tableId] = floor.tableIds
    floor.booking({ startsAt: evening('18:30'), tableIds: [tableId] })
    // It sat down at 17:00 for 75 minutes.
    expect(floor.run('guest.move', { guestId, tableIds: [tableId] }).warnings).toBeUndefined()
  })
})

describe('[I36] a booking that comes back is asked about the plans', () => {
  const openCancelled = (fields: object = {}) => {
    const floor = openFloor({ tables: [4] })
    const reservationId = floor.booking({ startsAt: evening('17:10'), tableIds: floor.tableIds, ...fields })
    const { id } = floor.run('reservation.setStatus', { reservationId, status: 'cancelled' })
    return { floor, reservationId, undo: { transactionId: id }, restore: { reservationId } }
  }

  test('where somebody sits by now: an undo is refused, a restore comes without the table and says so', () => {
    const { floor, reservationId, undo, restore } = openCancelled()
    floor.seated([0], { name: 'Ada' })
    expect(floor.refusal('undo', { ...undo, force: true })).toMatchObject({
      code: 'table_occupied',
      current: { guestName: 'Ada' },
    })
    expect(floor.run('reservation.restore', restore).warnings).toMatchObject([
      { code: 'table_lost', current: { reservations: [{ reservationId }] } },
    ])
    expect(floor.reservation(reservationId)).toMatchObject({ status: 'confirmed', tableIds: [] })
  })

  test.each([
    ['table_blocked', 'table.setStatus', { status: 'blocked' }],
    ['party_too_large', 'table.update', { capacity: 1 }],
    [
      'outside_hours',
      'restaurant.update',
      { settings: { closures: [{ from: '2026-05-01', to: '2026-05-01', reason: null }] } },
    ],
  ])('%s since needs force', (code, type, payload) => {
    const { floor, undo, restore } = openCancelled()
    floor.run(type, type === 'restaurant.update' ? payload : { ...payload, tableId: floor.tableIds[0] })
    expect(floor.refusal('reservation.restore', restore).code).toBe(code)
    expect(floor.refusal('undo', undo).code).toBe(code)
    expect(floor.decideOne('undo', { ...undo, force: true })?.forced).toBe(true)
    expect(floor.run('reservation.restore', { ...restore, force: true }).forced).toBe(true)
  })

  test('a forced delete of a table tells which bookings lost it', () => {
    const floor = openFloor({ tables: [4, 4] })
    const reservationId = floor.booking({ partySize: 8, tableIds: floor.tableIds })
    const deleted = floor.run('table.delete', { tableId: floor.tableIds[0], force: true })
    expect(deleted).toMatchObject({
      forced: true,
      warnings: [{ code: 'table_lost', current: { reservations: [{ reservationId, partySize: 8 }] } }],
    })
  })
})

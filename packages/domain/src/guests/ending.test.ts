import { expect, test } from 'vitest'
import type { Reservation } from '../reservations/reservation.ts'
import { bare, contentOf, openFloor } from '../testing/open-floor.ts'

test('[I11] a party that ends frees all its tables in the same version and says why', () => {
  const floor = openFloor({ tables: [4, 4] })
  const guestId = floor.seated([0, 1])
  floor.run('guest.update', { guestId, course: 'check' })
  const { version } = floor.run('guest.setStatus', { guestId, status: 'left', reason: 'waited too long' })
  expect(floor.guest(guestId)).toMatchObject({
    status: 'left',
    tableId: null,
    tableIds: [],
    course: null,
    finishedAt: floor.clock.now,
    endedReason: 'waited too long',
    endedFrom: { status: 'seated', tableIds: floor.tableIds, course: 'check' },
    version,
  })
  for (const i of [0, 1]) expect(floor.table(i)).toMatchObject({ status: 'available', currentGuestId: null, version })
})

test('back to waiting, a party holds no table and is as if it had not been seated', () => {
  const floor = openFloor()
  const guestId = floor.seated()
  floor.run('guest.update', { guestId, course: 'ordered' })
  floor.run('guest.setStatus', { guestId, status: 'waiting' })
  expect(floor.guest(guestId)).toMatchObject({ status: 'waiting', tableIds: [], course: null, seatedAt: null })
  expect(floor.table(0)).toMatchObject({ status: 'available', currentGuestId: null })
})

for (const word of ['finished', 'cancelled', 'no_show', 'left'] as const) {
  test(`the reservation of a party that is ${word} ends with it, and both come back exactly as they were`, () => {
    const floor = openFloor({ tables: [4, 4], settings: { bussing: true } })
    const reservationId = floor.booking({ tableIds: [floor.tableIds[0]] })
    floor.run('reservation.seat', { reservationId, tableIds: [floor.tableIds[1]] })
    const { guestId } = floor.reservation(reservationId) ?? {}
    floor.run('guest.update', { guestId, course: 'dessert' })
    const before = contentOf(floor.floor)
    floor.run('guest.setStatus', { guestId, status: word })
    expect(floor.reservation(reservationId)).toMatchObject({
      status: word === 'left' ? 'cancelled' : word,
      endedFrom: 'seated',
      guestId,
    })
    floor.run('guest.restore', { guestId })
    expect(contentOf(floor.floor)).toEqual(before)
  })
}

test('a party too large for its table comes back to it, and nobody forced that', () => {
  const floor = openFloor({ tables: [2] })
  const guestId = floor.seated([0], { partySize: 5, force: true })
  floor.run('guest.setStatus', { guestId, status: 'finished' })
  expect(floor.run('guest.restore', { guestId }).forced).toBe(false)
  expect(floor.guest(guestId)?.status).toBe('seated')
})

test('where one of its tables is taken, blocked or gone by now, a party comes back as waiting', () => {
  for (const spoil of ['taken', 'blocked', 'gone']) {
    const floor = openFloor({ tables: [4, 4] })
    const [, tableId] = floor.tableIds
    const guestId = floor.seated([0, 1])
    floor.run('guest.setStatus', { guestId, status: 'finished' })
    if (spoil === 'taken') floor.seated([1])
    else if (spoil === 'blocked') floor.run('table.setStatus', { tableId, status: 'blocked' })
    else floor.run('table.delete', { tableId })
    floor.run('guest.restore', { guestId })
    expect(floor.guest(guestId)).toMatchObject({
      status: 'waiting',
      tableIds: [],
      course: null,
      seatedAt: null,
      finishedAt: null,
      endedReason: null,
      endedFrom: null,
    })
    expect(floor.table(0)?.status).toBe('available')
  }
})

test('a party that came back as waiting has a reservation that has arrived, without a plan that is taken', () => {
  const floor = openFloor({ tables: [4] })
  const reservationId = floor.booking({ tableIds: floor.tableIds })
  floor.run('reservation.seat', { reservationId })
  const { guestId } = floor.reservation(reservationId) ?? {}
  floor.run('guest.setStatus', { guestId, status: 'finished' })
  floor.booking({ name: 'Hopper', tableIds: floor.tableIds })
  floor.seated([0])
  floor.run('guest.restore', { guestId })
  expect(floor.guest(guestId ?? '')?.status).toBe('waiting')
  expect(floor.reservation(reservationId)).toMatchObject({ status: 'arrived', tableIds: [], endedFrom: null })
})

test('a party in line that ended comes back to its place in line', () => {
  const floor = openFloor()
  const guestId = floor.party({ status: 'notified' })
  const before = contentOf(floor.floor)
  floor.run('guest.setStatus', { guestId, status: 'no_show' })
  floor.clock.now = '2026-05-01T18:00:00Z'
  floor.run('guest.restore', { guestId })
  expect(contentOf(floor.floor)).toEqual(before)
})

test('who has not ended cannot be restored', () => {
  const floor = openFloor()
  const guestId = floor.party()
  expect(floor.refusal('guest.restore', { guestId })).toMatchObject({
    code: 'invalid_transition',
    current: { guestId, status: 'waiting' },
  })
})

test('a restore of who is back changes nothing: two devices may restore one party', () => {
  const floor = openFloor()
  const guestId = floor.party()
  floor.run('guest.setStatus', { guestId, status: 'no_show' })
  floor.run('guest.restore', { guestId, was: { status: 'no_show' } })
  expect(floor.decideOne('guest.restore', { guestId, was: { status: 'no_show' } })).toBeUndefined()
  floor.run('guest.setStatus', { guestId, status: 'left' })
  expect(floor.refusal('guest.restore', { guestId, was: { status: 'no_show' } }).code).toBe('edit_conflict')
})

test('deleting a party leaves its live reservation the tables where it sat', () => {
  const floor = openFloor()
  const reservationId = floor.booking({ tableIds: floor.tableIds })
  floor.run('reservation.seat', { reservationId })
  const { guestId } = floor.reservation(reservationId) ?? {}
  floor.run('guest.delete', { guestId })
  expect(floor.reservation(reservationId)).toMatchObject({
    status: 'confirmed',
    guestId: null,
    tableIds: floor.tableIds,
  })
})

for (const status of ['pending', 'confirmed'] as const) {
  const open = () => {
    const floor = openFloor()
    const reservationId = floor.booking({ status })
    const before = bare(floor.reservation(reservationId) as Reservation)
    const arrive = (type: string, fields: object = {}) => {
      floor.run(type, { reservationId, ...fields })
      return { guestId: floor.reservation(reservationId)?.guestId ?? '' }
    }
    const after = () => bare(floor.reservation(reservationId) as Reservation)
    return { floor, reservationId, before, arrive, after }
  }

  test(`a ${status} booking is ${status} again when its party is deleted, wherever the party was`, () => {
    for (const way of ['reservation.arrive', 'reservation.seat'] as const) {
      const { floor, before, arrive, after } = open()
      const { guestId } = arrive(way, way === 'reservation.seat' ? { tableIds: floor.tableIds } : {})
      if (way === 'reservation.seat') floor.run('guest.setStatus', { guestId, status: 'waiting' })
      floor.run('guest.delete', { guestId })
      const back = { ...before, arrivals: 1 }
      expect(after()).toEqual(way === 'reservation.seat' ? { ...back, tableIds: floor.tableIds } : back)
      floor.undoLast()
      expect(after()).toMatchObject({ status: 'arrived', guestId, arrivedFrom: status })
    }
  })

  test(`a ${status} booking is ${status} again when its party ended, was deleted, and the booking comes back`, () => {
    const { floor, reservationId, before, arrive, after } = open()
    const { guestId } = arrive('reservation.arrive')
    floor.run('guest.setStatus', { guestId, status: 'left' })
    floor.closeDay()
    floor.run('guest.delete', { guestId })
    floor.run('reservation.restore', { reservationId })
    expect(after()).toEqual({ ...before, arrivals: 1 })
  })

  test(`a ${status} booking is ${status} again when its arrival is undone`, () => {
    const { floor, before, arrive, after } = open()
    arrive('reservation.seat', { tableIds: floor.tableIds })
    floor.undoLast()
    expect(after()).toEqual(before)
  })
}

test('a table is not planned for a time in which a reservation sits there, and free again where it moved from', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [first, second] = floor.tableIds
  const reservationId = floor.booking({ tableIds: [first] })
  floor.run('reservation.seat', { reservationId })
  const later = {
    name: 'Hopper',
    partySize: 2,
    startsAt: floor.reservation(reservationId)?.startsAt,
    tableIds: [first],
  }
  expect(floor.refusal('reservation.create', later)).toMatchObject({
    code: 'table_occupied',
    current: { guestId: floor.reservation(reservationId)?.guestId },
  })
  floor.run('guest.move', { guestId: floor.reservation(reservationId)?.guestId, tableIds: [second] })
  expect(floor.reservation(reservationId)?.tableIds).toEqual([second])
  floor.run('reservation.create', later)
})

test('a reservation that sits where another one is planned warns of it, and holds where it sits', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [first, second] = floor.tableIds
  const planned = floor.booking({ tableIds: [first] })
  const sitting = floor.booking({ name: 'Hopper', tableIds: [second] })
  const { warnings } = floor.run('reservation.seat', { reservationId: sitting, tableIds: [first] })
  expect(warnings).toMatchObject([{ code: 'table_promised', current: { reservationId: planned, tableIds: [first] } }])
  expect(floor.reservation(sitting)).toMatchObject({ status: 'seated', tableIds: [first] })
  expect(floor.reservation(planned)?.tableIds).toEqual([first])
})

test('the reservation of a deleted party that had ended stays ended, and comes back without a party', () => {
  const floor = openFloor()
  const reservationId = floor.booking()
  floor.run('reservation.arrive', { reservationId })
  const { guestId } = floor.reservation(reservationId) ?? {}
  floor.run('guest.setStatus', { guestId, status: 'no_show' })
  floor.run('guest.delete', { guestId })
  expect(floor.reservation(reservationId)).toMatchObject({ status: 'no_show', guestId: null, endedFrom: 'confirmed' })
  floor.run('reservation.restore', { reservationId })
  expect(floor.reservation(reservationId)).toMatchObject({ status: 'confirmed', guestId: null, endedFrom: null })
})

test('a party whose tables are cleared together comes back to all of them', () => {
  const floor = openFloor({ tables: [4, 4, 4] })
  const [a, b, c] = floor.tableIds
  const guestId = floor.seated([0, 1], { partySize: 8 })
  floor.batch([
    ['table.clear', { tableId: a }],
    ['table.update', { tableId: b, status: 'available' }],
  ])
  expect(floor.guest(guestId)?.status).toBe('finished')
  floor.run('guest.restore', { guestId })
  expect(floor.guest(guestId)).toMatchObject({ status: 'seated', tableIds: [a, b] })
  // One that moved first comes back to where it was last.
  floor.batch([
    ['guest.move', { guestId, tableIds: [c], force: true }],
    ['table.clear', { tableId: c }],
  ])
  floor.run('guest.restore', { guestId, force: true })
  expect(floor.guest(guestId)).toMatchObject({ status: 'seated', tableIds: [c] })
})

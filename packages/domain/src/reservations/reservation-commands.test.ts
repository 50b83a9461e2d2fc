import { expect, test } from 'vitest'
import { contentOf, openFloor } from '../testing/open-floor.ts'
import { Reservation, reservationStatuses } from './reservation.ts'

test('a booking is confirmed at once, for as long as such a party stays', () => {
  const floor = openFloor()
  const id = floor.booking({ partySize: 5, startsAt: '2026-05-01T20:30:00+02:00' })
  expect(floor.reservation(id)).toMatchObject({
    status: 'confirmed',
    startsAt: '2026-05-01T18:30:00Z',
    durationMinutes: 105,
    tableIds: [],
    guestId: null,
    source: 'host',
    endedFrom: null,
  })
})

test('a booking may last as short and as long as a turn time', () => {
  for (const minutes of [10, 1440]) {
    const floor = openFloor({ settings: { turnTimes: [{ upToPartySize: 500, minutes }] } })
    const id = floor.booking({ partySize: 2 })
    expect(floor.reservation(id)?.durationMinutes).toBe(minutes)
    expect(Reservation.safeParse(floor.reservation(id)).error).toBeUndefined()
  }
})

test('where the restaurant approves bookings, a booking is pending until somebody confirms it', () => {
  const floor = openFloor({ settings: { approveReservations: true } })
  const reservationId = floor.booking()
  expect(floor.reservation(reservationId)?.status).toBe('pending')
  floor.run('reservation.setStatus', { reservationId, status: 'Confirmed' })
  expect(floor.reservation(reservationId)?.status).toBe('confirmed')
})

const allowed: Record<string, readonly string[]> = {
  pending: ['confirmed', 'arrived', 'seated', 'cancelled', 'no_show'],
  confirmed: ['arrived', 'seated', 'cancelled', 'no_show'],
  arrived: ['seated', 'cancelled', 'no_show'],
  seated: ['finished', 'cancelled', 'no_show'],
  finished: [],
  cancelled: [],
  no_show: [],
}

function openAt(status: string) {
  const floor = openFloor({ tables: [4] })
  const reservationId = floor.booking({
    tableIds: floor.tableIds,
    status: status === 'pending' ? 'pending' : 'confirmed',
  })
  if (status === 'finished') floor.run('reservation.seat', { reservationId })
  if (status !== 'pending' && status !== 'confirmed') floor.run('reservation.setStatus', { reservationId, status })
  return { floor, reservationId }
}

for (const from of reservationStatuses) {
  for (const to of reservationStatuses) {
    const can = from === to || (from === 'seated' && to === 'arrived') || allowed[from]?.includes(to)
    test(`a reservation that is ${from} ${can ? 'may be set to' : 'cannot be set to'} ${to}`, () => {
      const { floor, reservationId } = openAt(from)
      // A seated party has arrived already.
      if (from === to || (from === 'seated' && to === 'arrived')) {
        expect(floor.decideOne('reservation.setStatus', { reservationId, status: to })).toBeUndefined()
      } else if (can) {
        floor.run('reservation.setStatus', { reservationId, status: to })
        expect(floor.reservation(reservationId)?.status).toBe(to)
      } else {
        const refused = floor.refusal('reservation.setStatus', { reservationId, status: to })
        expect(refused).toMatchObject({ code: 'invalid_transition', current: { status: from } })
      }
    })
  }
}

test('a reservation that arrives becomes a party in line, each naming the other', () => {
  const floor = openFloor()
  const reservationId = floor.booking({
    name: 'Ada',
    partySize: 3,
    phone: '+4915112345678',
    notes: 'cake',
    tags: ['vip'],
  })
  const guestId = floor.newId()
  floor.run('reservation.arrive', { reservationId, guestId })
  expect(floor.guest(guestId)).toMatchObject({
    name: 'Ada',
    partySize: 3,
    phone: '+4915112345678',
    notes: 'cake',
    tags: ['vip'],
    status: 'waiting',
    reservationId,
    joinedAt: floor.clock.now,
  })
  expect(floor.reservation(reservationId)).toMatchObject({ status: 'arrived', guestId })
  // The same deed twice is one deed; only an id of another device's own is kept.
  expect(floor.decideOne('reservation.arrive', { reservationId })).toBeUndefined()
  expect(floor.decideOne('reservation.arrive', { reservationId, guestId })).toBeUndefined()
  const { changes } = floor.run('reservation.arrive', { reservationId, guestId: floor.newId() })
  expect(changes).toMatchObject([{ entity_type: 'guest', entity_id: guestId, action: 'update' }])
})

test('a party that arrives cannot take the id of another', () => {
  const floor = openFloor()
  const guestId = floor.seated()
  const reservationId = floor.booking()
  expect(floor.refusal('reservation.arrive', { reservationId, guestId }).code).toBe('already_exists')
  expect(floor.reservation(reservationId)?.status).toBe('confirmed')
})

test('seating a reservation does everything in one step, at its planned tables unless others are named', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [a, b] = floor.tableIds
  const reservationId = floor.booking({ tableIds: [a] })
  const { changes } = floor.run('reservation.seat', { reservationId })
  expect(changes.map(({ entity_type }) => entity_type)).toEqual(['table', 'guest', 'reservation'])
  const { guestId } = floor.reservation(reservationId) ?? {}
  expect(floor.guest(guestId ?? '')).toMatchObject({ status: 'seated', tableIds: [a], reservationId })
  floor.run('reservation.setStatus', { reservationId, status: 'seated', tableIds: [b] })
  expect(floor.guest(guestId ?? '')?.tableIds).toEqual([b])
  const unplanned = floor.booking()
  expect(floor.refusal('reservation.seat', { reservationId: unplanned }).errors?.[0]?.path).toBe('payload.tableIds')
})

test('what happens to the party happens to its reservation', () => {
  const floor = openFloor()
  const reservationId = floor.booking({ tableIds: floor.tableIds })
  floor.run('reservation.arrive', { reservationId })
  const { guestId = '' } = floor.reservation(reservationId) ?? {}
  const status = () => floor.reservation(reservationId)?.status
  floor.run('guest.seat', { guestId, tableIds: floor.tableIds })
  expect(status()).toBe('seated')
  floor.run('guest.setStatus', { guestId, status: 'waiting' })
  expect(status()).toBe('arrived')
  floor.run('reservation.setStatus', { reservationId, status: 'noShow' })
  expect(floor.guest(guestId ?? '')?.status).toBe('no_show')
})

test('two reservations do not plan one table for overlapping times, but one after the other', () => {
  const floor = openFloor()
  const tables = { tableIds: floor.tableIds, durationMinutes: 90 }
  const first = floor.booking({ ...tables, startsAt: '2026-05-01T18:00:00Z' })
  for (const startsAt of ['2026-05-01T16:31:00Z', '2026-05-01T18:00:00Z', '2026-05-01T19:29:59.999Z']) {
    const refused = floor.refusal('reservation.create', { name: 'x', partySize: 2, ...tables, startsAt })
    expect(refused).toMatchObject({ code: 'reservation_conflict', current: { reservationId: first } })
  }
  floor.booking({ ...tables, startsAt: '2026-05-01T16:30:00Z' })
  const last = floor.booking({ ...tables, startsAt: '2026-05-01T19:30:00Z' })
  const earlier = { reservationId: last, startsAt: '2026-05-01T19:00:00Z' }
  expect(floor.refusal('reservation.update', earlier).code).toBe('reservation_conflict')
  expect(floor.refusal('reservation.update', { reservationId: first, durationMinutes: 91 }).code).toBe(
    'reservation_conflict',
  )
})

test('a seated or ended reservation keeps no table, one that comes back does again where it is free', () => {
  const floor = openFloor()
  const reservationId = floor.booking({ tableIds: floor.tableIds })
  floor.run('reservation.setStatus', { reservationId, status: 'cancelled' })
  const other = floor.booking({ name: 'Hopper', tableIds: floor.tableIds })
  floor.run('reservation.restore', { reservationId })
  expect(floor.reservation(reservationId)).toMatchObject({ status: 'confirmed', tableIds: [], endedFrom: null })
  floor.run('reservation.setStatus', { reservationId: other, status: 'no_show' })
  floor.run('reservation.restore', { reservationId: other })
  expect(floor.reservation(other)?.tableIds).toEqual(floor.tableIds)
})

test('a restore gives back exactly what was, with and without a party', () => {
  const floor = openFloor()
  const reservationId = floor.booking({ status: 'pending', tableIds: floor.tableIds })
  for (const status of ['pending', 'arrived', 'seated']) {
    if (status !== 'pending') floor.run('reservation.setStatus', { reservationId, status })
    const before = contentOf(floor.floor)
    floor.run('reservation.setStatus', { reservationId, status: 'cancelled', reason: 'ill' })
    floor.run('reservation.restore', { reservationId })
    expect(contentOf(floor.floor)).toEqual(before)
  }
  // Another device restores it, too.
  expect(floor.decideOne('reservation.restore', { reservationId })).toBeUndefined()
})

test('a seated reservation comes back as it was, also where a table that it had planned is no more', () => {
  const floor = openFloor({ tables: [4, 4] })
  const reservationId = floor.booking({ tableIds: [floor.tableIds[1]] })
  floor.run('reservation.seat', { reservationId, tableIds: [floor.tableIds[0]] })
  floor.run('table.delete', { tableId: floor.tableIds[1] })
  const before = contentOf(floor.floor)
  floor.run('reservation.setStatus', { reservationId, status: 'finished' })
  floor.run('reservation.restore', { reservationId })
  expect(contentOf(floor.floor)).toEqual(before)
  // Back in line it has a plan again: where it sat.
  floor.run('guest.setStatus', { guestId: floor.reservation(reservationId)?.guestId, status: 'waiting' })
  expect(floor.reservation(reservationId)).toMatchObject({
    status: 'arrived',
    tableIds: [floor.tableIds[0]],
  })
})

test('a deleted reservation leaves its party on the floor as a walk-in', () => {
  const floor = openFloor()
  const reservationId = floor.booking({ tableIds: floor.tableIds })
  floor.run('reservation.seat', { reservationId })
  const { guestId = '' } = floor.reservation(reservationId) ?? {}
  floor.run('reservation.delete', { reservationId })
  expect(floor.guest(guestId ?? '')).toMatchObject({ status: 'seated', reservationId: null })
  expect(floor.refusal('reservation.update', { reservationId }).code).toBe('not_found')
})

test('a booking starts two hours ago at the earliest, unless forced, and within two years', () => {
  const floor = openFloor({ now: '2026-05-01T17:00:00Z' })
  floor.booking({ startsAt: '2026-05-01T15:00:00Z' })
  const late = { name: 'x', partySize: 2, startsAt: '2026-05-01T14:59:59Z' }
  expect(floor.refusal('reservation.create', late)).toMatchObject({
    code: 'wrong_day',
    current: { startsAt: late.startsAt },
  })
  expect(floor.run('reservation.create', { ...late, force: true }).forced).toBe(true)
  // Taken offline in time and sent late.
  floor.run('reservation.create', late, { at: '2026-05-01T16:30:00Z' })
  const far = floor.refusal('reservation.create', { ...late, startsAt: '2029-05-01T18:00:00Z', force: true })
  expect(far.errors?.map(({ path }) => path)).toEqual(['payload.startsAt'])
})

test('a planned table must exist, and every command is a host’s', () => {
  const floor = openFloor()
  const reservationId = floor.booking()
  expect(floor.refusal('reservation.update', { reservationId, tableIds: [reservationId] }).code).toBe('not_found')
  for (const type of ['arrive', 'seat', 'delete', 'update', 'restore']) {
    expect(floor.refusal(`reservation.${type}`, { reservationId }, { role: 'server' }).code).toBe('forbidden')
  }
})

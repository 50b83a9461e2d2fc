import { describe, expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'
import { arrivalId } from './arrival.ts'

describe('from arrival to its end a reservation and its party are one', () => {
  function arrived(status: 'arrived' | 'seated') {
    const floor = openFloor({ tables: [4, 8] })
    const reservationId = floor.booking({ partySize: 4, tableIds: [floor.tableIds[0]] })
    floor.run('reservation.setStatus', { reservationId, status })
    const guestId = floor.reservation(reservationId)?.guestId ?? ''
    return { floor, reservationId, guestId }
  }
  const edit = {
    name: 'Ada',
    partySize: 3,
    phone: '+4930123456',
    email: 'ada@example.org',
    notes: 'shellfish allergy',
    tags: ['allergy'],
  }

  test.each(['arrived', 'seated'] as const)('while it is %s, a change of either is one of both', (status) => {
    const { floor, reservationId, guestId } = arrived(status)
    const first = floor.run('reservation.update', { reservationId, ...edit })
    expect(first.changes.map(({ entity_type }) => entity_type)).toEqual(['guest', 'reservation'])
    expect(floor.guest(guestId)).toMatchObject(edit)
    const second = floor.run('guest.update', { guestId, notes: 'and nuts', partySize: 2, tags: [] })
    expect(second.changes.map(({ entity_type }) => entity_type)).toEqual(['guest', 'reservation'])
    expect(floor.reservation(reservationId)).toMatchObject({ ...edit, notes: 'and nuts', partySize: 2, tags: [] })
  })

  test('a seated one does not outgrow its table by either way', () => {
    const { floor, reservationId, guestId } = arrived('seated')
    expect(floor.refusal('reservation.update', { reservationId, partySize: 8 }).code).toBe('party_too_large')
    expect(floor.refusal('guest.update', { guestId, partySize: 8 }).code).toBe('party_too_large')
    floor.run('reservation.update', { reservationId, partySize: 8, force: true })
    expect(floor.guest(guestId)?.partySize).toBe(8)
  })

  test('an arrived one may still be planned elsewhere, a seated one is where it sits', () => {
    const { floor, reservationId } = arrived('arrived')
    floor.run('reservation.update', { reservationId, tableIds: [floor.tableIds[1]], startsAt: '2026-05-01T18:30:00Z' })
    floor.run('reservation.seat', { reservationId })
    const fixed = [{ startsAt: '2026-05-08T18:00:00Z' }, { tableIds: [floor.tableIds[0]] }, { tableIds: [] }]
    for (const fields of fixed) {
      expect(floor.refusal('reservation.update', { reservationId, ...fields }).code).toBe('invalid_transition')
    }
    floor.run('reservation.update', { reservationId, durationMinutes: 200 })
    expect(floor.reservation(reservationId)).toMatchObject({ tableIds: [floor.tableIds[1]], durationMinutes: 200 })
  })

  test('what has ended takes notes and tags and nothing else, by either way', () => {
    const { floor, reservationId, guestId } = arrived('seated')
    floor.run('guest.setStatus', { guestId, status: 'finished' })
    floor.run('reservation.update', { reservationId, notes: 'left a scarf', tags: ['scarf'] })
    expect(floor.guest(guestId)).toMatchObject({ notes: 'left a scarf', tags: ['scarf'] })
    floor.run('guest.update', { guestId, notes: 'fetched it' })
    expect(floor.reservation(reservationId)?.notes).toBe('fetched it')
    for (const fields of [{ partySize: 2 }, { name: 'x' }, { phone: '+4930123456' }]) {
      expect(floor.refusal('guest.update', { guestId, ...fields }).code).toBe('invalid_transition')
      expect(floor.refusal('reservation.update', { reservationId, ...fields }).code).toBe('invalid_transition')
    }
    for (const fields of [{ startsAt: '2026-05-08T18:00:00Z' }, { durationMinutes: 30 }, { tableIds: [] }]) {
      expect(floor.refusal('reservation.update', { reservationId, ...fields }).code).toBe('invalid_transition')
    }
    // The same values again are no change.
    expect(floor.decideOne('reservation.update', { reservationId, partySize: 4 })).toBeUndefined()
  })

  test('clearing one of its tables leaves it at the other', () => {
    const floor = openFloor({ tables: [4, 4] })
    const [a, b] = floor.tableIds
    const reservationId = floor.booking({ tableIds: [a, b] })
    floor.run('reservation.seat', { reservationId })
    floor.run('table.setStatus', { tableId: a, status: 'available' })
    expect(floor.reservation(reservationId)).toMatchObject({ status: 'seated', tableIds: [b] })
    floor.run('table.setStatus', { tableId: b, status: 'available' })
    expect(floor.reservation(reservationId)?.status).toBe('finished')
  })
})

describe('[I35] the same deed twice is one deed', () => {
  test('two devices that mark an arrival apart mean the same party, and what follows holds', () => {
    const floor = openFloor()
    const reservationId = floor.booking()
    const reservation = floor.reservation(reservationId)
    const guestId = reservation ? arrivalId(reservation) : ''
    floor.run('reservation.arrive', { reservationId })
    expect(floor.guest(guestId)?.reservationId).toBe(reservationId)
    expect(floor.decideOne('reservation.arrive', { reservationId })).toBeUndefined()
    floor.run('guest.update', { guestId, notes: 'highchair' })
    floor.run('guest.seat', { guestId, tableIds: floor.tableIds })
    expect(floor.decideOne('guest.seat', { guestId, tableIds: floor.tableIds })).toBeUndefined()
    expect(floor.decideOne('reservation.seat', { reservationId, tableIds: floor.tableIds })).toBeUndefined()
    expect(floor.decideOne('reservation.setStatus', { reservationId, status: 'seated' })).toBeUndefined()
    floor.run('guest.setStatus', { guestId, status: 'finished' })
    expect(floor.decideOne('guest.setStatus', { guestId, status: 'finished' })).toBeUndefined()
    expect(floor.decideOne('reservation.setStatus', { reservationId, status: 'finished' })).toBeUndefined()
  })

  test('a second arrival, after the first was undone, is another party', () => {
    const floor = openFloor()
    const reservationId = floor.booking()
    floor.run('reservation.arrive', { reservationId })
    const first = floor.reservation(reservationId)?.guestId ?? ''
    floor.run('guest.delete', { guestId: first })
    floor.run('reservation.arrive', { reservationId })
    const second = floor.reservation(reservationId)?.guestId
    expect(second).not.toBe(first)
    expect(second).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  })
})

describe('another day’s booking', () => {
  const onItsDay = { now: '2026-05-01T17:00:00Z' }
  test.each(['arrived', 'seated', 'no_show'] as const)('is not %s today without force', (status) => {
    const floor = openFloor(onItsDay)
    const reservationId = floor.booking({ startsAt: '2026-05-21T18:00:00Z', tableIds: floor.tableIds })
    const change = { reservationId, status }
    expect(floor.refusal('reservation.setStatus', change)).toMatchObject({
      code: 'wrong_day',
      current: { startsAt: '2026-05-21T18:00:00Z', date: '2026-05-21' },
    })
    expect(floor.run('reservation.setStatus', { ...change, force: true }).forced).toBe(true)
  })

  test('is its own from four hours before its time to the end of the service day', () => {
    const floor = openFloor(onItsDay)
    const reservationId = floor.booking({ startsAt: '2026-05-02T00:30:00Z' })
    const at = (now: string) => {
      floor.clock.now = now
      return () => floor.decideOne('reservation.arrive', { reservationId })
    }
    expect(at('2026-05-01T20:29:59Z')).toThrow('wrong_day')
    expect(at('2026-05-01T20:30:00Z')()).toBeDefined()
    expect(at('2026-05-02T01:59:59Z')()).toBeDefined()
    expect(at('2026-05-02T02:00:00Z')).toThrow('wrong_day')
    // Done in time, sent late.
    expect(floor.decideOne('reservation.arrive', { reservationId }, { at: '2026-05-02T01:00:00Z' })).toBeDefined()
  })
})

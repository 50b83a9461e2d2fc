import { describe, expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'

const evening = (time: string) => `2026-05-01T${time}:00Z`

describe('[I36] a booking', () => {
  test('is refused where somebody sits then, and taken where they are expected to be gone', () => {
    const floor = openFloor({ tables: [4] })
    const guestId = floor.seated([0], { name: 'Ada' })
    const at = (startsAt: string) => ({ name: 'x', partySize: 2, startsAt, tableIds: floor.tableIds })
    // A party of two that sits at 17:00 is expected to stay for 75 minutes.
    expect(floor.refusal('reservation.create', at(evening('17:10')))).toMatchObject({
      code: 'table_occupied',
      current: { guestId, guestName: 'Ada', tableNumber: '1' },
    })
    expect(floor.refusal('reservation.create', at(evening('18:14'))).code).toBe('table_occupied')
    floor.run('reservation.create', at(evening('18:15')))
    // Who stays longer than expected sits there at least until now.
    floor.clock.now = evening('19:40')
    expect(floor.refusal('reservation.create', at(evening('19:39')))).toMatchObject({ code: 'table_occupied' })
    expect(floor.decideOne('reservation.create', at(evening('19:40')))).toBeDefined()
  })

  test('that sits holds where it sits, for as long as it is booked, and no longer its plan', () => {
    const floor = openFloor({ tables: [4, 4] })
    const [planned, taken] = floor.tableIds
    const reservationId = floor.booking({ startsAt: evening('20:00'), tableIds: [planned], durationMinutes: 120 })
    floor.run('reservation.seat', { reservationId, tableIds: [taken] })
    const at = (tableId: string | undefined, startsAt: string) => ({
      name: 'x',
      partySize: 2,
      startsAt,
      tableIds: [tableId],
    })
    // It came three hours early: from 17:00 to 19:00 it sits at the other table.
    floor.run('reservation.create', at(planned, evening('20:00')))
    expect(floor.refusal('reservation.create', at(taken, evening('18:59'))).code).toBe('table_occupied')
    floor.run('reservation.create', at(taken, evening('19:00')))
    expect(floor.reservation(reservationId)?.tableIds).toEqual([taken])
  })

  test('larger than its tables, at a blocked one or in closed hours needs force, which is recorded', () => {
    const monday = [{ weekday: 1, opens: '17:00', closes: '23:00' }]
    const floor = openFloor({ tables: [2, 2] })
    const [small, blocked] = floor.tableIds
    floor.run('table.setStatus', { tableId: blocked, status: 'blocked' })
    const book = (fields: object) => ({ name: 'x', partySize: 2, startsAt: evening('18:00'), ...fields })
    const cases = [
      { code: 'party_too_large', booking: book({ partySize: 20, tableIds: [small] }) },
      { code: 'table_blocked', booking: book({ tableIds: [blocked] }) },
    ]
    for (const { code, booking } of cases) {
      expect(floor.refusal('reservation.create', booking).code).toBe(code)
      const forced = floor.run('reservation.create', { ...booking, force: true })
      expect(forced.forced).toBe(true)
      const reservationId = forced.created('reservation').id
      floor.run('reservation.delete', { reservationId })
    }
    floor.run('restaurant.update', { settings: { hours: monday } })
    expect(floor.refusal('reservation.create', book({})).code).toBe('outside_hours')
    expect(floor.run('reservation.create', book({ force: true })).forced).toBe(true)
  })

  test('of few at a large table is taken with a warning', () => {
    const floor = openFloor()
    const tableId = floor.run('table.create', { tableNumber: 'XL', capacity: 12, minPartySize: 8 }).created('table').id
    const booked = floor.run('reservation.create', {
      name: 'x',
      partySize: 2,
      startsAt: evening('18:00'),
      tableIds: [tableId],
    })
    expect(booked.warnings).toMatchObject([{ code: 'table_too_large', current: { tableIds: [tableId], seats: 12 } }])
  })

  test('that grows, or moves to a smaller table, is judged as a new one', () => {
    const floor = openFloor({ tables: [2, 4] })
    const [small, large] = floor.tableIds
    const reservationId = floor.booking({ tableIds: [small] })
    expect(floor.refusal('reservation.update', { reservationId, partySize: 3 }).code).toBe('party_too_large')
    floor.run('reservation.update', { reservationId, partySize: 4, tableIds: [large] })
    expect(floor.refusal('reservation.update', { reservationId, tableIds: [small] }).code).toBe('party_too_large')
    floor.run('reservation.update', { reservationId, tableIds: [small], force: true })
    // What does not concern its place is not judged again.
    expect(floor.run('reservation.update', { reservationId, notes: 'cake' }).forced).toBe(false)
  })
})

describe('[I36] a seat', () => {
  test('where somebody is booked before the party is expected to be gone is made with a warning', () => {
    const floor = openFloor({ tables: [4] })
    const booked = floor.booking({ name: 'Grace', startsAt: evening('18:00'), tableIds: floor.tableIds })
    const guestId = floor.party()
    const { warnings } = floor.run('guest.seat', { guestId, tableIds: floor.tableIds })
    expect(warnings).toMatchObject([
      {
        code: 'table_promised',
        detail: 'Table 1 is planned for Grace at 2026-05-01T18:00:00Z',
        current: { reservationId: booked, name: 'Grace', startsAt: evening('18:00'), partySize: 2 },
      },
    ])
    expect(floor.guest(guestId)?.status).toBe('seated')
  })

  test('of a party on its own plan warns of nothing', () => {
    const floor = openFloor({ tables: [4] })
    const reservationId = floor.booking({ startsAt: evening('17:00'), tableIds: floor.tableIds })
    expect(floor.run('reservation.seat', { reservationId }).warnings).toBeUndefined()
  })

  test('of a new party is judged like any other', () => {
    const floor = openFloor({ tables: [2] })
    floor.booking({ startsAt: evening('18:00'), tableIds: floor.tableIds })
    const walkIn = { partySize: 3, tableIds: floor.tableIds }
    expect(floor.refusal('guest.create', walkIn).code).toBe('party_too_large')
    const made = floor.run('guest.create', { ...walkIn, force: true })
    expect(made.warnings).toMatchObject([{ code: 'table_promised' }])
    expect(made.forced).toBe(true)
  })
})

describe('[I36] who sits or is booked', () => {
  test('does not outgrow the table without force', () => {
    const floor = openFloor({ tables: [2] })
    const guestId = floor.seated([0])
    expect(floor.refusal('guest.update', { guestId, partySize: 9 })).toMatchObject({
      code: 'party_too_large',
      current: { seats: 2, partySize: 9 },
    })
    expect(floor.run('guest.update', { guestId, partySize: 9, force: true }).forced).toBe(true)
    expect(floor.decideOne('guest.update', { guestId, partySize: 1 })).toBeDefined()
  })

  test('does not lose seats, the table or the combination below them', () => {
    const floor = openFloor({ tables: [4, 4, 4] })
    const [a, b, c] = floor.tableIds
    const guestId = floor.seated([0], { partySize: 4 })
    const booked = floor.booking({ partySize: 4, tableIds: [c] })
    const party = [{ entity_type: 'guest', entity_id: guestId }]
    expect(floor.refusal('table.update', { tableId: a, capacity: 3, force: true })).toMatchObject({
      code: 'in_use',
      current: party,
    })
    const booking = [{ entity_type: 'reservation', entity_id: booked, name: 'Lovelace' }]
    for (const [type, fields] of [
      ['table.update', { capacity: 2 }],
      ['table.setStatus', { status: 'blocked' }],
      ['table.update', { status: 'blocked' }],
      ['table.delete', {}],
    ] as const) {
      const change = { tableId: c, ...fields }
      expect(floor.refusal(type, change)).toMatchObject({ code: 'in_use', current: booking })
      expect(floor.decideOne(type, { ...change, force: true })).toMatchObject({ forced: true })
    }
    const long = { name: 'Long', tableIds: [b, c], capacity: 8 }
    const combinationId = floor.run('combination.create', long).created('combination').id
    const large = floor.booking({ name: 'Large', partySize: 8, startsAt: evening('22:00'), tableIds: [b, c] })
    const smaller = { combinationId, capacity: 6 }
    expect(floor.refusal('combination.update', smaller)).toMatchObject({ current: [{ entity_id: large }] })
    floor.run('combination.update', { ...smaller, force: true })
    // Already too large, it is no reason to refuse what does not make it worse.
    floor.run('combination.update', { combinationId, name: 'Longer' })
    expect(floor.decideOne('combination.delete', { combinationId })).toBeDefined()
  })

  test('a deleted table is taken out of the bookings that planned it', () => {
    const floor = openFloor({ tables: [4, 4] })
    const [a, b] = floor.tableIds
    const reservationId = floor.booking({ tableIds: [a, b] })
    floor.run('table.delete', { tableId: a, force: true })
    expect(floor.reservation(reservationId)?.tableIds).toEqual([b])
  })
})

test('two tables may swap their numbers in one batch', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [a, b] = floor.tableIds
  floor.batch([
    ['table.update', { tableId: a, tableNumber: '2' }],
    ['table.update', { tableId: b, tableNumber: '1' }],
  ])
  expect([floor.table(0)?.tableNumber, floor.table(1)?.tableNumber]).toEqual(['2', '1'])
  const refused = floor.batchRefusal([
    ['table.update', { tableId: a, capacity: 5 }],
    ['table.update', { tableId: b, tableNumber: '2' }],
  ])
  expect(refused).toMatchObject({ operations: [{ index: 1, code: 'already_exists', current: { tableId: a } }] })
})

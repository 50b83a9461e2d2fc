import { describe, expect, test } from 'vitest'
import { openFloor } from './testing/open-floor.ts'

describe('[SY54] [I35] a status is set on what its author saw', () => {
  test.each(['no_show', 'left', 'cancelled'])('a party that sits by now does not become %s', (status) => {
    const floor = openFloor()
    const guestId = floor.party()
    floor.run('guest.seat', { guestId, tableIds: floor.tableIds })
    expect(floor.refusal('guest.setStatus', { guestId, status, was: { status: 'waiting' } })).toMatchObject({
      code: 'edit_conflict',
      current: { fields: { status: 'seated' }, actor: { name: 'Ona' } },
    })
    floor.run('guest.setStatus', { guestId, status, was: { status: 'seated' } })
  })

  test('nor does it go back to the line, and one that another host has moved stays where it is', () => {
    const floor = openFloor({ tables: [4, 4] })
    const [a, b] = floor.tableIds
    const guestId = floor.party({ status: 'notified' })
    floor.run('guest.seat', { guestId, tableIds: [a] })
    const back = { guestId, status: 'waiting' }
    expect(floor.refusal('guest.setStatus', { ...back, was: { status: 'notified' } }).code).toBe('edit_conflict')
    floor.run('guest.move', { guestId, tableIds: [b] })
    for (const was of [{ status: 'seated', tableIds: [a] }, { tableId: a }]) {
      expect(floor.refusal('guest.setStatus', { ...back, was }).code).toBe('edit_conflict')
      expect(floor.refusal('guest.setStatus', { guestId, tableIds: [], was }).code).toBe('edit_conflict')
    }
    floor.run('guest.setStatus', { ...back, was: { status: 'seated', tableId: b } })
  })

  test('[SY54] [SY55] progress of somebody else on the same way is no conflict, and the same deed twice is one', () => {
    const floor = openFloor({ tables: [4, 4] })
    const [a, b] = floor.tableIds
    const guestId = floor.party()
    floor.run('guest.setStatus', { guestId, status: 'notified' })
    floor.run('guest.seat', { guestId, tableIds: [a], was: { status: 'waiting', tableIds: [] } })
    const seat = { guestId, status: 'seated', tableIds: [a], was: { status: 'waiting', tableIds: [] } }
    expect(floor.decideOne('guest.setStatus', seat)).toBeUndefined()
    expect(floor.refusal('guest.setStatus', { ...seat, tableIds: [b] }).code).toBe('edit_conflict')
    floor.run('guest.setStatus', { guestId, status: 'finished', was: { status: 'seated' } })
    const finished = { guestId, status: 'finished', was: { status: 'seated' } }
    expect(floor.decideOne('guest.setStatus', finished)).toBeUndefined()
    expect(floor.refusal('guest.setStatus', { ...finished, status: 'left' }).code).toBe('edit_conflict')
    const late = { guestId, tableIds: [a], was: seat.was }
    expect(floor.refusal('guest.seat', late).code).toBe('edit_conflict')
  })

  test.each(['cancelled', 'no_show'])('a booking whose party sits by now does not become %s', (status) => {
    const floor = openFloor()
    const reservationId = floor.booking({ tableIds: floor.tableIds })
    floor.run('reservation.arrive', { reservationId })
    const stale = { reservationId, status, was: { status: 'confirmed' } }
    expect(floor.refusal('reservation.setStatus', stale).code).toBe('edit_conflict')
    floor.run('reservation.seat', { reservationId, was: { status: 'confirmed' } })
    expect(floor.refusal('reservation.setStatus', stale)).toMatchObject({
      code: 'edit_conflict',
      current: { fields: { status: 'seated' } },
    })
    // A party that sits has arrived: both commands know it.
    const arrived = { reservationId, was: { status: 'confirmed' } }
    expect(floor.decideOne('reservation.arrive', arrived)).toBeUndefined()
    expect(floor.decideOne('reservation.setStatus', { ...arrived, status: 'arrived' })).toBeUndefined()
  })
})

describe('[SY54] [I35] a table is freed of who sat there', () => {
  const frees = [
    ['table.setStatus', { status: 'available' }],
    ['table.setStatus', { status: 'cleaning' }],
    ['table.update', { status: 'available' }],
    ['table.clear', {}],
    ['table.seat', { guestId: null }],
  ] as const

  /** Ada sat at the table and has left; Bob sits there since 17:30. */
  function withBob() {
    const floor = openFloor()
    const [tableId] = floor.tableIds
    const ada = floor.seated()
    floor.run('guest.setStatus', { guestId: ada, status: 'finished' })
    floor.clock.now = '2026-05-01T17:30:00Z'
    const bob = floor.seated()
    floor.clock.now = '2026-05-01T18:00:00Z'
    return { floor, tableId, ada, bob }
  }

  test.each(frees)('%s %j leaves a party that its author did not see', (type, fields) => {
    const { floor, tableId, ada, bob } = withBob()
    for (const was of [
      { currentGuestId: ada, status: 'occupied' },
      { currentGuestId: null },
      { status: 'available' },
    ]) {
      expect(floor.refusal(type, { tableId, ...fields, was })).toMatchObject({
        code: 'edit_conflict',
        current: { fields: { currentGuestId: bob } },
      })
    }
    floor.run(type, { tableId, ...fields, was: { currentGuestId: bob } })
    expect(floor.guest(bob)?.status).toBe('finished')
  })

  test.each(frees)('%s %j done before the party sat down is done already', (type, fields) => {
    const { floor, tableId, ada, bob } = withBob()
    const at = '2026-05-01T17:20:00Z'
    expect(floor.decideOne(type, { tableId, ...fields }, { at })).toBeUndefined()
    expect(floor.decideOne(type, { tableId, ...fields, was: { currentGuestId: ada } }, { at })).toBeUndefined()
    // The clocks of two devices differ by seconds; who was seen counts.
    expect(floor.decideOne(type, { tableId, ...fields, was: { currentGuestId: bob } }, { at })).toBeDefined()
  })

  test('a party that moved to the table later is none of it either', () => {
    const floor = openFloor({ tables: [4, 4] })
    const [a, b] = floor.tableIds
    const guestId = floor.seated([0])
    floor.clock.now = '2026-05-01T17:30:00Z'
    floor.run('guest.move', { guestId, tableIds: [b] })
    floor.clock.now = '2026-05-01T18:00:00Z'
    expect(floor.decideOne('table.clear', { tableId: b }, { at: '2026-05-01T17:20:00Z' })).toBeUndefined()
    expect(floor.decideOne('table.clear', { tableId: a, was: { currentGuestId: guestId } })).toBeUndefined()
    floor.run('table.clear', { tableId: b }, { at: '2026-05-01T17:40:00Z' })
  })

  test('who was freed twice was freed once, and the table may still be to clean', () => {
    const floor = openFloor()
    const [tableId] = floor.tableIds
    const guestId = floor.seated()
    const was = { currentGuestId: guestId, status: 'occupied' }
    floor.run('table.clear', { tableId, was })
    expect(floor.decideOne('table.clear', { tableId, was })).toBeUndefined()
    floor.run('table.setStatus', { tableId, status: 'cleaning', was })
    expect(floor.decideOne('table.setStatus', { tableId, status: 'available', was })).toBeUndefined()
    floor.run('table.setStatus', { tableId, status: 'blocked', was: { status: 'cleaning' } })
    const stale = { tableId, status: 'available', was: { status: 'cleaning' } }
    expect(floor.refusal('table.setStatus', stale).code).toBe('edit_conflict')
  })

  test('a party that has moved on is not moved back by a table that says it sits there', () => {
    const floor = openFloor({ tables: [4, 4] })
    const [a, b] = floor.tableIds
    const guestId = floor.party()
    floor.run('table.seat', { tableId: a, guestId, was: { tableIds: [] } })
    floor.run('guest.move', { guestId, tableIds: [b] })
    const stale = { tableId: a, guestId, was: { currentGuestId: null, tableIds: [] } }
    expect(floor.refusal('table.seat', stale)).toMatchObject({
      code: 'edit_conflict',
      current: { fields: { tableIds: [b] } },
    })
  })
})

describe('[I35] what was seen is read as the fields are', () => {
  test('spellings of a status, of contacts and of the order of tables are the same', () => {
    const floor = openFloor({ tables: [4, 4], settings: { country: 'DE' } })
    const [a, b] = floor.tableIds
    const reservationId = floor.booking({ phone: '+49 30 901820', tableIds: [a, b] })
    const seen = { phone: '030 901820', email: '', tableIds: [b, a], startsAt: '2026-05-01T20:00:00.5+02:00' }
    const edit = { phone: '+49 30 901821', email: 'a@b.de', tableIds: [a], startsAt: '2026-05-01T18:15:00Z' }
    floor.run('reservation.update', { reservationId, ...edit, was: seen })
    floor.run('table.update', { tableId: a, status: 'reserved', was: { status: 'Available' } })
    const guestId = floor.party()
    floor.run('guest.setStatus', { guestId, status: 'No-Show', was: { status: 'WAITLIST' } })
  })

  test.each([
    ['tags', null],
    ['tags', 'abc'],
    ['tags', 5],
    ['tags', { length: 2 }],
    ['notes', null],
    ['nots', ''],
  ])('`was.%s` of %j is refused by its path', (name, value) => {
    const floor = openFloor()
    const guestId = floor.party({ tags: ['y'] })
    const edit = { guestId, tags: ['x'], notes: 'hi', was: { [name]: value } }
    expect(floor.refusal('guest.update', edit)).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: `payload.was.${name}` }],
    })
  })
})

test('no table for a party that has none is no change', () => {
  const floor = openFloor()
  const guestId = floor.party({ status: 'notified' })
  expect(floor.decideOne('guest.setStatus', { guestId, tableIds: [] })).toBeUndefined()
  floor.run('guest.setStatus', { guestId, status: 'left' })
  expect(floor.decideOne('guest.setStatus', { guestId, tableIds: [] })).toBeUndefined()
  expect(floor.refusal('guest.setStatus', { guestId })).toMatchObject({ errors: [{ path: 'payload.status' }] })
})

describe('[I35] two devices mark an arrival, each with an id of its own', () => {
  const [ga, gb] = ['00000000-0000-7000-8000-00000000aaa1', '00000000-0000-7000-8000-00000000aaa2']

  test.each(['reservation.arrive', 'reservation.setStatus'])('what follows %s with the second id holds', (type) => {
    const floor = openFloor()
    const reservationId = floor.booking()
    floor.run('reservation.arrive', { reservationId, guestId: ga })
    const again = { reservationId, guestId: gb, ...(type === 'reservation.setStatus' ? { status: 'arrived' } : {}) }
    floor.run(type, again)
    expect(floor.decideOne(type, again)).toBeUndefined()
    floor.run('guest.update', { guestId: gb, notes: 'nuts', was: { notes: '' } })
    expect(floor.refusal('guest.update', { guestId: gb, notes: 'oats', was: { notes: '' } }).code).toBe('edit_conflict')
    floor.run('guest.seat', { guestId: gb, tableIds: floor.tableIds })
    expect(floor.guest(ga)).toMatchObject({ status: 'seated', notes: 'nuts', otherIds: [gb] })
    expect(floor.table(0)?.currentGuestId).toBe(ga)
    expect(floor.refusal('guest.create', { id: gb, partySize: 2 }).code).toBe('already_exists')
    floor.run('guest.setStatus', { guestId: gb, status: 'finished' })
    floor.run('guest.restore', { guestId: gb })
    floor.run('table.clear', { tableId: floor.tableIds[0] })
    floor.run('guest.delete', { guestId: gb })
    expect(floor.floor.guests.size).toBe(0)
  })
})

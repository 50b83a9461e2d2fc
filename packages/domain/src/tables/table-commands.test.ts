import { expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'
import { tableStatuses } from './table.ts'

test('a table needs nothing but its number', () => {
  const floor = openFloor()
  const table = floor.run('table.create', { tableNumber: 'Bar 1' }).created('table')
  expect(table).toMatchObject({
    tableNumber: 'Bar 1',
    minPartySize: 1,
    capacity: 4,
    shape: 'square',
    position: { x: 0, y: 0 },
    size: { width: 80, height: 80 },
    rotation: 0,
    sectionId: null,
    status: 'available',
    currentGuestId: null,
  })
})

test('a table number is given once in a restaurant', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [a, b] = floor.tableIds
  const current = { tableId: a, tableNumber: '1' }
  expect(floor.refusal('table.create', { tableNumber: ' 1 ' })).toMatchObject({ code: 'already_exists', current })
  expect(floor.refusal('table.update', { tableId: b, tableNumber: '1' })).toMatchObject({ current })
  expect(floor.refusal('table.create', { id: a, tableNumber: '9' }).code).toBe('already_exists')
})

test('minPartySize and capacity stay sound when only one of them changes', () => {
  const floor = openFloor({ tables: [4] })
  const [tableId] = floor.tableIds
  floor.run('table.update', { tableId, minPartySize: 4 })
  for (const wrong of [{ capacity: 3 }, { minPartySize: 5 }]) {
    expect(floor.refusal('table.update', { tableId, ...wrong }).errors).toEqual([
      { path: 'payload.minPartySize', message: 'must not be larger than the capacity' },
    ])
  }
  floor.run('table.update', { tableId, capacity: 8, minPartySize: 6 })
})

test('a table lies in a section that exists, or in none', () => {
  const floor = openFloor()
  const [tableId] = floor.tableIds
  expect(floor.refusal('table.update', { tableId, sectionId: tableId }).code).toBe('not_found')
  const sectionId = floor.run('section.create', { name: 'Terrace' }).created('section').id
  floor.run('table.update', { tableId, sectionId })
  floor.run('table.update', { tableId, sectionId: null })
  expect(floor.table(0)?.sectionId).toBeNull()
})

test('a position of -0 is kept as 0, as the database will give it back', () => {
  const floor = openFloor()
  const table = floor.run('table.create', { tableNumber: '7', position: JSON.parse('{"x":-0,"y":-1.5}'), rotation: -0 })
  expect(table.created('table')).toMatchObject({ position: { x: 0, y: -1.5 }, rotation: 0 })
})

for (const from of tableStatuses.filter((status) => status !== 'occupied')) {
  for (const to of tableStatuses) {
    if (from === to) continue
    test(`a free table that is ${from} ${to === 'occupied' ? 'cannot be set to' : 'may be set to'} ${to}`, () => {
      const floor = openFloor()
      const [tableId] = floor.tableIds
      if (from !== 'available') floor.run('table.setStatus', { tableId, status: from })
      if (to === 'occupied') {
        expect(floor.refusal('table.setStatus', { tableId, status: to }).code).toBe('invalid_transition')
        return
      }
      floor.run('table.setStatus', { tableId, status: to }, 'server')
      expect(floor.table(0)).toMatchObject({ status: to, currentGuestId: null })
    })
  }
}

for (const status of ['available', 'cleaning'] as const) {
  for (const bussing of [false, true]) {
    test(`an occupied table set to ${status} finishes its party, ${bussing ? 'with' : 'without'} bussing`, () => {
      const floor = openFloor({ tables: [4, 4], settings: { bussing } })
      const guestId = floor.seated([0, 1])
      const reservationId = floor.booking()
      floor.run('table.setStatus', { tableId: floor.tableIds[1], status }, 'server')
      expect(floor.guest(guestId)).toMatchObject({ status: 'finished', tableIds: [], finishedAt: floor.clock.now })
      expect(floor.table(1)).toMatchObject({ status: bussing ? 'cleaning' : status, currentGuestId: null })
      // Its other table is left as any party leaves one.
      expect(floor.table(0)?.status).toBe(bussing ? 'cleaning' : 'available')
      expect(floor.reservation(reservationId)?.status).toBe('confirmed')
    })
  }
}

test('finishing a party by its table ends its reservation too', () => {
  const floor = openFloor()
  const reservationId = floor.booking({ tableIds: floor.tableIds })
  floor.run('reservation.seat', { reservationId })
  floor.run('table.update', { tableId: floor.tableIds[0], status: 'available' }, 'server')
  expect(floor.reservation(reservationId)).toMatchObject({ status: 'finished', endedFrom: 'seated' })
})

test('a table with a party is neither held, blocked nor deleted', () => {
  const floor = openFloor()
  const [tableId] = floor.tableIds
  const guestId = floor.seated()
  for (const status of ['reserved', 'blocked', 'out of service']) {
    const refused = floor.refusal('table.setStatus', { tableId, status })
    expect(refused).toMatchObject({ code: 'table_occupied', current: { guestId } })
  }
  expect(floor.refusal('table.delete', { tableId })).toMatchObject({ code: 'table_occupied', current: { guestId } })
  expect(floor.decideOne('table.setStatus', { tableId, status: 'occupied' })).toBeUndefined()
})

test('a table that a combination or a reservation needs is not deleted', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [tableId] = floor.tableIds
  const both = { name: 'Both', tableIds: floor.tableIds, capacity: 6 }
  const combinationId = floor.run('combination.create', both).created('combination').id
  const reservationId = floor.booking({ tableIds: [tableId] })
  expect(floor.refusal('table.delete', { tableId })).toMatchObject({
    code: 'in_use',
    current: [
      { entity_type: 'combination', entity_id: combinationId },
      { entity_type: 'reservation', entity_id: reservationId },
    ],
  })
  floor.run('combination.delete', { combinationId })
  floor.run('reservation.setStatus', { reservationId, status: 'cancelled' })
  floor.run('table.delete', { tableId })
  expect(floor.table(0)).toBeUndefined()
  // What it had planned is gone when it comes back.
  floor.run('reservation.restore', { reservationId })
  expect(floor.reservation(reservationId)).toMatchObject({ status: 'confirmed', tableIds: [] })
})

test('the layout is a manager’s, the status a server’s', () => {
  const floor = openFloor()
  const [tableId] = floor.tableIds
  floor.run('table.update', { tableId, status: 'cleaning' }, 'server')
  expect(floor.refusal('table.update', { tableId, status: 'available', capacity: 2 }, 'host').code).toBe('forbidden')
  expect(floor.refusal('table.create', { tableNumber: '9' }, 'host').code).toBe('forbidden')
  expect(floor.refusal('table.delete', { tableId }, 'host').code).toBe('forbidden')
  expect(floor.refusal('table.setStatus', { tableId, status: 'available' }, 'viewer').code).toBe('forbidden')
  floor.run('table.update', { tableId, capacity: 2 }, 'manager')
})

test('who sits at a table cannot be written on the table', () => {
  const floor = openFloor()
  const [tableId] = floor.tableIds
  expect(floor.refusal('table.update', { tableId, currentGuestId: floor.party() }).errors).toEqual([
    { path: 'payload.currentGuestId', message: 'is not a known field' },
  ])
})

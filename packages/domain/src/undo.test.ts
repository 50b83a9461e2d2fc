import { expect, test } from 'vitest'
import { contentOf, openFloor } from './testing/open-floor.ts'

test('an undo puts every entity of a transaction back, and may be undone itself', () => {
  const floor = openFloor({ tables: [4, 4] })
  const guestId = floor.seated([0])
  const before = contentOf(floor.floor)
  floor.run('guest.move', { guestId, tableIds: [floor.tableIds[1]] })
  const moved = contentOf(floor.floor)
  const undone = floor.undoLast({ role: 'host' })
  expect(contentOf(floor.floor)).toEqual(before)
  expect(undone).toMatchObject({ command: 'undo', version: floor.floor.version })
  floor.undoLast({ role: 'host' })
  expect(contentOf(floor.floor)).toEqual(moved)
})

test('an undo of a deletion brings the party back to its table with the day it was made', () => {
  const floor = openFloor()
  const guestId = floor.seated()
  const made = floor.guest(guestId)
  floor.clock.now = '2026-05-01T19:00:00Z'
  floor.run('guest.delete', { guestId })
  floor.undoLast()
  expect(floor.guest(guestId)).toEqual({ ...made, updatedAt: floor.clock.now, version: floor.floor.version })
  expect(floor.table(0)?.currentGuestId).toBe(guestId)
})

test('an undo of a creation takes it away', () => {
  const floor = openFloor()
  const guestId = floor.seated()
  floor.undoLast()
  expect(floor.guest(guestId)).toBeUndefined()
  expect(floor.table(0)).toMatchObject({ status: 'available', currentGuestId: null })
})

test('a whole batch is taken back at once', () => {
  const floor = openFloor({ tables: [4, 4] })
  const first = floor.seated([0])
  const before = contentOf(floor.floor)
  floor.batch([
    ['guest.setStatus', { guestId: first, status: 'finished' }],
    ['guest.create', { partySize: 2, tableIds: floor.tableIds }],
    ['restaurant.update', { settings: { bussing: true } }],
  ])
  floor.undoLast()
  expect(contentOf(floor.floor)).toEqual(before)
})

test('what has changed since is not undone, and the refusal says what it is now', () => {
  const floor = openFloor()
  const guestId = floor.seated()
  const transactionId = floor.log.at(-1)?.id
  floor.run('guest.update', { guestId, name: 'Ada' })
  expect(floor.refusal('undo', { transactionId })).toMatchObject({
    code: 'version_conflict',
    current: [{ entity_type: 'guest', entity_id: guestId, data: { name: 'Ada' } }],
  })
  floor.run('guest.delete', { guestId })
  expect(floor.refusal('undo', { transactionId }).current).toMatchObject([
    { entity_type: 'table' },
    { entity_type: 'guest', entity_id: guestId, data: null },
  ])
})

test('the same transaction is undone once', () => {
  const floor = openFloor()
  floor.party()
  const transactionId = floor.log.at(-1)?.id
  floor.run('undo', { transactionId })
  expect(floor.refusal('undo', { transactionId }).code).toBe('version_conflict')
  const twice = floor.batchRefusal([
    ['undo', { transactionId: floor.log.at(-1)?.id }],
    ['undo', { transactionId: floor.log.at(-1)?.id }],
  ])
  expect(twice).toMatchObject({ operations: [{ index: 1, code: 'version_conflict' }] })
})

test('an undo needs the role of what it takes back, and so does the undo of that undo', () => {
  const floor = openFloor()
  floor.run('section.create', { name: 'Terrace' }, { role: 'manager' })
  const created = { transactionId: floor.log.at(-1)?.id }
  expect(floor.refusal('undo', created, { role: 'host' }).code).toBe('forbidden')
  expect(floor.run('undo', created, { role: 'manager' }).role).toBe('manager')
  const undone = { transactionId: floor.log.at(-1)?.id }
  expect(floor.refusal('undo', undone, { role: 'host' }).code).toBe('forbidden')
  expect(floor.batchRefusal([['undo', undone]], 'host')).toMatchObject({ operations: [{ code: 'forbidden' }] })
  floor.run('undo', undone, { role: 'manager' })
})

test('an undo is a host’s, also of what a server did', () => {
  const floor = openFloor()
  floor.run('table.setStatus', { tableId: floor.tableIds[0], status: 'cleaning' }, { role: 'server' })
  const done = { transactionId: floor.log.at(-1)?.id }
  expect(floor.refusal('undo', done, { role: 'server' }).code).toBe('forbidden')
  floor.run('undo', done, { role: 'host' })
})

test('what would leave something hanging is not undone', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [a, b] = floor.tableIds
  const madeTable = { transactionId: floor.log.at(-1)?.id }
  const reservationId = floor.booking({ tableIds: [b] })
  expect(floor.refusal('undo', madeTable)).toMatchObject({
    code: 'in_use',
    current: [{ entity_type: 'reservation', entity_id: reservationId }],
  })
  floor.run('reservation.delete', { reservationId })
  floor.run('combination.create', { name: 'Both', tableIds: [a, b], capacity: 8 })
  expect(floor.refusal('undo', madeTable).code).toBe('in_use')

  const sectionId = floor.run('section.create', { name: 'Terrace' }).created('section').id
  const madeSection = { transactionId: floor.log.at(-1)?.id }
  floor.run('table.update', { tableId: a, sectionId })
  expect(floor.refusal('undo', madeSection).code).toBe('in_use')
})

test('what no longer goes with what came since is not undone', () => {
  const floor = openFloor()
  const reservationId = floor.booking({ tableIds: floor.tableIds })
  floor.run('reservation.setStatus', { reservationId, status: 'cancelled' })
  const cancelled = { transactionId: floor.log.at(-1)?.id }
  floor.booking({ name: 'Hopper', tableIds: floor.tableIds })
  expect(floor.refusal('undo', cancelled).code).toBe('reservation_conflict')

  const spare = floor.run('table.create', { tableNumber: '9', capacity: 4 }).created('table').id
  floor.run('table.delete', { tableId: spare })
  const deleted = { transactionId: floor.log.at(-1)?.id }
  floor.run('table.create', { tableNumber: '9', capacity: 4 })
  expect(floor.refusal('undo', deleted)).toMatchObject({ code: 'already_exists', current: { tableNumber: '9' } })
})

test('neither the end of a day, nor the registration, nor what is not known can be undone', () => {
  const floor = openFloor()
  floor.run('guest.setStatus', { guestId: floor.party(), status: 'left' })
  const left = { transactionId: floor.log.at(-1)?.id }
  floor.clock.now = '2026-05-02T12:00:00Z'
  floor.closeDay()
  expect(floor.refusal('undo', { transactionId: floor.log.at(-1)?.id }).code).toBe('invalid_transition')
  floor.clock.now = '2026-05-10T12:00:00Z'
  expect(floor.refusal('undo', left)).toMatchObject({ code: 'invalid_transition', current: { status: 'left' } })
  expect(floor.refusal('undo', { transactionId: floor.newId() }).code).toBe('not_found')
  const [first] = floor.log
  if (first) floor.log[0] = { ...first, version: 1 }
  expect(floor.refusal('undo', { transactionId: first?.id }).code).toBe('invalid_transition')
})

test('an undo of settings gives back each of them', () => {
  const floor = openFloor()
  const before = floor.floor.restaurant.settings
  floor.run('restaurant.update', { timezone: 'Asia/Kolkata', settings: { bussing: true, country: 'IN' } })
  floor.undoLast()
  expect(floor.floor.restaurant).toMatchObject({ timezone: 'Europe/Berlin', settings: before })
})

test('an undo of a zone asks what becomes of the bookings made since, as the change does', () => {
  const floor = openFloor({ timezone: 'Europe/Berlin' })
  const { id: transactionId } = floor.run('restaurant.update', { timezone: 'America/New_York' })
  const reservationId = floor.booking({ startsAt: '2026-05-02T23:00:00Z' })
  expect(floor.refusal('undo', { transactionId })).toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'payload.bookings' }],
  })
  expect(floor.decideOne('undo', { transactionId, bookings: 'keep_instant' })?.changes).toHaveLength(1)
  floor.run('undo', { transactionId, bookings: 'keep_local_time' })
  expect(floor.reservation(reservationId)?.startsAt).toBe('2026-05-02T17:00:00Z')
})

test('an undo of a removed closure warns of the bookings that it strands', () => {
  const closures = [{ from: '2026-05-03', to: '2026-05-03', reason: 'Painters' }]
  const floor = openFloor({ settings: { closures } })
  const { id: transactionId } = floor.run('restaurant.update', { settings: { closures: [] } })
  const reservationId = floor.booking({ startsAt: '2026-05-03T18:00:00Z' })
  expect(floor.run('undo', { transactionId }).warnings).toMatchObject([
    { code: 'outside_hours', current: { reservations: [{ reservationId }] } },
  ])
})

import { expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'

test('a seated party and its table agree in one version', () => {
  const floor = openFloor({ tables: [4, 2] })
  const guestId = floor.party({ partySize: 4 })
  const seated = floor.run('guest.seat', { guestId, tableIds: [floor.tableIds[0]] })
  expect(seated.changes.map((change) => [change.entity_type, change.action])).toEqual([
    ['table', 'update'],
    ['guest', 'update'],
  ])
  expect(floor.table(0)).toMatchObject({ status: 'occupied', currentGuestId: guestId, version: seated.version })
  expect(floor.guest(guestId)).toMatchObject({ status: 'seated', tableId: floor.tableIds[0], version: seated.version })
})

test('[I12] the second party for a table is told who sits there', () => {
  const floor = openFloor()
  const first = floor.seated([0], { name: 'Ada' })
  const guestId = floor.party()
  expect(floor.refusal('guest.seat', { guestId, tableIds: floor.tableIds, force: true })).toMatchObject({
    code: 'table_occupied',
    current: { tableId: floor.tableIds[0], tableNumber: '1', guestId: first, guestName: 'Ada', partySize: 2 },
  })
})

test('a blocked table and one that does not exist take nobody, a held or uncleaned one does', () => {
  const floor = openFloor({ tables: [4, 4, 4] })
  const guestId = floor.party()
  const [blocked, held, dirty] = floor.tableIds
  floor.run('table.setStatus', { tableId: blocked, status: 'blocked' })
  floor.run('table.setStatus', { tableId: held, status: 'reserved' })
  floor.run('table.setStatus', { tableId: dirty, status: 'cleaning' })
  expect(floor.refusal('guest.seat', { guestId, tableIds: [blocked], force: true }).code).toBe('table_blocked')
  expect(floor.refusal('guest.seat', { guestId, tableIds: [guestId] }).code).toBe('not_found')
  expect(floor.refusal('guest.seat', { guestId, tableIds: [] }).code).toBe('validation_failed')
  floor.run('guest.seat', { guestId, tableIds: [held, dirty] })
  expect(floor.guest(guestId)?.tableIds).toEqual([held, dirty])
})

test('a party that is too large is refused, and by force is seated and recorded', () => {
  const floor = openFloor({ tables: [2] })
  const guestId = floor.party({ partySize: 3 })
  expect(floor.refusal('guest.seat', { guestId, tableIds: floor.tableIds })).toMatchObject({
    code: 'party_too_large',
    current: { tableIds: floor.tableIds, seats: 2, partySize: 3 },
  })
  expect(floor.run('guest.seat', { guestId, tableIds: floor.tableIds, force: true }).forced).toBe(true)
})

test('force where nothing had to be forced is not recorded', () => {
  const floor = openFloor({ tables: [2] })
  const guestId = floor.party()
  expect(floor.run('guest.seat', { guestId, tableIds: floor.tableIds, force: true }).forced).toBe(false)
})

test('several tables seat the sum of their capacities, or what their combination says', () => {
  const floor = openFloor({ tables: [4, 4, 2] })
  const [a, b, c] = floor.tableIds
  floor.run('combination.create', { name: 'Long', tableIds: [b, a], capacity: 6 })
  const guestId = floor.party({ partySize: 8 })
  expect(floor.refusal('guest.seat', { guestId, tableIds: [a, b] }).current).toMatchObject({ seats: 6 })
  expect(floor.refusal('guest.seat', { guestId, tableIds: [a, c] }).current).toMatchObject({ seats: 6 })
  // A combination says nothing of fewer tables, nor of more.
  floor.run('combination.create', { name: 'All', tableIds: [a, b, c], capacity: 8 })
  expect(floor.refusal('guest.seat', { guestId, tableIds: [b, c] }).current).toMatchObject({ seats: 6 })
  expect(floor.refusal('guest.seat', { guestId, tableIds: [c] }).current).toMatchObject({ seats: 2 })
  floor.run('guest.seat', { guestId, tableIds: [a, b, c] })
  expect(floor.guest(guestId)).toMatchObject({ tableId: a, tableIds: [a, b, c] })
})

test('a table named twice is one table', () => {
  const floor = openFloor({ tables: [2, 2] })
  const [a] = floor.tableIds
  const guestId = floor.party({ partySize: 4 })
  const twice = { guestId, tableIds: [a, a?.toUpperCase()] }
  expect(floor.refusal('guest.seat', twice).current).toMatchObject({ seats: 2 })
  expect(floor.refusal('guest.setStatus', { ...twice, status: 'seated' }).current).toMatchObject({ seats: 2 })
  floor.run('guest.setStatus', { ...twice, status: 'seated', force: true })
  expect(floor.guest(guestId)?.tableIds).toEqual([a])
})

test('a move frees the old tables, keeps the shared ones and the time of sitting down', () => {
  const floor = openFloor({ tables: [4, 4, 4] })
  const [a, b, c] = floor.tableIds
  const guestId = floor.seated([0, 1])
  const { seatedAt } = floor.guest(guestId) ?? {}
  floor.run('guest.update', { guestId, course: 'mains' })
  floor.clock.now = '2026-05-01T17:30:00.000Z'
  floor.run('guest.move', { guestId, tableIds: [b, c] })
  expect([0, 1, 2].map((i) => floor.table(i)?.currentGuestId)).toEqual([null, guestId, guestId])
  expect(floor.table(0)?.status).toBe('available')
  expect(floor.guest(guestId)).toMatchObject({ tableId: b, tableIds: [b, c], seatedAt, course: 'mains' })
  floor.run('guest.setStatus', { guestId, status: 'seated', tableIds: [a] })
  expect([0, 1, 2].map((i) => floor.table(i)?.status)).toEqual(['occupied', 'available', 'available'])
})

test('a party moved to where it sits does not change anything', () => {
  const floor = openFloor()
  const guestId = floor.seated()
  expect(floor.decideOne('guest.move', { guestId, tableIds: floor.tableIds, force: true })).toBeUndefined()
})

test('only who sits can be moved', () => {
  const floor = openFloor()
  const guestId = floor.party()
  expect(floor.refusal('guest.move', { guestId, tableIds: floor.tableIds }).code).toBe('invalid_transition')
})

test('where tables are bussed, what a party leaves is to be cleaned first', () => {
  const floor = openFloor({ tables: [4, 4], settings: { bussing: true } })
  const guestId = floor.seated([0])
  floor.run('guest.move', { guestId, tableIds: [floor.tableIds[1]] })
  floor.run('guest.setStatus', { guestId, status: 'finished' })
  expect([0, 1].map((i) => floor.table(i))).toMatchObject([
    { status: 'cleaning', currentGuestId: null },
    { status: 'cleaning', currentGuestId: null },
  ])
})

test('a seat that is refused because of its second table leaves the first alone', () => {
  const floor = openFloor({ tables: [4, 4] })
  floor.seated([1])
  const guestId = floor.party()
  const before = floor.floor
  expect(floor.refusal('guest.seat', { guestId, tableIds: floor.tableIds }).code).toBe('table_occupied')
  expect(floor.floor).toBe(before)
  expect(floor.table(0)?.status).toBe('available')
})

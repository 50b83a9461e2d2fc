import { expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'

function openJoined() {
  const floor = openFloor({ tables: [4, 4, 4] })
  const [a, b, c] = floor.tableIds
  const created = floor
    .run('combination.create', { name: 'Long', tableIds: [a, b], capacity: 7 })
    .created('combination')
  return { floor, a, b, c, combinationId: created.id, created }
}

test('a combination has at least two tables that exist, and a capacity of its own', () => {
  const { floor, a, b, created } = openJoined()
  expect(created).toMatchObject({ name: 'Long', tableIds: [a, b], minPartySize: 1, capacity: 7 })
  const wrong = (tableIds: unknown[]) => floor.refusal('combination.create', { name: 'X', tableIds, capacity: 5 })
  expect(wrong([a]).errors?.[0]?.path).toBe('payload.tableIds')
  expect(wrong([a, a]).errors?.[0]?.path).toBe('payload.tableIds')
  expect(wrong([a, created.id]).code).toBe('not_found')
})

test('the same tables are joined once, in whatever order they are named', () => {
  const { floor, a, b, c, combinationId } = openJoined()
  const current = { combinationId, name: 'Long' }
  const again = floor.refusal('combination.create', { name: 'X', tableIds: [b, a], capacity: 5 })
  expect(again).toMatchObject({ code: 'already_exists', current })
  const other = floor.run('combination.create', { name: 'Y', tableIds: [b, c], capacity: 5 }).created('combination').id
  const onto = floor.refusal('combination.update', { combinationId: other, tableIds: [a, b] })
  expect(onto).toMatchObject({ code: 'already_exists', current })
})

test('minPartySize and capacity stay sound when only one of them changes', () => {
  const { floor, combinationId } = openJoined()
  floor.run('combination.update', { combinationId, minPartySize: 7 })
  expect(floor.refusal('combination.update', { combinationId, capacity: 6 }).code).toBe('validation_failed')
  expect(floor.refusal('combination.update', { combinationId, minPartySize: 8 }).code).toBe('validation_failed')
})

test('combinations are a manager’s', () => {
  const { floor, combinationId } = openJoined()
  expect(floor.refusal('combination.update', { combinationId, capacity: 6 }, { role: 'host' }).code).toBe('forbidden')
  floor.run('combination.delete', { combinationId }, { role: 'manager' })
  expect(floor.refusal('combination.update', { combinationId, capacity: 6 }).code).toBe('not_found')
})

test('deleting a combination leaves the party at its tables', () => {
  const { floor, combinationId } = openJoined()
  const guestId = floor.seated([0, 1], { partySize: 7 })
  floor.run('combination.delete', { combinationId })
  expect(floor.guest(guestId)?.status).toBe('seated')
})

import { expect, test } from 'vitest'
import { openFloor } from '../testing.ts'

test('a seated party and its table agree in one version', () => {
  const floor = openFloor({ tables: [4, 2] })
  const guest = floor.run('guest.create', { name: 'Ada', partySize: 4 }).created('guest')
  const seated = floor.run('guest.seat', { guestId: guest.id, tableIds: [floor.tableIds[0]] })
  expect(seated.changes.map((change) => [change.entity_type, change.action])).toEqual([
    ['table', 'update'],
    ['guest', 'update'],
  ])
  expect(floor.table(0)).toMatchObject({ status: 'occupied', currentGuestId: guest.id, version: seated.version })
  expect(floor.guest(guest.id)).toMatchObject({ status: 'seated', tableId: floor.tableIds[0], version: seated.version })
})

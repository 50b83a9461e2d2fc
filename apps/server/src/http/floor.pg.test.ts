import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

test('a walk-in comes, sits and leaves, and table and party agree all the way', async () => {
  const owner = await server.register()
  const table = await owner.ask('POST', 'tables', { tableNumber: '1', capacity: 4 })
  expect(table).toMatchObject({ status: 201, headers: { etag: '"2"', location: `/api/v1/tables/${table.body.id}` } })
  const guest = await owner.ask('POST', 'guests', { name: 'Ada', partySize: 3 })
  expect(guest.status).toBe(201)
  const seated = await owner.ask('PUT', `guests/${guest.body.id}/status/atomic`, {
    status: 'Seated',
    tableId: table.body.id,
  })
  expect(seated).toMatchObject({
    status: 200,
    body: {
      success: true,
      version: 4,
      guest: { id: guest.body.id, status: 'seated', tableId: table.body.id },
      table: { id: table.body.id, status: 'occupied', currentGuestId: guest.body.id },
      tables: [{ id: table.body.id }],
      changes: [{ entity_type: 'table' }, { entity_type: 'guest' }],
    },
  })
  const cleared = await owner.ask('PUT', `tables/${table.body.id}/clear`)
  expect(cleared.body).toMatchObject({ guest: { status: 'finished' }, table: { status: 'available' } })
})

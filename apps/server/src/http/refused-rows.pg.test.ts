import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from './testing/open-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

test('[I9] unreadable rows are listed as failed operations with their index', async () => {
  const owner = await server.register()
  const bulk = await owner.ask('POST', 'tables/bulk', {
    tables: [{ tableNumber: '1' }, { tableNumber: '2', capacity: 0 }, { tableNumber: '' }],
  })
  expect(bulk).toMatchObject({
    status: 422,
    body: {
      code: 'validation_failed',
      operations: [
        { index: 1, code: 'validation_failed', errors: [{ path: 'tables.1.capacity' }] },
        { index: 2, code: 'validation_failed', errors: [{ path: 'tables.2.tableNumber' }] },
      ],
    },
  })
  const update = await owner.ask('POST', 'batch/update', {
    guests: [{ id: randomUUID() }],
    tables: [{ id: 'no uuid', status: 'blocked' }],
  })
  expect(update.body).toMatchObject({ code: 'validation_failed', operations: [{ index: 1 }] })
  const batch = await owner.ask('POST', 'atomic/batch', { operations: [{ id: 'x', type: 'undo', payload: {} }] })
  expect(batch.body).toMatchObject({ code: 'validation_failed', operations: [{ index: 0 }] })
  expect((await owner.ask('GET', 'tables')).body).toEqual([])
})

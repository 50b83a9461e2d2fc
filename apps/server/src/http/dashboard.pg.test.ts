import { randomUUID } from 'node:crypto'
import { DashboardAnswer } from '@qtable/protocol'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

let server: TestServer
let owner: TestClient
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  owner = await server.register()
})

interface FullSync {
  cursor: string
  timestamp: string
  guests: { id: string }[]
}

const full = async () => (await owner.ask<FullSync>('GET', 'sync/full')).body
const arrive = async (partySize = 2) => String((await owner.ask('POST', 'guests', { partySize })).body.id)

test('the dashboard counts and sums the floor', async () => {
  const tableId = String((await owner.ask('POST', 'tables', { tableNumber: '1' })).body.id)
  await owner.ask('POST', 'tables', { tableNumber: '2', status: 'blocked' })
  const id = await arrive(3)
  await arrive()
  await owner.ask('PATCH', `guests/${id}`, { status: 'seated', tableId })
  const { body } = await owner.ask('GET', 'dashboard/data')
  DashboardAnswer.parse(body)
  expect(body).toMatchObject({
    guests: [{ id }, {}],
    stats: {
      guests_by_status: { seated: 1, waiting: 1, finished: 0 },
      tables_by_status: { occupied: 1, blocked: 1, available: 0 },
      covers_seated: 3,
      parties_waiting: 1,
      occupancy_rate: 0.5,
    },
    version: 6,
  })
  expect(body).not.toHaveProperty('deleted')
  const short = await owner.ask('GET', 'dashboard/data?minimal=true')
  DashboardAnswer.parse(short.body)
  expect((short.body.guests as object[])[0]).toEqual({
    id,
    name: 'Walk-in',
    status: 'seated',
    tableId,
    partySize: 3,
  })
})

test('the dashboard has a tag for each form, and answers 304 while nothing changes', async () => {
  const [whole, short] = [
    await owner.ask('GET', 'dashboard/data'),
    await owner.ask('GET', 'dashboard/data?minimal=true'),
  ]
  expect(whole.headers.etag).not.toBe(short.headers.etag)
  const asked = (path: string, etag: unknown) =>
    owner.ask('GET', path, undefined, { 'if-none-match': `"x", W/${etag}` })
  expect(await asked('dashboard/data', whole.headers.etag)).toMatchObject({ status: 304 })
  expect(await asked('dashboard/data', short.headers.etag)).toMatchObject({ status: 200 })
  await arrive()
  expect(await asked('dashboard/data', whole.headers.etag)).toMatchObject({ status: 200 })
})

test('the dashboard with since has what changed and what is gone', async () => {
  const [kept, removed] = [await arrive(), await arrive()]
  const { cursor, timestamp } = await full()
  await owner.ask('DELETE', `guests/${removed}`)
  const added = await arrive()
  const { body } = await owner.ask('GET', `dashboard/data?since=${cursor}&minimal=true`)
  DashboardAnswer.parse(body)
  expect(body).toMatchObject({
    guests: [{ id: added }],
    tables: [],
    deleted: [{ entity_type: 'guest', entity_id: removed }],
    stats: { guests_by_status: { waiting: 2 } },
  })
  const byTime = await owner.ask<FullSync>('GET', `dashboard/data?since=${timestamp}`)
  expect(byTime.body.guests.map(({ id }) => id)).toContain(added)
  expect(kept).toBeTruthy()
})

test('the dashboard reports a deleted party, also where a table has the same id', async () => {
  const id = randomUUID()
  await owner.ask('POST', 'tables', { id, tableNumber: '1' })
  await owner.ask('POST', 'guests', { id, partySize: 2 })
  const { cursor } = await full()
  await owner.ask('DELETE', `guests/${id}`)
  expect(await owner.ask('GET', `dashboard/data?since=${cursor}`)).toMatchObject({
    body: { guests: [], tables: [], deleted: [{ entity_type: 'guest', entity_id: id }] },
  })
})

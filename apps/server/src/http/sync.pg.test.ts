import { randomUUID } from 'node:crypto'
import { FullSyncAnswer } from '@qtable/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestServer, type TestClient, type TestResponse, type TestServer } from './testing/open-server.ts'

let server: TestServer
let owner: TestClient
beforeAll(async () => {
  server = await openTestServer({ connectedClients: () => 3 })
})
afterAll(() => server.close())
beforeEach(async () => {
  owner = await server.register()
})

interface Delta {
  from_version: number
  version: number
  cursor: string
  timestamp: string
  has_more: boolean
  changes: { entity_type: string; entity_id: string; action: string; data?: { version: number } }[]
}
interface Full {
  version: number
  cursor: string
  timestamp: string
  epoch: string
  guests: { id: string }[]
  [list: string]: unknown
}

const full = async (client = owner) => (await client.ask<Full>('GET', 'sync/full')).body
const delta = (since: string, more = ''): Promise<TestResponse<Delta>> =>
  owner.ask<Delta>('GET', `sync/delta?since=${encodeURIComponent(since)}${more}`)
const arrive = async (partySize = 2) => String((await owner.ask('POST', 'guests', { partySize })).body.id)
const gone = { status: 410, body: { code: 'full_sync_required' } }

describe('[SY81] the full sync', () => {
  test('is the floor at one instant, and answers 304 while it has not changed', async () => {
    await arrive()
    const first = await owner.ask('GET', 'sync/full')
    FullSyncAnswer.parse(first.body)
    expect(first.body).toMatchObject({ restaurant_id: owner.restaurantId, version: 2, guests: [{ version: 2 }] })
    const etag = String(first.headers.etag)
    expect(await owner.ask('GET', 'sync/full', undefined, { 'if-none-match': etag })).toMatchObject({
      status: 304,
      text: '',
    })
    await arrive()
    expect(await owner.ask('GET', 'sync/full', undefined, { 'if-none-match': etag })).toMatchObject({ status: 200 })
  })
})

describe('[SY80] the delta', () => {
  test('[I2] applied to a full sync gives the next full sync', async () => {
    const start = await full()
    const floor = new Map(start.guests.map((guest) => [guest.id, guest as object]))
    const [a, b, c] = [await arrive(), await arrive(), await arrive()]
    await owner.ask('PATCH', `guests/${a}`, { name: 'Ada' })
    await owner.ask('DELETE', `guests/${b}`)
    let cursor = start.cursor
    let version = start.version
    for (;;) {
      const { body } = await delta(cursor, '&limit=2')
      expect(body.from_version).toBe(version)
      for (const { entity_id, action, data } of body.changes) {
        if (action === 'delete') floor.delete(entity_id)
        else floor.set(entity_id, data ?? {})
      }
      ;({ cursor, version } = body)
      if (!body.has_more) break
      expect(body.version).toBe(body.from_version + 2)
    }
    const end = await full()
    expect(version).toBe(end.version)
    expect(cursor).toBe(end.cursor)
    expect([...floor.values()]).toEqual(end.guests)
    expect([...floor.keys()]).toEqual([a, c])
    expect((await delta(cursor)).body).toMatchObject({ changes: [], has_more: false, version })
  })

  test('[I19] since an instant includes what was committed at that very instant', async () => {
    await arrive()
    const { timestamp } = await full()
    const ids = [await arrive(), await arrive()]
    const { body } = await delta(timestamp)
    expect(body.changes.map(({ entity_id }) => entity_id)).toEqual(expect.arrayContaining(ids))
    expect(body).toMatchObject({ has_more: false, version: 4 })
    expect((await delta((await full()).timestamp)).body.changes.length).toBeGreaterThan(0)
    const all = (await delta('2000-01-01T00:00:00Z')).body
    expect(all).toMatchObject({ from_version: 0, version: 4 })
  })

  test('[I16] never continues from a position that it cannot know', async () => {
    const { cursor, epoch } = await full()
    const forged = [
      cursor.replace(/\.\d+\./, '.0.'),
      cursor.replace(/\.\d+\./, '.999.'),
      cursor.replace(epoch, randomUUID()),
      `${cursor}x`,
      cursor.slice(0, -2),
      'abc',
      '5',
    ]
    for (const since of forged) {
      expect(await delta(since), since).toMatchObject(gone)
      expect(await owner.ask('GET', `dashboard/data?since=${since}`)).toMatchObject(gone)
    }
    expect(await delta('2099-01-01T00:00:00Z')).toMatchObject(gone)
    for (const since of ['2026-02-30T00:00:00Z', '2026-01-01T25:00:00Z', '']) {
      expect(await delta(since), since).toMatchObject({ status: 400, body: { code: 'malformed' } })
    }
    expect(await owner.ask('GET', 'sync/delta')).toMatchObject({ status: 400 })
  })

  test('[I23] does not continue across epochs of the database', async () => {
    const { cursor } = await full()
    const node = (await server.node()).as(owner.session)
    await server.db.asRestaurant(owner.restaurantId, (tx) =>
      tx.query('update clocks set epoch = gen_random_uuid() where restaurant_id = $1', [owner.restaurantId]),
    )
    expect(await node.ask('GET', `sync/delta?since=${cursor}`)).toMatchObject(gone)
    expect((await full(node)).cursor).not.toBe(cursor)
  })

  test('[I5] [I14] continues on a node that lags behind', async () => {
    const node = (await server.node()).as(owner.session)
    await full(node)
    await arrive()
    const { cursor, version } = await full()
    expect(await node.ask('GET', `sync/delta?since=${cursor}`)).toMatchObject({ status: 200, body: { version } })
  })
})

describe('[SY82] [I20] an upload', () => {
  const operation = (type: string, payload: unknown) => ({ id: randomUUID(), type, payload })

  test('gives each operation one result, and an unreadable one stops none after it', async () => {
    const { cursor } = await full()
    const guestId = randomUUID()
    const operations = [
      operation('guest.create', { id: guestId, partySize: 2 }),
      operation('guest.update', { guestId: randomUUID(), notes: 'x' }),
      { id: 'not an id', type: 'guest.update', payload: {} },
      null,
      operation('guest.dance', {}),
      operation('guest.update', { guestId, partySize: 'two' }),
      operation('guest.update', { guestId, notes: 'Window' }),
    ]
    const upload = await owner.ask('POST', 'sync/batch', { operations, since: cursor })
    expect(upload).toMatchObject({
      status: 200,
      body: {
        results: [
          { id: operations[0]?.id, status: 'applied', version: 2 },
          { id: operations[1]?.id, status: 'rejected', error: { code: 'not_found' } },
          { id: 'not an id', status: 'rejected', error: { errors: [{ path: 'operations.2.id' }] } },
          { id: null, status: 'rejected', error: { code: 'validation_failed' } },
          { status: 'rejected', error: { errors: [{ path: 'operations.4.type' }] } },
          { status: 'rejected', error: { errors: [{ path: 'operations.5.payload.partySize' }] } },
          { status: 'applied', version: 3 },
        ],
        changes: [{ entity_type: 'guest', action: 'create', data: { notes: 'Window', version: 3 } }],
        has_more: false,
        version: 3,
      },
    })
    const again = await owner.ask('POST', 'sync/batch', { operations })
    expect(again.body).toMatchObject({
      results: [
        { status: 'duplicate', version: 2 },
        { status: 'rejected', error: { code: 'not_found' } },
        {},
        {},
        {},
        {},
        { status: 'duplicate', version: 3 },
      ],
      version: 3,
    })
    expect((await full()).version).toBe(3)
  })

  test('checks the role of each command', async () => {
    const viewer = await server.hire(owner, 'viewer')
    const reply = await viewer.ask('POST', 'sync/batch', { operations: [operation('guest.create', { partySize: 2 })] })
    expect(reply).toMatchObject({
      status: 200,
      body: { results: [{ status: 'rejected', error: { code: 'forbidden' } }] },
    })
  })

  test('takes at most 500 operations and changes together', async () => {
    const operations = Array.from({ length: 250 }, () => operation('guest.update', { guestId: randomUUID() }))
    const change = { entity_type: 'guest', entity_id: randomUUID(), action: 'delete' }
    const upload = (count: number) =>
      owner.ask('POST', 'sync/batch', { operations, changes: Array.from({ length: count }, () => change) })
    expect(await upload(250)).toMatchObject({ status: 200 })
    expect(await upload(251)).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
  })

  test('If-Match has nothing to guard in an upload, and is no promise that nobody keeps', async () => {
    const operations = [operation('guest.create', { partySize: 2 })]
    const reply = await owner.ask('POST', 'sync/batch', { operations }, { 'if-match': '"1"' })
    expect(reply).toMatchObject({ status: 400, body: { code: 'malformed' } })
    expect((await full()).version).toBe(1)
  })

  test('since an unknown position is refused before any operation runs', async () => {
    const operations = [operation('guest.create', { partySize: 2 })]
    expect(await owner.ask('POST', 'sync/batch', { operations, since: 'x.1.y' })).toMatchObject(gone)
    expect((await full()).version).toBe(1)
  })
})

test('sync health reports the version of this server', async () => {
  expect(await owner.ask('GET', 'sync/health')).toMatchObject({
    status: 200,
    body: { status: 'healthy', restaurant_id: owner.restaurantId, version: 1, connected_clients: 3, lag_ms: 0 },
  })
})

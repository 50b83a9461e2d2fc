import { randomUUID } from 'node:crypto'
import { DashboardAnswer, FullSyncAnswer } from '@qtable/protocol'
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

const full = async (caller = owner) => (await caller.ask<Full>('GET', 'sync/full')).body
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
    const kept = new Map(start.guests.map((guest) => [guest.id, guest as object]))
    const [a, b, c] = [await arrive(), await arrive(), await arrive()]
    await owner.ask('PATCH', `guests/${a}`, { name: 'Ada' })
    await owner.ask('DELETE', `guests/${b}`)
    let cursor = start.cursor
    let version = start.version
    for (;;) {
      const { body } = await delta(cursor, '&limit=2')
      expect(body.from_version).toBe(version)
      for (const { entity_id, action, data } of body.changes) {
        if (action === 'delete') kept.delete(entity_id)
        else kept.set(entity_id, data ?? {})
      }
      ;({ cursor, version } = body)
      if (!body.has_more) break
      expect(body.version).toBe(body.from_version + 2)
    }
    const end = await full()
    expect(version).toBe(end.version)
    expect(cursor).toBe(end.cursor)
    expect([...kept.values()]).toEqual(end.guests)
    expect([...kept.keys()]).toEqual([a, c])
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

describe('the dashboard', () => {
  test('counts and sums the floor', async () => {
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

  test('has a tag for each form, and answers 304 while nothing changes', async () => {
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

  test('with since has what changed and what is gone', async () => {
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
    const byTime = await owner.ask<Full>('GET', `dashboard/data?since=${timestamp}`)
    expect(byTime.body.guests.map(({ id }) => id)).toContain(added)
    expect(kept).toBeTruthy()
  })

  test('reports a deleted party, also where a table has the same id', async () => {
    const id = randomUUID()
    await owner.ask('POST', 'tables', { id, tableNumber: '1' })
    await owner.ask('POST', 'guests', { id, partySize: 2 })
    const { cursor } = (await owner.ask<Full>('GET', 'sync/full')).body
    await owner.ask('DELETE', `guests/${id}`)
    expect(await owner.ask('GET', `dashboard/data?since=${cursor}`)).toMatchObject({
      body: { guests: [], tables: [], deleted: [{ entity_type: 'guest', entity_id: id }] },
    })
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

describe('activity', () => {
  test('lists who did what, newest first, page by page', async () => {
    const host = await server.hire(owner, 'host')
    const id = await arrive()
    await host.ask('PATCH', `guests/${id}`, { name: 'Ada' })
    await owner.ask('DELETE', `guests/${id}`)
    await arrive()
    const about = await owner.ask<Record<string, unknown>[]>('GET', `activity?entity_id=${id}`)
    expect(about.body).toMatchObject([
      { command: 'guest.delete', changes: [{ action: 'delete', before: { name: 'Ada' }, after: null }] },
      {
        command: 'guest.update',
        actor: { id: host.session.user.id, name: 'A host' },
        changes: [{ before: { name: 'Walk-in' }, after: { name: 'Ada' } }],
      },
      { command: 'guest.create', changes: [{ action: 'create', before: null }] },
    ])
    const by = await owner.ask('GET', `activity?actor_id=${host.session.user.id}`)
    expect(by.body).toMatchObject([{ version: 3 }])
    const first = await owner.ask('GET', 'activity?limit=2')
    expect(first.body).toMatchObject([{ version: 5 }, { version: 4 }])
    const next = /<(.*)>/.exec(String(first.headers.link))?.[1] ?? ''
    expect((await owner.ask('GET', next)).body).toMatchObject([{ version: 3 }, { version: 2 }])
    expect((await owner.ask('GET', 'activity?before=2000-01-01T00:00:00Z')).body).toEqual([])
    expect(await owner.ask('GET', 'activity?before=x')).toMatchObject({ status: 400 })
  })
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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

const keyed = () => ({ 'idempotency-key': randomUUID() })
const versionNow = async () => (await owner.ask('GET', 'sync/full')).body.version

describe('[I8] an Idempotency-Key', () => {
  test('repeats the first answer, also later and on another node', async () => {
    const headers = keyed()
    const body = { name: 'Ada', partySize: 2 }
    const first = await owner.ask('POST', 'guests', body, headers)
    expect(first.headers['idempotency-replayed']).toBeUndefined()
    await owner.ask('PATCH', `guests/${first.body.id}`, { name: 'Renamed' })
    const node = (await server.node()).as(owner.session)
    for (const caller of [owner, node]) {
      const again = await caller.ask('POST', 'guests', body, headers)
      expect(again).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } })
      expect(again.headers).toMatchObject({ etag: first.headers.etag, location: first.headers.location })
    }
    expect(await versionNow()).toBe(3)
  })

  test('on concurrent requests makes one change, and all get the same answer', async () => {
    const headers = keyed()
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => owner.ask('POST', 'guests', { partySize: 2 }, headers)),
    )
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
    expect(replies.filter((reply) => reply.headers['idempotency-replayed'] === undefined)).toHaveLength(1)
    expect(await versionNow()).toBe(2)
  })

  test('with another body is a mismatch, and one that is not a UUID is malformed', async () => {
    const headers = keyed()
    await owner.ask('POST', 'guests', { partySize: 2 }, headers)
    expect(await owner.ask('POST', 'guests', { partySize: 3 }, headers)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch' },
    })
    for (const key of ['x', '', '12']) {
      expect(await owner.ask('POST', 'guests', { partySize: 2 }, { 'idempotency-key': key })).toMatchObject({
        status: 400,
        body: { code: 'malformed', errors: [{ path: 'Idempotency-Key' }] },
      })
    }
  })

  test('is kept for refusals and for changes without effect', async () => {
    const { id } = (await owner.ask('POST', 'guests', { partySize: 9 })).body
    const table = (await owner.ask('POST', 'tables', { tableNumber: '1', capacity: 2 })).body
    const headers = keyed()
    const seat = { status: 'seated', tableId: table.id }
    const refused = await owner.ask('PUT', `guests/${id}/status/atomic`, seat, headers)
    expect(refused).toMatchObject({ status: 409, body: { code: 'party_too_large' } })
    await owner.ask('PATCH', `tables/${table.id}`, { capacity: 10 })
    expect(await owner.ask('PUT', `guests/${id}/status/atomic`, seat, headers)).toMatchObject({
      status: 409,
      headers: { 'idempotency-replayed': 'true' },
      body: { code: 'party_too_large', detail: refused.body.detail, current: refused.body.current },
    })
    const nothing = keyed()
    const first = await owner.ask('PUT', `guests/${id}/status/atomic`, { status: 'waiting' }, nothing)
    const again = await owner.ask('PUT', `guests/${id}/status/atomic`, { status: 'waiting' }, nothing)
    expect(again).toMatchObject({ status: 200, body: first.body, headers: { 'idempotency-replayed': 'true' } })
  })

  test('works on every kind of change, also on several commands and on deletes', async () => {
    const guest = (await owner.ask('POST', 'guests', { partySize: 2 })).body
    const table = (await owner.ask('POST', 'tables', { tableNumber: '1', capacity: 4 })).body
    const changes = [
      ['PATCH', `guests/${guest.id}`, { notes: 'x', status: 'seated', tableId: table.id }],
      ['PUT', `tables/${table.id}/clear`, {}],
      [
        'POST',
        'tables/bulk',
        {
          tables: [
            { tableNumber: '2', capacity: 4 },
            { tableNumber: '3', capacity: 4 },
          ],
        },
      ],
      ['POST', 'batch/update', { guests: [{ id: guest.id, notes: 'y' }], tables: [{ id: table.id, capacity: 8 }] }],
      ['PATCH', 'restaurant', { name: 'Other' }],
      ['DELETE', `guests/${guest.id}`, undefined],
    ] as const
    for (const [method, path, body] of changes) {
      const headers = keyed()
      const first = await owner.ask(method, path, body, headers)
      expect(first.status, first.text).toBeLessThan(300)
      const version = await versionNow()
      const again = await owner.ask(method, path, body, headers)
      expect(again, path).toMatchObject({ status: first.status, text: first.text })
      expect(again.headers['idempotency-replayed']).toBe('true')
      expect(await versionNow()).toBe(version)
    }
  })
})

describe('POST /atomic/batch', () => {
  const operation = (type: string, payload: object) => ({ id: randomUUID(), type, payload })

  test('[I9] is one version, or nothing and a list of the failing operations', async () => {
    const [guestId, tableId] = [randomUUID(), randomUUID()]
    const operations = [
      operation('table.create', { id: tableId, tableNumber: '1', capacity: 4 }),
      operation('guest.create', { id: guestId, partySize: 2 }),
      operation('guest.seat', { guestId, tableIds: [tableId] }),
    ]
    const done = await owner.ask('POST', 'atomic/batch', { operations })
    expect(done).toMatchObject({
      status: 200,
      body: { success: true, version: 2, guest: { id: guestId, status: 'seated' }, table: { id: tableId } },
    })
    const again = await owner.ask('POST', 'atomic/batch', { operations })
    expect(again).toMatchObject({ status: 200, body: done.body, headers: { 'idempotency-replayed': 'true' } })
    const failing = [
      operation('guest.update', { guestId, notes: 'never' }),
      operation('guest.seat', { guestId: randomUUID(), tableIds: [tableId] }),
      operation('table.setStatus', { tableId, status: 'blocked' }),
    ]
    expect(await owner.ask('POST', 'atomic/batch', { operations: failing })).toMatchObject({
      status: 404,
      body: {
        code: 'not_found',
        operations: [
          { index: 1, code: 'not_found' },
          { index: 2, code: 'in_use', current: [{ entity_type: 'guest', entity_id: guestId }] },
        ],
      },
    })
    const unreadable = [
      ...failing.slice(0, 1),
      operation('guest.dance', {}),
      operation('guest.update', { guestId, x: 1 }),
    ]
    expect(await owner.ask('POST', 'atomic/batch', { operations: unreadable })).toMatchObject({
      status: 422,
      body: {
        operations: [
          { index: 1, errors: [{ path: 'operations.1.type' }] },
          { index: 2, errors: [{ path: 'operations.2.payload.x' }] },
        ],
      },
    })
    expect(await versionNow()).toBe(2)
  })

  test('takes its id from transaction_id or the header, which must agree', async () => {
    const transaction_id = randomUUID()
    const operations = [operation('guest.create', { partySize: 2 })]
    const body = { transaction_id, operations }
    expect(await owner.ask('POST', 'atomic/batch', body)).toMatchObject({ status: 200, body: { transaction_id } })
    expect(await owner.ask('POST', 'atomic/batch', body)).toMatchObject({
      status: 200,
      headers: { 'idempotency-replayed': 'true' },
    })
    expect(await owner.ask('POST', 'atomic/batch', body, keyed())).toMatchObject({ status: 400 })
    const other = { transaction_id, operations: [operation('guest.create', { partySize: 3 })] }
    expect(await owner.ask('POST', 'atomic/batch', other)).toMatchObject({ status: 422 })
    expect(await owner.ask('POST', 'atomic/batch', { operations: [] })).toMatchObject({ status: 422 })
    const many = Array.from({ length: 501 }, () => operation('guest.create', { partySize: 2 }))
    expect(await owner.ask('POST', 'atomic/batch', { operations: many })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'operations' }] },
    })
  })
})

describe('POST /batch/update', () => {
  test('changes fields, statuses and tables in one version', async () => {
    const [ada, bob] = [
      (await owner.ask('POST', 'guests', { name: 'Ada', partySize: 2 })).body,
      (await owner.ask('POST', 'guests', { name: 'Bob', partySize: 2 })).body,
    ]
    const table = (await owner.ask('POST', 'tables', { tableNumber: '1', capacity: 4 })).body
    const done = await owner.ask('POST', 'batch/update', {
      guests: [
        { id: ada.id, name: 'Ada King', status: 'seated', tableId: table.id },
        { id: bob.id, status: 'notified' },
      ],
    })
    expect(done).toMatchObject({
      status: 200,
      body: {
        success: true,
        version: 5,
        guests: [
          { id: ada.id, name: 'Ada King', status: 'seated', tableId: table.id, partySize: 2 },
          { id: bob.id, status: 'notified' },
        ],
        tables: [{ id: table.id, tableNumber: '1', status: 'occupied', currentGuestId: ada.id }],
      },
    })
    const refused = await owner.ask('POST', 'batch/update', {
      guests: [
        { id: bob.id, notes: 'x', status: 'seated', tableId: table.id },
        { id: ada.id, notes: 'y' },
      ],
      tables: [{ id: randomUUID(), status: 'cleaning' }],
    })
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'table_occupied',
        operations: [
          { index: 0, code: 'table_occupied' },
          { index: 2, code: 'not_found' },
        ],
      },
    })
    expect(await versionNow()).toBe(5)
  })

  test('names the row and the field that is wrong', async () => {
    const { id } = (await owner.ask('POST', 'guests', { partySize: 2 })).body
    expect(await owner.ask('POST', 'batch/update', { guests: [{ id, partySize: 0 }] })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'guests.0.partySize' }] },
    })
    expect(await owner.ask('POST', 'batch/update', { guests: [{ id }, { id, name: '' }] })).toMatchObject({
      status: 422,
      body: { operations: [{ index: 1 }], errors: [{ path: 'guests.1.name' }] },
    })
    expect(await owner.ask('POST', 'batch/update', {})).toMatchObject({ status: 422 })
  })

  test('of new tables is all or none, and names the failing row', async () => {
    await owner.ask('POST', 'tables', { tableNumber: '2', capacity: 4 })
    const tables = [
      { tableNumber: '1', capacity: 4 },
      { tableNumber: '2', capacity: 4 },
    ]
    expect(await owner.ask('POST', 'tables/bulk', { tables })).toMatchObject({
      status: 409,
      body: { operations: [{ index: 1, code: 'already_exists' }] },
    })
    // Every row that fails is named; the first gives the status.
    const third = { tableNumber: '3', capacity: 4, sectionId: randomUUID() }
    expect(await owner.ask('POST', 'tables/bulk', { tables: [...tables, third] })).toMatchObject({
      status: 409,
      body: {
        operations: [
          { index: 1, code: 'already_exists' },
          { index: 2, code: 'not_found' },
        ],
      },
    })
    const wrong = [
      { tableNumber: '5', capacity: 4 },
      { tableNumber: '6', minPartySize: 9, capacity: 2 },
    ]
    expect(await owner.ask('POST', 'tables/bulk', { tables: wrong })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'tables.1.minPartySize' }] },
    })
    expect((await owner.ask('GET', 'tables')).body).toHaveLength(1)
  })
})

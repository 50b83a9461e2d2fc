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

type Entity = Record<string, unknown> & { id: string; version: number }
const make = async (path: string, body: Record<string, unknown>) => {
  const reply = await owner.ask('POST', path, body)
  expect(reply.status, reply.text).toBe(201)
  return reply.body as Entity
}
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const versionNow = async () => (await owner.ask('GET', 'sync/full')).body.version

const collections: [string, () => Promise<Record<string, unknown>>][] = [
  ['guests', async () => ({ name: 'Ada', partySize: 2, phone: '+49 30 123456', tags: ['vip'] })],
  ['tables', async () => ({ tableNumber: '1', capacity: 4 })],
  ['sections', async () => ({ name: 'Terrace' })],
  ['reservations', async () => ({ name: 'Alan', partySize: 2, startsAt: inHours(3) })],
  [
    'combinations',
    async () => ({
      name: 'Both',
      capacity: 8,
      tableIds: [
        (await make('tables', { tableNumber: '1', capacity: 4 })).id,
        (await make('tables', { tableNumber: '2', capacity: 4 })).id,
      ],
    }),
  ],
]

describe.each(collections)('PUT of a whole entity of %s', (path, body) => {
  test('changes nothing where it is as it was answered, with its version and without', async () => {
    const entity = await make(path, await body())
    const before = await versionNow()
    const { version: _, ...withoutVersion } = entity
    for (const sent of [entity, withoutVersion, { ...entity, warnings: [], restaurant_id: owner.restaurantId }]) {
      const reply = await owner.ask('PUT', `${path}/${entity.id}`, sent)
      expect(reply, reply.text).toMatchObject({ status: 200, body: entity })
    }
    expect(await versionNow()).toBe(before)
  })

  test('ignores read-only fields, and a PATCH refuses those with another value', async () => {
    const entity = await make(path, await body())
    const other = { ...entity, createdAt: '2020-01-01T00:00:00Z' }
    expect(await owner.ask('PUT', `${path}/${entity.id}`, other)).toMatchObject({ status: 200, body: entity })
    expect(await owner.ask('PATCH', `${path}/${entity.id}`, other)).toMatchObject({
      status: 422,
      body: { code: 'read_only', errors: [{ path: 'createdAt' }] },
    })
    expect(await owner.ask('PATCH', `${path}/${entity.id}`, entity)).toMatchObject({ status: 200, body: entity })
  })
})

describe('PUT with the version of what was seen', () => {
  test('changes what differs from it and leaves what a colleague has changed since', async () => {
    const seen = await make('guests', { name: 'Ada', partySize: 2, tags: ['a', 'b'] })
    await owner.ask('PATCH', `guests/${seen.id}`, { notes: 'Nut allergy', partySize: 5, tags: ['b', 'c'] })
    const saved = await owner.ask('PUT', `guests/${seen.id}`, { ...seen, phone: '+4930123456', tags: ['a', 'b', 'd'] })
    expect(saved).toMatchObject({
      status: 200,
      body: { notes: 'Nut allergy', partySize: 5, phone: '+4930123456', tags: ['b', 'c', 'd'] },
    })
  })

  test('refuses what a colleague has changed otherwise, and says who', async () => {
    const seen = await make('guests', { name: 'Ada', partySize: 2 })
    await owner.ask('PATCH', `guests/${seen.id}`, { notes: 'Nut allergy' })
    expect(await owner.ask('PUT', `guests/${seen.id}`, { ...seen, notes: 'Birthday' })).toMatchObject({
      status: 409,
      body: { code: 'edit_conflict', current: { fields: { notes: 'Nut allergy' }, actor: { name: 'Ona' } } },
    })
  })

  test('knows versions that are no longer in memory, on another node too', async () => {
    const seen = await make('guests', { name: 'Ada', partySize: 2 })
    await owner.ask('PATCH', `guests/${seen.id}`, { notes: 'Nut allergy' })
    const other = (await server.node()).as(owner.session)
    const saved = await other.ask('PUT', `guests/${seen.id}`, { ...seen, partySize: 3 })
    expect(saved).toMatchObject({ status: 200, body: { notes: 'Nut allergy', partySize: 3 } })
  })

  test('is a version conflict where that version is not known any more or never was', async () => {
    const seen = await make('guests', { name: 'Ada', partySize: 2 })
    await owner.ask('PATCH', `guests/${seen.id}`, { notes: 'x' })
    for (const version of [0, seen.version + 100]) {
      expect(await owner.ask('PUT', `guests/${seen.id}`, { ...seen, version, partySize: 3 })).toMatchObject({
        status: 412,
        body: { code: 'version_conflict', current: { id: seen.id, notes: 'x' } },
      })
    }
  })

  test('changes single settings of the restaurant', async () => {
    const seen = (await owner.ask('GET', 'restaurant')).body as { settings: object; version: number }
    await owner.ask('PATCH', 'restaurant', { settings: { approveReservations: true } })
    const settings = { ...seen.settings, bussing: true }
    expect(await owner.ask('PUT', 'restaurant', { ...seen, settings })).toMatchObject({
      status: 200,
      body: { settings: { approveReservations: true, bussing: true } },
    })
  })

  test('a repeat under the same key gets the first answer', async () => {
    const seen = await make('guests', { name: 'Ada', partySize: 2 })
    const key = { 'idempotency-key': randomUUID() }
    const first = await owner.ask('PUT', `guests/${seen.id}`, { ...seen, partySize: 3 }, key)
    const again = await owner.ask('PUT', `guests/${seen.id}`, { ...seen, partySize: 3 }, key)
    expect(again).toMatchObject({ status: 200, body: first.body, headers: { 'idempotency-replayed': 'true' } })
  })
})

describe('PUT of a whole reservation whose party sits', () => {
  let tables: Entity[]
  let seated: Entity
  beforeEach(async () => {
    tables = [
      await make('tables', { tableNumber: '1', capacity: 4 }),
      await make('tables', { tableNumber: '2', capacity: 4 }),
    ]
    const { id } = await make('reservations', { name: 'Alan', partySize: 2, startsAt: inHours(0.1) })
    await owner.ask('POST', `reservations/${id}/seat`, { tableIds: [tables[0]?.id] })
    seated = (await owner.ask('GET', `reservations/${id}`)).body as Entity
  })
  const put = (fields: Record<string, unknown>) => owner.ask('PUT', `reservations/${seated.id}`, fields)

  test('moves the party to its tables, with the version and without', async () => {
    const { version: _, ...withoutVersion } = seated
    for (const [sent, table] of [
      [seated, tables[1]],
      [withoutVersion, tables[0]],
    ] as const) {
      const moved = await put({ ...sent, tableIds: [table?.id], notes: String(table?.id) })
      const body = { status: 'seated', tableIds: [table?.id], notes: table?.id }
      expect(moved, moved.text).toMatchObject({ status: 200, body })
      expect((await owner.ask('GET', `guests/${seated.guestId}`)).body).toMatchObject({ tableIds: [table?.id] })
    }
  })

  test('leaves the party where a colleague has moved it, and refuses to move it from where it was', async () => {
    const third = await make('tables', { tableNumber: '3', capacity: 4 })
    await owner.ask('POST', `reservations/${seated.id}/seat`, { tableIds: [third.id] })
    expect(await put({ ...seated, notes: 'Nuts' })).toMatchObject({ status: 200, body: { tableIds: [third.id] } })
    const moved = await put({ ...seated, tableIds: [tables[1]?.id] })
    expect(moved, moved.text).toMatchObject({ status: 409, body: { code: 'edit_conflict' } })
  })

  test('does not move a party that sat down since the body was read', async () => {
    const later = await make('reservations', { name: 'Grace', partySize: 2, startsAt: inHours(0.1) })
    await owner.ask('POST', `reservations/${later.id}/seat`, { tableIds: [tables[1]?.id] })
    const third = await make('tables', { tableNumber: '3', capacity: 4 })
    const sent = { ...later, status: 'seated', tableIds: [third.id] }
    expect(await owner.ask('PUT', `reservations/${later.id}`, sent)).toMatchObject({
      status: 409,
      body: { code: 'edit_conflict' },
    })
  })

  test('changes nothing in any state where nothing in it differs', async () => {
    const paths = [`reservations/${seated.id}`, `guests/${seated.guestId}`, `tables/${tables[0]?.id}`]
    const steps = [
      async () => undefined,
      () => owner.ask('PUT', `guests/${seated.guestId}/status/atomic`, { status: 'waiting' }),
      () => owner.ask('PUT', `guests/${seated.guestId}/status/atomic`, { status: 'left' }),
      () => owner.ask('PATCH', `tables/${tables[0]?.id}`, { status: 'blocked', force: true }),
    ]
    for (const step of steps) {
      await step()
      const before = await versionNow()
      for (const path of paths) {
        const entity = (await owner.ask('GET', path)).body as Entity
        const { version: _, ...withoutVersion } = entity
        for (const sent of [entity, withoutVersion]) {
          const reply = await owner.ask('PUT', path, sent)
          expect(reply, reply.text).toMatchObject({ status: 200, body: entity })
        }
      }
      expect(await versionNow()).toBe(before)
    }
  })
})

describe('from the table’s side', () => {
  let table: Entity
  beforeEach(async () => {
    table = await make('tables', { tableNumber: '1', capacity: 4 })
  })

  test('currentGuestId seats a party, and null frees the table', async () => {
    const ada = await make('guests', { name: 'Ada', partySize: 2 })
    expect(await owner.ask('PATCH', `tables/${table.id}`, { current_guest_id: ada.id.toUpperCase() })).toMatchObject({
      status: 200,
      body: { status: 'occupied', currentGuestId: ada.id },
    })
    expect((await owner.ask('GET', `guests/${ada.id}`)).body).toMatchObject({ status: 'seated', tableId: table.id })
    const occupied = (await owner.ask('GET', `tables/${table.id}`)).body
    const freed = await owner.ask('PUT', `tables/${table.id}`, {
      ...occupied,
      currentGuestId: null,
      status: 'available',
    })
    expect(freed).toMatchObject({ status: 200, body: { status: 'available', currentGuestId: null } })
    expect((await owner.ask('GET', `guests/${ada.id}`)).body).toMatchObject({ status: 'finished' })
  })

  test('the status occupied seats a walk-in of 2 or of partySize, once', async () => {
    const seated = await owner.ask('PUT', `tables/${table.id}`, { ...table, status: 'Occupied' })
    expect(seated).toMatchObject({ status: 200, body: { status: 'occupied' } })
    expect((await owner.ask('GET', `guests/${seated.body.currentGuestId}`)).body).toMatchObject({ partySize: 2 })
    expect(await owner.ask('PATCH', `tables/${table.id}`, { status: 'occupied' })).toMatchObject({ body: seated.body })
    const other = await make('tables', { tableNumber: '2', capacity: 6 })
    const five = await owner.ask('PATCH', `tables/${other.id}`, { status: 'occupied', party_size: 5, capacity: 8 })
    expect(five).toMatchObject({ body: { capacity: 8 } })
    expect((await owner.ask('GET', `guests/${five.body.currentGuestId}`)).body).toMatchObject({ partySize: 5 })
  })

  test('what contradicts itself is refused', async () => {
    const ada = await make('guests', { name: 'Ada', partySize: 2 })
    const wrong: [Record<string, unknown>, string][] = [
      [{ currentGuestId: ada.id, status: 'available' }, 'status'],
      [{ partySize: 3 }, 'partySize'],
    ]
    for (const [body, path] of wrong) {
      expect(await owner.ask('PATCH', `tables/${table.id}`, body)).toMatchObject({
        status: 422,
        body: { errors: [{ path }] },
      })
    }
    expect(await owner.ask('PATCH', `guests/${ada.id}`, { tableId: null, tableIds: [table.id] })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'tableId' }] },
    })
  })

  test('a batch moves a party by its two tables, whatever their order, and a server may not', async () => {
    const ada = await make('guests', { name: 'Ada', partySize: 2 })
    await owner.ask('PATCH', `guests/${ada.id}`, { tableId: table.id })
    const other = await make('tables', { tableNumber: '2', capacity: 6 })
    const rows = [
      { id: table.id, status: 'available', current_guest_id: null },
      { id: other.id, status: 'occupied', current_guest_id: ada.id },
    ]
    const moved = await owner.ask('POST', 'batch/update', { tables: rows })
    expect(moved).toMatchObject({
      status: 200,
      body: {
        guests: [{ id: ada.id, status: 'seated', tableId: other.id }],
        tables: [
          { id: table.id, status: 'available', currentGuestId: null },
          { id: other.id, status: 'occupied', currentGuestId: ada.id },
        ],
      },
    })
    const waiter = await server.hire(owner, 'server')
    const back = rows.map((row, i) => ({ ...row, id: rows[1 - i]?.id }))
    expect(await waiter.ask('POST', 'batch/update', { tables: back.toReversed() })).toMatchObject({ status: 403 })
    // Nothing of this is a change.
    expect(await waiter.ask('POST', 'batch/update', { tables: rows.toReversed() })).toMatchObject({ status: 200 })
  })

  test('a refused row of a batch keeps its own number', async () => {
    const tables = [
      { id: table.id, currentGuestId: null },
      { id: randomUUID(), status: 'occupied' },
    ]
    expect(await owner.ask('POST', 'batch/update', { tables })).toMatchObject({
      status: 404,
      body: { operations: [{ index: 1, code: 'not_found' }] },
    })
  })

  test('clear frees a table, and leaves a blocked one blocked', async () => {
    await owner.ask('PATCH', `tables/${table.id}`, { status: 'occupied' })
    expect(await owner.ask('PUT', `tables/${table.id}/clear`)).toMatchObject({
      status: 200,
      body: { table: { status: 'available' }, guest: { status: 'finished' } },
    })
    await owner.ask('PATCH', `tables/${table.id}`, { status: 'blocked' })
    expect(await owner.ask('PUT', `tables/${table.id}/clear`)).toMatchObject({ status: 200, body: { tables: [] } })
    expect((await owner.ask('GET', `tables/${table.id}`)).body).toMatchObject({ status: 'blocked' })
  })
})

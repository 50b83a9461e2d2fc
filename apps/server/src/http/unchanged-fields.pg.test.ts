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

type Entity = Record<string, unknown> & { id: string }
const make = async (path: string, body: Record<string, unknown>) => {
  const reply = await owner.ask('POST', path, body)
  expect(reply.status, reply.text).toBe(201)
  const { version: _, ...entity } = reply.body as Entity
  return entity as Entity
}
const get = async (path: string) => {
  const { version: _, ...entity } = (await owner.ask('GET', path)).body as Entity
  return entity as Entity
}
const table = (tableNumber: string, capacity = 4) => make('tables', { tableNumber, capacity })

describe('fields of a whole entity that equal it are no change', () => {
  test('so a server writes a note, sets a course and frees a table by it, and no more', async () => {
    const { id: tableId } = await table('1')
    const party = await make('guests', { name: 'Ada', partySize: 2, phone: '+49 30 123456', tableId })
    const waiter = await server.hire(owner, 'server')
    const noted = { ...party, notes: 'nuts', course: 'mains' }
    expect(await waiter.ask('PUT', `guests/${party.id}`, noted)).toMatchObject({
      status: 200,
      body: { notes: 'nuts', course: 'mains', status: 'seated' },
    })
    expect(await waiter.ask('PUT', `guests/${party.id}`, { ...noted, partySize: 3 })).toMatchObject({ status: 403 })
    expect(await waiter.ask('PATCH', `guests/${party.id}`, { name: 'Ada', notes: '' })).toMatchObject({ status: 403 })
    const seated = await get(`tables/${tableId}`)
    const change = {
      entity_type: 'table',
      entity_id: tableId,
      action: 'update',
      data: { ...seated, status: 'blocked' },
    }
    expect((await waiter.ask('POST', 'sync/batch', { changes: [change] })).body).toMatchObject({
      results: [{ status: 'rejected', error: { code: 'in_use' } }],
    })
    const freed = { ...seated, status: 'available', currentGuestId: null }
    expect(await waiter.ask('PUT', `tables/${tableId}`, freed)).toMatchObject({ status: 200 })
    expect(await get(`guests/${party.id}`)).toMatchObject({ status: 'finished' })
  })

  test('a name that differs by its capitals alone is a change', async () => {
    const party = await make('guests', { name: 'ada', partySize: 2 })
    const { body } = await owner.ask('GET', `guests/${party.id}`)
    expect(await owner.ask('PUT', `guests/${party.id}`, { ...body, name: 'ADA' })).toMatchObject({
      body: { name: 'ADA' },
    })
  })

  test('a repeat gets its first answer, whatever was changed since', async () => {
    const party = await make('guests', { name: 'Ada', partySize: 2 })
    const headers = { 'idempotency-key': randomUUID() }
    const body = { ...party, notes: 'nuts' }
    const first = await owner.ask('PUT', `guests/${party.id}`, body, headers)
    await owner.ask('PATCH', `guests/${party.id}`, { name: 'Ada Lovelace' })
    expect(await owner.ask('PUT', `guests/${party.id}`, body, headers)).toMatchObject({
      status: 200,
      body: first.body,
      headers: { 'idempotency-replayed': 'true' },
    })
    expect(await owner.ask('PUT', `guests/${party.id}`, { ...body, notes: 'oats' }, headers)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch' },
    })
    const change = { id: randomUUID(), entity_type: 'guest', entity_id: party.id, action: 'update', data: body }
    const upload = () => owner.ask('POST', 'sync/batch', { changes: [change] })
    expect((await upload()).body).toMatchObject({ results: [{ status: 'applied' }] })
    await owner.ask('DELETE', `guests/${party.id}`)
    expect((await upload()).body).toMatchObject({ results: [{ status: 'duplicate' }] })
  })
})

describe('a batch that puts one party at several tables', () => {
  const seats = async (id: string) => (await get(`guests/${id}`)).tableIds
  const batch = async (body: Record<string, unknown>) => {
    const reply = await owner.ask('POST', 'batch/update', body)
    expect(reply.status, reply.text).toBe(200)
  }

  test('seats it at all of them, in whatever spelling', async () => {
    const [a, b, c] = [await table('1'), await table('2'), await table('3')]
    const party = await make('guests', { name: 'Ada', partySize: 8 })
    const at = (one: Entity) => ({ id: one.id, status: 'occupied', current_guest_id: party.id })
    await batch({ tables: [at(a), at(b)] })
    expect(await seats(party.id)).toEqual([a.id, b.id])
    // One more, beside those that hold it already.
    await batch({ tables: [at(b), at(c)] })
    expect(await seats(party.id)).toEqual([b.id, c.id])
    expect(await get(`tables/${a.id}`)).toMatchObject({ status: 'available', currentGuestId: null })
    // The same again changes nothing, in whatever order.
    const before = await get(`guests/${party.id}`)
    await batch({ tables: [at(c), at(b)] })
    expect(await get(`guests/${party.id}`)).toEqual(before)
    await batch({ guests: [{ id: party.id, tableId: a.id }], tables: [at(b)] })
    expect(await seats(party.id)).toEqual([a.id, b.id])
  })

  test('moves it where one of the tables is freed by it, and refuses a part that is taken', async () => {
    const [a, b, c] = [await table('1'), await table('2'), await table('3')]
    const party = await make('guests', { name: 'Ada', partySize: 2, tableId: a.id })
    await batch({
      guests: [{ id: party.id, tableId: b.id }],
      tables: [
        { id: a.id, status: 'available', currentGuestId: null },
        { id: b.id, currentGuestId: party.id },
      ],
    })
    expect(await seats(party.id)).toEqual([b.id])
    await make('guests', { name: 'Bob', partySize: 2, tableId: c.id })
    const tables = [b, c].map(({ id }) => ({ id, currentGuestId: party.id }))
    expect(await owner.ask('POST', 'batch/update', { tables })).toMatchObject({
      status: 409,
      body: { code: 'table_occupied' },
    })
    expect(await seats(party.id)).toEqual([b.id])
  })
})

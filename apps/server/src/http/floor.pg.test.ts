import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

let server: TestServer
let owner: TestClient
let tableIds: string[]
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  owner = await server.register()
  const tables = [4, 2, 2].map((capacity, i) => ({ id: randomUUID(), tableNumber: String(i + 1), capacity }))
  tableIds = tables.map(({ id }) => id)
  expect(await owner.ask('POST', 'tables/bulk', { tables })).toMatchObject({
    status: 201,
    body: { success: true, guest: null, version: 2, table: { tableNumber: '1' }, tables },
  })
})

const arrive = async (partySize = 2, name = 'Ada') =>
  String((await owner.ask('POST', 'guests', { name, partySize })).body.id)
const book = async (body: Record<string, unknown> = {}) =>
  String(
    (
      await owner.ask('POST', 'reservations', {
        name: 'Alan',
        partySize: 2,
        startsAt: new Date(Date.now() + 3_600_000).toISOString(),
        ...body,
      })
    ).body.id,
  )
const seat = (id: string, ...at: (string | undefined)[]) =>
  owner.ask('PUT', `guests/${id}/status/atomic`, { status: 'seated', tableIds: at })

describe('the atomic route', () => {
  test('seats, moves and finishes a party; its tables come before those it left', async () => {
    const id = await arrive(4)
    expect(await seat(id, tableIds[0])).toMatchObject({
      status: 200,
      body: {
        success: true,
        transaction_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        version: 4,
        guest: { id, status: 'seated', tableId: tableIds[0], version: 4 },
        table: { id: tableIds[0], status: 'occupied', currentGuestId: id },
        changes: [
          { entity_type: 'table', action: 'update', data: { id: tableIds[0] } },
          { entity_type: 'guest', action: 'update', data: { id } },
        ],
      },
    })
    const moved = await seat(id, tableIds[1], tableIds[2])
    expect(moved.body).toMatchObject({
      table: { id: tableIds[1] },
      tables: [{ id: tableIds[1] }, { id: tableIds[2] }, { id: tableIds[0], status: 'available' }],
    })
    expect(moved.text).not.toContain('"before"')
    const ended = await owner.ask('PUT', `guests/${id}/status/atomic`, { status: 'completed' })
    expect(ended.body).toMatchObject({ guest: { status: 'finished', tableIds: [] }, tables: [{}, {}] })
    expect(await owner.ask('POST', `guests/${id}/restore`)).toMatchObject({
      status: 200,
      body: { guest: { status: 'seated', tableIds: [tableIds[1], tableIds[2]] } },
    })
  })

  test('refuses what the rules forbid, and names what stands in the way', async () => {
    const [first, second, large] = [await arrive(), await arrive(), await arrive(9)]
    await seat(first, tableIds[0])
    expect(await seat(second, tableIds[0])).toMatchObject({
      status: 409,
      body: { code: 'table_occupied', current: { tableId: tableIds[0], guestId: first, guestName: 'Ada' } },
    })
    expect(await seat(large, tableIds[1])).toMatchObject({ status: 409, body: { code: 'party_too_large' } })
    await owner.ask('PATCH', `tables/${tableIds[2]}`, { status: 'blocked' })
    expect(await seat(second, tableIds[2])).toMatchObject({ status: 409, body: { code: 'table_blocked' } })
    expect(await seat(second, randomUUID())).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await seat(randomUUID(), tableIds[1])).toMatchObject({ status: 404 })
    expect(await seat(second)).toMatchObject({ status: 422, body: { errors: [{ path: 'tableIds' }] } })
    expect(await owner.ask('PUT', `guests/${second}/status/atomic`, { status: 'finished' })).toMatchObject({
      status: 409,
      body: { code: 'invalid_transition', current: { status: 'waiting' } },
    })
    expect(await owner.ask('POST', `guests/${first}/restore`)).toMatchObject({ status: 409 })
    const forced = { status: 'seated', tableId: tableIds[1], force: true }
    expect(await owner.ask('PUT', `guests/${large}/status/atomic`, forced)).toMatchObject({ status: 200 })
  })

  test('answers with the same fields where nothing had to change', async () => {
    const id = await arrive()
    expect(await owner.ask('PUT', `guests/${id}/status/atomic`, { status: 'waiting' })).toMatchObject({
      status: 200,
      body: { success: true, version: 3, guest: { id }, table: null, tables: [], changes: [] },
    })
  })

  test('[I12] of many concurrent seats of one table exactly one succeeds', async () => {
    const parties = await Promise.all(Array.from({ length: 8 }, () => arrive()))
    const replies = await Promise.all(parties.map((id) => seat(id, tableIds[0])))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(replies.filter(({ body }) => body.code === 'table_occupied')).toHaveLength(7)
  })
})

describe('older clients', () => {
  test('change fields, status and tables of a party with one PUT, as one version', async () => {
    const id = await arrive()
    const put = await owner.ask('PUT', `guests/${id}`, { notes: 'High chair', status: 'SEATED', tableId: tableIds[0] })
    expect(put).toMatchObject({ status: 200, body: { notes: 'High chair', status: 'seated', version: 4 } })
    expect(await owner.ask('PATCH', `guests/${id}`, { tableId: tableIds[1] })).toMatchObject({
      body: { status: 'seated', tableIds: [tableIds[1]], version: 5 },
    })
    expect(await owner.ask('PATCH', `guests/${id}`, { tableId: null })).toMatchObject({
      body: { status: 'waiting', tableIds: [], version: 6 },
    })
    expect(
      await owner.ask('PUT', `guests/${id}`, { notes: 'x', status: 'seated', tableId: randomUUID() }),
    ).toMatchObject({ status: 404 })
    expect(await owner.ask('GET', `guests/${id}`)).toMatchObject({ body: { notes: 'High chair', version: 6 } })
  })

  test('find every route under every prefix, with and without a trailing slash', async () => {
    const id = await arrive()
    const { restaurantId } = owner
    for (const prefix of ['/api/v1', '/api', `/restaurants/${restaurantId}`]) {
      for (const end of ['', '/']) {
        expect(await owner.ask('GET', `${prefix}/guests/${id}${end}`)).toMatchObject({ status: 200, body: { id } })
        const created = await owner.ask('POST', `${prefix}/guests${end}`, { partySize: 2 })
        expect(created.headers.location).toBe(`${prefix}/guests/${created.body.id}`)
      }
    }
    expect(await owner.ask('GET', `guests?restaurant_id=${restaurantId}`)).toMatchObject({ status: 200 })
  })
})

test('clearing a table finishes its party', async () => {
  const id = await arrive()
  await seat(id, tableIds[0])
  const host = await server.hire(owner, 'server')
  expect(await host.ask('PUT', `tables/${tableIds[0]}/clear`, {})).toMatchObject({
    status: 200,
    body: { guest: { id, status: 'finished' }, table: { status: 'available' } },
  })
  expect(await host.ask('PUT', `tables/${tableIds[0]}/clear`)).toMatchObject({ status: 200, body: { changes: [] } })
  await seat(await arrive(), tableIds[0])
  const cleared = await host.ask('PUT', `tables/${tableIds[0]}/clear`, { status: 'cleaning' })
  expect(cleared).toMatchObject({ body: { table: { status: 'cleaning' } } })
  expect(await host.ask('PUT', `tables/${randomUUID()}/clear`)).toMatchObject({ status: 404 })
})

describe('reservations', () => {
  test('arrive, are seated and finish together with their party', async () => {
    const id = await book({ tableIds: [tableIds[0]] })
    const arrived = await owner.ask('POST', `reservations/${id}/arrive`)
    expect(arrived).toMatchObject({
      status: 200,
      body: { reservation: { id, status: 'arrived' }, guest: { status: 'waiting', reservationId: id } },
    })
    const seated = await owner.ask('POST', `reservations/${id}/seat`, {})
    expect(seated.body).toMatchObject({
      reservation: { status: 'seated' },
      guest: { status: 'seated', tableId: tableIds[0] },
      table: { id: tableIds[0] },
    })
    expect(await owner.ask('PUT', `reservations/${id}/status`, { status: 'Finished' })).toMatchObject({
      body: { reservation: { status: 'finished' }, guest: { status: 'finished' } },
    })
    expect(await owner.ask('POST', `reservations/${id}/restore`)).toMatchObject({
      body: { reservation: { status: 'seated' }, guest: { status: 'seated' }, table: { status: 'occupied' } },
    })
  })

  test('cannot plan one table twice at a time, and refuse impossible transitions', async () => {
    const first = await book({ tableIds: [tableIds[0]] })
    const startsAt = new Date(Date.now() + 4_000_000).toISOString()
    const body = { name: 'Grace', partySize: 2, startsAt, tableIds: [tableIds[0]] }
    expect(await owner.ask('POST', 'reservations', body)).toMatchObject({
      status: 409,
      body: { code: 'reservation_conflict', current: { reservationId: first } },
    })
    expect(await owner.ask('POST', `reservations/${first}/restore`)).toMatchObject({ status: 409 })
    expect(await owner.ask('POST', `reservations/${randomUUID()}/arrive`)).toMatchObject({ status: 404 })
    expect(await owner.ask('POST', `reservations/${first}/seat`, { tableIds: ['x'] })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'tableIds.0' }] },
    })
    const patched = await owner.ask('PATCH', `reservations/${first}`, { notes: 'Late', status: 'no show' })
    expect(patched).toMatchObject({ status: 200, body: { notes: 'Late', status: 'no_show' } })
  })
})

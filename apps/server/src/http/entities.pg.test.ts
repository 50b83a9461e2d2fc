import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestServer, type TestClient, type TestResponse, type TestServer } from './testing/open-server.ts'

let server: TestServer
let owner: TestClient
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  owner = await server.register()
})

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const make = async (path: string, body: Record<string, unknown>) => {
  const reply = await owner.ask('POST', path, body)
  expect(reply.status, reply.text).toBe(201)
  return reply.body as { id: string; version: number }
}

// A body and a change for each collection: one entry here tests a new collection completely.
const collections = [
  { path: 'guests', body: () => ({ name: 'Ada', partySize: 2 }), change: { notes: 'By the window' } },
  { path: 'tables', body: () => ({ tableNumber: randomUUID().slice(0, 8), capacity: 4 }), change: { capacity: 6 } },
  { path: 'sections', body: () => ({ name: 'Terrace' }), change: { serverName: 'Mina' } },
  {
    path: 'reservations',
    body: () => ({ name: 'Alan', partySize: 2, startsAt: inHours(3) }),
    change: { partySize: 3 },
  },
]

describe.each(collections)('$path', ({ path, body, change }) => {
  test('are created, read, listed, changed and deleted', async () => {
    const created = await owner.ask('POST', path, body())
    expect(created).toMatchObject({ status: 201, headers: { location: `/api/v1/${path}/${created.body.id}` } })
    expect(created.headers.etag).toBe(`"${created.body.version}"`)
    const at = `${path}/${created.body.id}`
    expect(await owner.ask('GET', at)).toMatchObject({ status: 200, body: created.body })
    expect((await owner.ask('GET', path)).body).toEqual([created.body])
    for (const method of ['PATCH', 'PUT'] as const) {
      const changed = await owner.ask(method, at, change)
      expect(changed).toMatchObject({ status: 200, body: change })
      expect(changed.headers.etag).toBe(`"${changed.body.version}"`)
    }
    expect(await owner.ask('DELETE', at)).toMatchObject({ status: 204, text: '' })
    expect(await owner.ask('GET', at)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await owner.ask('PATCH', at, change)).toMatchObject({ status: 404 })
    expect(await owner.ask('DELETE', at)).toMatchObject({ status: 204 })
  })

  test('keep the id that the client chose, and take it only once', async () => {
    const id = randomUUID()
    expect(await owner.ask('POST', path, { ...body(), id })).toMatchObject({ status: 201, body: { id } })
    expect(await owner.ask('POST', path, { ...body(), id })).toMatchObject({
      status: 409,
      body: { code: 'already_exists' },
    })
  })

  test('refuse unknown fields by their paths', async () => {
    expect(await owner.ask('POST', path, { ...body(), colour: 'red' })).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ path: 'colour', message: 'is not a known field' }] },
    })
    expect(await owner.ask('PATCH', `${path}/${randomUUID()}`, { fersion: 3 })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'fersion' }] },
    })
    expect(await owner.ask('GET', `${path}/12`)).toMatchObject({
      status: 400,
      body: { code: 'malformed', errors: [{ path: 'id' }] },
    })
  })

  test('are changed only by sufficient roles', async () => {
    const viewer = await server.hire(owner, 'viewer')
    expect(await viewer.ask('GET', path)).toMatchObject({ status: 200 })
    expect(await viewer.ask('POST', path, body())).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    const { id } = await make(path, body())
    expect(await viewer.ask('PATCH', `${path}/${id}`, change)).toMatchObject({ status: 403 })
    expect(await viewer.ask('DELETE', `${path}/${id}`)).toMatchObject({ status: 403 })
  })

  test('accept one of many changes with the same If-Match, and answer If-None-Match with 304', async () => {
    const { id, version } = await make(path, body())
    const at = `${path}/${id}`
    expect(await owner.ask('GET', at, undefined, { 'if-none-match': `W/"${version}"` })).toMatchObject({
      status: 304,
      text: '',
      headers: { etag: `"${version}"` },
    })
    const [field = '', value] = Object.entries(change)[0] ?? []
    const values = typeof value === 'number' ? [5, 6, 7, 8] : ['a', 'b', 'c', 'd']
    const replies = await Promise.all(
      values.map((one) => owner.ask('PATCH', at, { [field]: one }, { 'if-match': `"${version}"` })),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412])
    const stale = replies.find(({ status }) => status === 412)
    expect(stale?.body).toMatchObject({ code: 'version_conflict', current: { id } })
    expect(await owner.ask('DELETE', at, undefined, { 'if-match': `"${version}"` })).toMatchObject({ status: 412 })
    expect(await owner.ask('PATCH', at, change, { 'if-match': '*' })).toMatchObject({ status: 200 })
    expect(await owner.ask('PATCH', at, change, { 'if-match': 'x' })).toMatchObject({ status: 400 })
  })
})

test('combinations hold existing tables, each once, and protect them from deletion', async () => {
  const [a, b] = [
    await make('tables', { tableNumber: '1', capacity: 4 }),
    await make('tables', { tableNumber: '2', capacity: 4 }),
  ]
  const body = { name: '1 + 2', tableIds: [a.id, b.id], capacity: 7 }
  const { id } = await make('combinations', body)
  expect(await owner.ask('POST', 'combinations', body)).toMatchObject({
    status: 409,
    body: { code: 'already_exists', current: { combinationId: id } },
  })
  expect(await owner.ask('POST', 'combinations', { ...body, tableIds: [a.id, randomUUID()] })).toMatchObject({
    status: 404,
  })
  expect(await owner.ask('DELETE', `tables/${a.id}`)).toMatchObject({ status: 409, body: { code: 'in_use' } })
  expect(await owner.ask('PUT', `combinations/${id}`, { capacity: 8 })).toMatchObject({ body: { capacity: 8 } })
  expect(await owner.ask('GET', 'combinations')).toMatchObject({ status: 200, body: [{ id }] })
  expect(await owner.ask('DELETE', `combinations/${id}`)).toMatchObject({ status: 204 })
})

test('a table that is booked is deleted with force alone, which a request without a body says in its query', async () => {
  const table = await make('tables', { tableNumber: '1', capacity: 4 })
  const startsAt = new Date(Date.now() + 3 * 86_400_000).toISOString()
  const booking = { name: 'Ada', partySize: 2, startsAt, tableIds: [table.id], force: true }
  const { id } = await make('reservations', booking)
  expect(await owner.ask('DELETE', `tables/${table.id}`)).toMatchObject({ status: 409, body: { code: 'in_use' } })
  expect(await owner.ask('DELETE', `tables/${table.id}?force=maybe`)).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'force' }] },
  })
  expect(await owner.ask('DELETE', `tables/${table.id}?force=true`)).toMatchObject({ status: 204 })
  expect(await owner.ask('GET', `reservations/${id}`)).toMatchObject({ body: { status: 'confirmed', tableIds: [] } })
  expect(await owner.ask('DELETE', `reservations/${id}?force=true`)).toMatchObject({ status: 400 })
})

test('the restaurant is read by everyone and changed by sufficient roles', async () => {
  const read = await owner.ask('GET', 'restaurant')
  expect(read).toMatchObject({ status: 200, body: { id: owner.restaurantId, timezone: 'Europe/Berlin' } })
  const etag = String(read.headers.etag)
  expect(await owner.ask('GET', 'restaurant', undefined, { 'if-none-match': etag })).toMatchObject({ status: 304 })
  const changed = await owner.ask('PATCH', 'restaurant', { settings: { bussing: true } }, { 'if-match': etag })
  expect(changed).toMatchObject({ status: 200, body: { settings: { bussing: true, serviceDayStartsAt: '04:00' } } })
  expect(await owner.ask('PUT', 'restaurant', { name: 'X' }, { 'if-match': etag })).toMatchObject({ status: 412 })
  expect(await owner.ask('PATCH', 'restaurant', { timezone: 'Mars/Base' })).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'timezone' }] },
  })
  const host = await server.hire(owner, 'host')
  expect(await host.ask('PATCH', 'restaurant', { name: 'X' })).toMatchObject({ status: 403 })
})

describe('lists', () => {
  test('come in pages linked by Link, in a stable order', async () => {
    const numbers = ['10', '2', 'A1', '1', 'A10', 'A2', '3']
    await owner.ask('POST', 'tables/bulk', { tables: numbers.map((tableNumber) => ({ tableNumber, capacity: 4 })) })
    const seen: string[] = []
    let next: string | undefined = 'tables?limit=3'
    while (next !== undefined) {
      const reply: TestResponse<{ tableNumber: string }[]> = await owner.ask('GET', next)
      expect(reply.body.length).toBeLessThanOrEqual(3)
      seen.push(...reply.body.map((table) => table.tableNumber))
      next = /^<(.*)>; rel="next"$/.exec(String(reply.headers.link))?.[1]
      if (next !== undefined) expect(next).toMatch(/^\/api\/v1\/tables\?limit=3&cursor=/)
    }
    expect(seen).toEqual(['1', '2', '3', '10', 'A1', 'A2', 'A10'])
  })

  test('accept the status spellings of older clients, and have a minimal form', async () => {
    const { id } = await make('tables', { tableNumber: '1', capacity: 4 })
    await make('tables', { tableNumber: '2', capacity: 4, status: 'out of service' })
    const waiting = await make('guests', { name: 'Ada', partySize: 2 })
    const left = await make('guests', { name: 'Bob', partySize: 2 })
    await owner.ask('PATCH', `guests/${left.id}`, { status: 'No-Show' })
    expect((await owner.ask('GET', 'guests?status=Waitlist,seated&minimal=true')).body).toEqual([
      { id: waiting.id, name: 'Ada', status: 'waiting', tableId: null, partySize: 2 },
    ])
    expect((await owner.ask('GET', 'guests?status=noShow')).body).toMatchObject([{ id: left.id }])
    expect((await owner.ask('GET', 'tables?status=available&minimal=1')).body).toEqual([
      { id, tableNumber: '1', status: 'available', currentGuestId: null },
    ])
    for (const query of ['status=hungry', 'limit=0', 'limit=501', 'limit=x', 'minimal=perhaps', 'cursor=x']) {
      expect(await owner.ask('GET', `guests?${query}`), query).toMatchObject({
        status: 400,
        body: { code: 'malformed', errors: [{ path: expect.stringContaining(query.split('=')[0] ?? '') }] },
      })
    }
  })

  test('of reservations filter by service days in the restaurant’s time zone', async () => {
    const soon = await make('reservations', { name: 'Soon', partySize: 2, startsAt: inHours(24) })
    const later = await make('reservations', { name: 'Later', partySize: 2, startsAt: inHours(24 * 9) })
    const names = async (query: string) => {
      const reply = await owner.ask<{ name: string }[]>('GET', `reservations?${query}`)
      expect(reply.status, reply.text).toBe(200)
      return reply.body.map(({ name }) => name)
    }
    expect(await names('')).toEqual(['Soon', 'Later'])
    expect(await names(`from=${inHours(23)}&to=${inHours(25)}`)).toEqual(['Soon'])
    expect(await names(`from=${inHours(25)}`)).toEqual(['Later'])
    expect(await names(`to=${inHours(25)}`)).toEqual(['Soon'])
    expect(await names('from=2020-01-01')).toEqual(['Soon', 'Later'])
    expect(await names('from=2020-01-01&status=confirmed&limit=1')).toEqual(['Soon'])
    expect(await names('date=2020-01-01')).toEqual([])
    const { startsAt } = (await owner.ask('GET', `reservations/${later.id}`)).body
    const day = new Date(Date.parse(String(startsAt)) - 4 * 3_600_000).toLocaleDateString('sv', {
      timeZone: 'Europe/Berlin',
    })
    expect(await names(`date=${day}`)).toEqual(['Later'])
    expect(soon.id).not.toBe(later.id)
    for (const query of ['date=2026-02-30', 'from=yesterday', 'date=2026-05-01&to=2026-05-02', 'date=1999-01-01']) {
      expect(await owner.ask('GET', `reservations?${query}`), query).toMatchObject({ status: 400 })
    }
  })

  test('reach into the history, page by page, with entities that have left the floor', async () => {
    for (const name of ['A', 'B', 'C']) {
      const { id } = await make('guests', { name, partySize: 2 })
      await owner.ask('PATCH', `guests/${id}`, { status: 'cancelled' })
    }
    const [gone] = (await owner.ask<{ id: string }[]>('GET', 'guests')).body
    // The effect of the end of a service day.
    await server.db.asRestaurant(owner.restaurantId, (tx) =>
      tx.query('update guests set archived = true where id = $1', [gone?.id]),
    )
    const other = await server.node()
    const later = other.as(owner.session)
    expect((await later.ask<{ name: string }[]>('GET', 'guests')).body.map(({ name }) => name)).toEqual(['B', 'C'])
    expect(await later.ask('GET', `guests/${gone?.id}`)).toMatchObject({ status: 200, body: { name: 'A' } })
    const first = await later.ask<{ name: string }[]>('GET', 'guests?from=2020-01-01&limit=2')
    expect(first.body.map(({ name }) => name)).toEqual(['A', 'B'])
    const next = /<(.*)>/.exec(String(first.headers.link))?.[1] ?? ''
    expect((await later.ask<{ name: string }[]>('GET', next)).body.map(({ name }) => name)).toEqual(['C'])
  })
})

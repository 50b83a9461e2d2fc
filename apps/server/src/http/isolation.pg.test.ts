import { randomUUID } from 'node:crypto'
import { type CommandType, commands, type EntityType, entities, entityTypes, listedTypes } from '@qtable/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleOf } from './documents/example-of.ts'
import type { Route } from './route.ts'
import { routes } from './routes/index.ts'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

// Every text of the first restaurant contains this word, so that a leak shows wherever it ends up.
const secret = 'Geheimnis'

let server: TestServer
let owner: TestClient
let stranger: TestClient
const ids: Partial<Record<EntityType | 'user', string>> = {}

beforeAll(async () => {
  server = await openTestServer()
  ;[owner, stranger] = [await server.register(), await server.register()]
  await owner.ask('PATCH', 'restaurant', { name: `${secret} restaurant` })
  const make = async (path: string, body: Record<string, unknown>) =>
    String((await owner.ask('POST', path, body)).body.id)
  ids.restaurant = String(owner.restaurantId)
  ids.section = await make('sections', { name: `${secret} section` })
  ids.table = await make('tables', { tableNumber: `${secret} 1`, sectionId: ids.section })
  const second = await make('tables', { tableNumber: `${secret} 2` })
  ids.combination = await make('combinations', {
    name: `${secret} both`,
    tableIds: [ids.table, second],
    capacity: 8,
  })
  ids.guest = await make('guests', { name: `${secret} guest`, partySize: 2 })
  ids.reservation = await make('reservations', {
    name: `${secret} reservation`,
    partySize: 2,
    startsAt: new Date(Date.now() + 3_600_000).toISOString(),
  })
  for (const type of listedTypes) {
    const { example } = commands[`${type}.create` as CommandType]
    ids[type] ??= await make(entities[type].plural, withSecret(example))
  }
  ids.user = await make('users', {
    name: `${secret} user`,
    email: `${randomUUID()}@example.com`,
    role: 'host',
    password: 'correct horse battery staple',
  })
})
afterAll(() => server.close())

// The word in every text of more than one word: a single word may be one of an enumeration.
function withSecret(example: object): Record<string, unknown> {
  const marked = (value: unknown) => (typeof value === 'string' && value.includes(' ') ? `${secret} ${value}` : value)
  return Object.fromEntries(Object.entries(example).map(([field, value]) => [field, marked(value)]))
}

const prefixed = routes.filter(({ atRoot, auth }) => !atRoot && auth !== 'none')

// The kind of entity that the id in a path names. Paths begin with its plural.
function typeIn({ path }: Route): EntityType | 'user' | undefined {
  if (!path.includes(':id')) return undefined
  const [, plural] = path.split('/')
  return plural === 'users' ? 'user' : entityTypes.find((type) => entities[type].plural === plural)
}

function bodyOf(route: Route) {
  return route.body ? (exampleOf(route.body) as Record<string, unknown>) : undefined
}

const versionOfOwner = async () => (await owner.ask('GET', 'sync/full')).body.version

test('[I15] these tests cover every entity of the registry', () => {
  for (const type of entityTypes) expect(ids[type], type).toBeDefined()
})

describe('[I15] a user of another restaurant', () => {
  test.each(prefixed)('learns nothing from $method $path', async (route) => {
    const type = typeIn(route)
    const before = await versionOfOwner()
    const path = `/api/v1${route.path.replace(':id', ids[type ?? 'restaurant'] ?? '')}`
    const reply = await stranger.ask(route.method, `${path}?since=2026-05-01T18:00:00Z`, bodyOf(route))
    if (type) expect(reply.status, reply.text).toBe(404)
    expect(reply.text).not.toContain(secret)
    expect(JSON.stringify(reply.headers)).not.toContain(secret)
    expect(await versionOfOwner()).toBe(before)
    if (path.endsWith('/password')) stranger = await server.register()
  })

  test.each(prefixed)('is forbidden $method $path of the other restaurant', async (route) => {
    const path = route.path.replace(':id', ids[typeIn(route) ?? 'restaurant'] ?? '')
    const number = owner.restaurantId
    const before = await versionOfOwner()
    const asked = [
      `/restaurants/${number}${path}`,
      `/api/v1${path}?restaurant_id=${number}`,
      `/api${path}?restaurant_id=${stranger.restaurantId}&restaurant_id=${number}`,
      `/restaurants/${stranger.restaurantId}${path}?restaurant_id=${number}`,
      `/restaurants/${number}x${path}`,
    ]
    for (const url of asked) {
      const reply = await stranger.ask(route.method, url, bodyOf(route))
      expect(reply, url).toMatchObject({ status: 403, body: { code: 'forbidden' } })
      expect(reply.text).not.toContain(secret)
    }
    expect(await versionOfOwner()).toBe(before)
  })

  test('cannot reach its entities by the ids in a command', async () => {
    const before = await versionOfOwner()
    const own = String((await stranger.ask('POST', 'guests', { name: 'Own', partySize: 2 })).body.id)
    const named: [string, Record<string, unknown>][] = [
      ['guest.seat', { guestId: own, tableIds: [ids.table] }],
      ['guest.seat', { guestId: ids.guest, tableIds: [ids.table] }],
      ['table.setStatus', { tableId: ids.table, status: 'blocked' }],
      ['table.create', { tableNumber: '1', sectionId: ids.section }],
      ['combination.delete', { combinationId: ids.combination }],
      ['reservation.arrive', { reservationId: ids.reservation }],
      ['section.update', { sectionId: ids.section, name: 'Mine' }],
    ]
    for (const [type, payload] of named) {
      const operation = { id: randomUUID(), type, payload }
      const batch = await stranger.ask('POST', 'atomic/batch', { operations: [operation] })
      expect(batch, type).toMatchObject({ status: 404, body: { code: 'not_found' } })
      const upload = await stranger.ask('POST', 'sync/batch', { operations: [{ ...operation, id: randomUUID() }] })
      expect(upload.body).toMatchObject({ results: [{ status: 'rejected', error: { code: 'not_found' } }] })
      expect(batch.text + upload.text).not.toContain(secret)
    }
    expect(await versionOfOwner()).toBe(before)
  })

  test('[I16] cannot continue from a cursor of the other restaurant', async () => {
    const { cursor } = (await owner.ask('GET', 'sync/full')).body
    for (const path of ['sync/delta', 'dashboard/data']) {
      const reply = await stranger.ask('GET', `${path}?since=${cursor}`)
      expect(reply).toMatchObject({ status: 410, body: { code: 'full_sync_required' } })
    }
    const upload = await stranger.ask('POST', 'sync/batch', { operations: [], since: String(cursor) })
    expect(upload.status).toBe(410)
  })

  test('may use an id, an idempotency key and a command id that the other restaurant used', async () => {
    const key = randomUUID()
    const body = { id: ids.guest ?? '', name: 'Own', partySize: 3 }
    const mine = await owner.ask('POST', 'tables', { tableNumber: '77' }, { 'idempotency-key': key })
    const theirs = await stranger.ask('POST', 'guests', body, { 'idempotency-key': key })
    expect([mine.status, theirs.status]).toEqual([201, 201])
    expect((await owner.ask('GET', `guests/${ids.guest}`)).body.name).toBe(`${secret} guest`)
  })
})

test('without a token, only public routes answer', async () => {
  for (const route of prefixed) {
    for (const authorization of [undefined, 'Bearer nonsense', 'Basic YTpi']) {
      const reply = await server.inject({
        method: route.method,
        url: `/api/v1${route.path.replace(':id', randomUUID())}`,
        headers: authorization === undefined ? {} : { authorization },
        ...(route.body ? { payload: bodyOf(route) ?? {} } : {}),
      })
      expect(reply, `${route.method} ${route.path}`).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Bearer realm="qtable"' },
        body: { code: 'unauthenticated' },
      })
    }
  }
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { prefixes } from './register.ts'
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

const make = async (path: string, body: Record<string, unknown>) => {
  const reply = await owner.ask('POST', path, body)
  expect(reply.status, reply.text).toBe(201)
  return reply.body as Record<string, unknown> & { id: string; version: number }
}
const wholeSecond = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)

test('every prefix answers the same, with and without a slash at its end', async () => {
  const { id } = await make('guests', { name: 'Ada', partySize: 2 })
  for (const prefix of prefixes) {
    const base = prefix.replace(':restaurant_id', String(owner.restaurantId))
    for (const end of ['', '/']) {
      expect(await owner.ask('GET', `${base}/guests/${id}${end}`)).toMatchObject({ status: 200, body: { id } })
    }
    const created = await owner.ask('POST', `${base}/guests`, { partySize: 2 })
    expect(created.headers.location).toBe(`${base}/guests/${created.body.id}`)
  }
})

describe('spelling', () => {
  test('fields in snake_case, ids in upper case, booleans as words and instants with any offset', async () => {
    const id = randomUUID()
    const created = await owner.ask('POST', 'reservations', {
      id: id.toUpperCase(),
      name: 'Alan',
      party_size: 2,
      starts_at: `${new Date(Date.now() + 7_200_000).toISOString().slice(0, 19)}.123456+0000`,
      duration_minutes: 60,
      restaurant_id: owner.restaurantId,
      force: 'True',
    })
    expect(created).toMatchObject({
      status: 201,
      body: { id, partySize: 2, durationMinutes: 60, startsAt: wholeSecond, createdAt: wholeSecond },
    })
    const other = await owner.ask('PATCH', `reservations/${id}`, { notes: 'x', restaurant_id: owner.restaurantId + 1 })
    expect(other).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })

  test('what cannot be read is named by its path, in words for people', async () => {
    expect(await owner.ask('POST', 'guests', { party_size: 0, party_sise: 3 })).toMatchObject({
      status: 422,
      body: {
        errors: [
          { path: 'partySize', message: 'must be at least 1' },
          { path: 'party_sise', message: 'is not a known field' },
        ],
      },
    })
    expect(await owner.ask('GET', 'guests/12')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'id', message: expect.stringMatching(/^must be a UUID/) }] },
    })
  })

  test('contacts that cannot be read are kept as they were said', async () => {
    const { id } = await make('guests', { partySize: 2, phone: 'ring twice', email: 'ada at home' })
    expect((await owner.ask('GET', `guests/${id}`)).body).toMatchObject({
      phone: 'ring twice',
      email: 'ada at home',
      unverified: ['phone', 'email'],
    })
  })
})

describe('queries', () => {
  test('an unknown parameter is refused with its name; restaurant_id is known everywhere', async () => {
    for (const path of ['guests?phone=123', 'restaurant?phone=123', 'sync/full?phone=1', 'guests?limit=3&phone=1']) {
      expect(await owner.ask('GET', path)).toMatchObject({
        status: 400,
        body: { code: 'malformed', errors: [{ path: 'phone' }] },
      })
    }
    expect(await owner.ask('POST', 'guests?dry_run=1', { partySize: 2 })).toMatchObject({ status: 400 })
    expect(await owner.ask('GET', `guests?restaurant_id=${owner.restaurantId}`)).toMatchObject({ status: 200 })
    expect(await owner.ask('GET', 'tables?section_id=x')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'sectionId' }] },
    })
    expect(await server.inject({ url: '/health?probe=1' })).toMatchObject({ status: 200 })
  })

  test('a restaurant_id that is no number is malformed, one of another restaurant forbidden', async () => {
    const ask = (path: string) =>
      server.inject({ url: path, headers: { authorization: `Bearer ${owner.session.access_token}` } })
    for (const path of [
      '/api/v1/guests?restaurant_id=mine',
      '/restaurants/mine/guests',
      '/api/restaurants/1x/tables',
    ]) {
      expect(await ask(path), path).toMatchObject({ status: 400, body: { code: 'malformed' } })
    }
    expect(await ask(`/restaurants/${owner.restaurantId + 1}/guests`)).toMatchObject({ status: 403 })
  })

  test('minimal is true as True too', async () => {
    const { id } = await make('guests', { name: 'Ada', partySize: 2 })
    const { body } = await owner.ask('GET', 'guests?minimal=True')
    expect(body).toEqual([{ id, name: 'Ada', status: 'waiting', tableId: null, partySize: 2 }])
  })

  test('since is now where it lies up to five minutes ahead, and may have a plus that is not escaped', async () => {
    const ahead = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19)
    await make('guests', { partySize: 2 })
    expect(await owner.ask('GET', `sync/delta?since=${ahead(4)}Z`)).toMatchObject({
      status: 200,
      body: { changes: [] },
    })
    expect(await owner.ask('GET', `sync/delta?since=${ahead(6)}Z`)).toMatchObject({ status: 410 })
    for (const plus of ['+', '%2B', '%20']) {
      const reply = await owner.ask('GET', `sync/delta?since=${ahead(-60)}${plus}00:00`)
      expect(reply).toMatchObject({ status: 200, body: { timestamp: wholeSecond, changes: [{}, {}] } })
    }
  })
})

describe('?q=', () => {
  const found = async (path: string) => {
    const reply = await owner.ask<{ name: string }[]>('GET', path)
    expect(reply.status, reply.text).toBe(200)
    return reply.body.map(({ name }) => name)
  }

  test('finds parties by name, phone, email, notes, tags and table', async () => {
    const table = await make('tables', { tableNumber: '14', capacity: 4 })
    await make('guests', {
      name: 'Jörg Großmann',
      partySize: 2,
      phone: '+49 30 123456',
      email: 'jg@example.com',
      tags: ['Stammgast'],
    })
    await make('guests', { name: 'O’Brien', partySize: 2, notes: 'Nut allergy', tableId: table.id })
    const expected: [string, string][] = [
      ['grossmann', 'Jörg Großmann'],
      ['joerg', 'Jörg Großmann'],
      ['030 123456', 'Jörg Großmann'],
      ['jg@example', 'Jörg Großmann'],
      ['stammgast', 'Jörg Großmann'],
      ["o'brien", 'O’Brien'],
      ['nut', 'O’Brien'],
      ['table 14', 'O’Brien'],
    ]
    for (const [q, name] of expected) expect(await found(`guests?q=${encodeURIComponent(q)}`), q).toEqual([name])
    expect(await found('guests?q=nobody')).toEqual([])
    expect(await found('guests?q=')).toHaveLength(2)
    expect(await found('guests?q=brien&status=waiting')).toEqual([])
  })

  test('finds reservations ahead and, with a range, those of the history, in pages', async () => {
    const startsAt = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
    for (const [i, name] of ['Ada A', 'Bob', 'Ada B', 'Ada C'].entries()) {
      await make('reservations', { name, partySize: 2, startsAt: startsAt(24 + i) })
    }
    expect(await found('reservations?q=ada')).toEqual(['Ada A', 'Ada B', 'Ada C'])
    expect(await found('reservations?q=ada&from=2020-01-01')).toEqual(['Ada A', 'Ada B', 'Ada C'])
    for (const range of ['', '&from=2020-01-01']) {
      const first = await owner.ask<{ name: string }[]>('GET', `reservations?q=ada&limit=2${range}`)
      expect(first.body.map(({ name }) => name)).toEqual(['Ada A', 'Ada B'])
      const next = /<(.*)>/.exec(String(first.headers.link))?.[1] ?? ''
      expect(await found(next)).toEqual(['Ada C'])
    }
  })
})

describe('POST /sync/batch with changes', () => {
  const upload = async (changes: object[], operations: object[] = []) => {
    const reply = await owner.ask<{ results: Record<string, unknown>[] }>('POST', 'sync/batch', { operations, changes })
    expect(reply.status, reply.text).toBe(200)
    return reply.body.results
  }

  test('runs them after the operations, in the form that deltas have', async () => {
    const [guestId, tableId, commandId] = [randomUUID(), randomUUID(), randomUUID().toUpperCase()]
    const results = await upload(
      [
        {
          entity_type: 'guest',
          entity_id: guestId,
          action: 'create',
          data: { name: 'Ada', party_size: 2, course: null },
        },
        { entity_type: 'guest', entity_id: guestId, action: 'update', data: { status: 'seated', table_id: tableId } },
        { entity_type: 'table', entity_id: tableId, action: 'update', data: { current_guest_id: null } },
        { entity_type: 'restaurant', entity_id: '1', action: 'update', data: { settings: { bussing: true } } },
      ],
      [{ id: commandId, type: 'table.create', payload: { id: tableId, table_number: '1', capacity: 2 } }],
    )
    expect(results).toMatchObject([
      { id: commandId, status: 'applied' },
      { id: expect.any(String), status: 'applied' },
      { status: 'applied' },
      { status: 'applied' },
      { status: 'applied' },
    ])
    expect((await owner.ask('GET', `guests/${guestId}`)).body).toMatchObject({ status: 'finished' })
    const gone = await upload([{ entity_type: 'table', entity_id: tableId, action: 'delete' }])
    expect(gone).toMatchObject([{ status: 'applied' }])
  })

  test('the same change twice is one, by its id or by its content', async () => {
    const ada = await make('guests', { name: 'Ada', partySize: 2 })
    const change = {
      entity_type: 'guest',
      entity_id: ada.id,
      action: 'update',
      data: { party_size: 5, status: 'Notified' },
    }
    const [first] = await upload([change])
    const again = await upload([change, { ...change, data: { partySize: 5, status: 'notified' } }])
    expect(again).toMatchObject([
      { id: first?.id, status: 'duplicate', version: first?.version },
      { status: 'applied', version: first?.version },
    ])
    const named = { ...change, id: randomUUID(), data: { notes: 'x' } }
    expect(await upload([named])).toMatchObject([{ id: named.id, status: 'applied' }])
    expect(await upload([named])).toMatchObject([{ id: named.id, status: 'duplicate' }])
  })

  test('a new entity has all that the device says of it', async () => {
    const [guestId, tableId] = [randomUUID(), randomUUID()]
    const table = await make('tables', { tableNumber: '1', capacity: 4 })
    const results = await upload([
      {
        ...{ entity_type: 'guest', entity_id: guestId, action: 'create' },
        data: { party_size: 2, status: 'seated', table_id: table.id, course: 'Mains', finished_at: null, version: 3 },
      },
      {
        ...{ entity_type: 'table', entity_id: tableId, action: 'create' },
        data: { table_number: '2', capacity: 4, current_guest_id: guestId },
      },
    ])
    expect(results, JSON.stringify(results)).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
    const guest = await owner.ask('GET', `guests/${guestId}`)
    expect(guest.body).toMatchObject({ status: 'seated', course: 'mains', tableIds: [tableId] })
  })

  test('a party that moves does not end where its old table is told of first', async () => {
    const [a, b] = [
      await make('tables', { tableNumber: '1', capacity: 4 }),
      await make('tables', { tableNumber: '2', capacity: 4 }),
    ]
    const party = await make('guests', { name: 'Ada', partySize: 2, tableId: a.id })
    const of = (type: string, id: string, data: object) => {
      return {
        entity_type: type,
        entity_id: id,
        action: 'update',
        data: { ...data, restaurant_id: owner.restaurantId },
      }
    }
    const free = (id: string) => of('table', id, { status: 'Available', current_guest_id: null })
    const read = async () => (await owner.ask('GET', `guests/${party.id}`)).body
    const there = [free(a.id), of('table', b.id, { status: 'occupied', current_guest_id: party.id.toUpperCase() })]
    for (const { status } of await upload(there)) expect(status).toBe('applied')
    expect(await read()).toMatchObject({ status: 'seated', tableIds: [b.id], seatedAt: party.seatedAt })
    const back = [
      free(b.id),
      of('guest', party.id, { table_id: a.id }),
      of('table', a.id, { current_guest_id: party.id }),
    ]
    for (const { status } of await upload(back)) expect(status).toBe('applied')
    expect(await read()).toMatchObject({ status: 'seated', tableIds: [a.id] })
    expect((await upload(back)).map(({ status }) => status)).toEqual(back.map(() => 'duplicate'))
    const line = [free(a.id), of('guest', party.id, { status: 'waiting', notes: 'Left a bag' })]
    for (const { status } of await upload(line)) expect(status).not.toBe('rejected')
    expect(await read()).toMatchObject({ status: 'waiting', notes: 'Left a bag' })
  })

  test('the same words later in the evening are work of their own', async () => {
    const table = await make('tables', { tableNumber: '1', capacity: 4 })
    const free = { entity_type: 'table', entity_id: table.id, action: 'update', data: { status: 'available' } }
    const seat = async () => (await make('guests', { partySize: 2, tableId: table.id })).id
    const isFree = async () => (await owner.ask('GET', `tables/${table.id}`)).body.currentGuestId === null
    // With nothing to do, and then with a party to end, twice.
    expect(await upload([free])).toMatchObject([{ status: 'applied' }])
    for (let i = 0; i < 2; i++) {
      await seat()
      expect(await upload([free])).toMatchObject([{ status: 'applied' }])
      expect(await isFree()).toBe(true)
      expect(await upload([free])).toMatchObject([{ status: 'duplicate' }])
    }
    // A refused change may be possible by now.
    const sitting = await seat()
    const ada = await make('guests', { name: 'Ada', partySize: 2 })
    const wanted = { status: 'seated', table_id: table.id }
    const seatAda = { entity_type: 'guest', entity_id: ada.id, action: 'update', data: wanted }
    expect(await upload([seatAda])).toMatchObject([{ status: 'rejected', error: { code: 'table_occupied' } }])
    await owner.ask('PUT', `guests/${sitting}/status/atomic`, { status: 'finished' })
    expect(await upload([seatAda])).toMatchObject([{ status: 'applied' }])
    expect(await upload([seatAda])).toMatchObject([{ status: 'duplicate' }])
  })

  test('an upload that is sent again, also with more at its end, is a repeat', async () => {
    const table = await make('tables', { tableNumber: '1', capacity: 4 })
    const [first, second] = [await make('guests', { partySize: 2 }), await make('guests', { partySize: 2 })]
    const of = (type: string, id: string, data: object) => {
      return { entity_type: type, entity_id: id, action: 'update', data }
    }
    const free = of('table', table.id, { status: 'available', current_guest_id: null })
    const queue = [
      free,
      of('guest', first.id, { status: 'seated', table_id: table.id }),
      free,
      of('guest', second.id, { status: 'seated', table_id: table.id }),
    ]
    for (const { status } of await upload(queue)) expect(status).toBe('applied')
    const more = [...queue, of('guest', second.id, { notes: 'Nuts' })]
    const results = await upload(more)
    expect(results.map(({ status }) => status)).toEqual([...queue.map(() => 'duplicate'), 'applied'])
    expect((await owner.ask('GET', `guests/${second.id}`)).body).toMatchObject({ status: 'seated', notes: 'Nuts' })
  })

  test('what a colleague did within a minute does not make a repeat work of its own, nor bring back what was deleted', async () => {
    const host = await server.hire(owner, 'host')
    const table = await make('tables', { tableNumber: '1', capacity: 4 })
    await make('guests', { partySize: 2, tableId: table.id })
    const free = { entity_type: 'table', entity_id: table.id, action: 'update', data: { status: 'available' } }
    expect(await upload([free])).toMatchObject([{ status: 'applied' }])
    await host.ask('POST', 'guests', { partySize: 2, tableId: table.id })
    expect(await upload([free])).toMatchObject([{ status: 'duplicate' }])
    const guestId = randomUUID()
    const create = { entity_type: 'guest', entity_id: guestId, action: 'create', data: { party_size: 2 } }
    expect(await upload([create])).toMatchObject([{ status: 'applied' }])
    await owner.ask('DELETE', `guests/${guestId}`)
    expect(await upload([create])).toMatchObject([{ status: 'duplicate' }])
    expect(await owner.ask('GET', `guests/${guestId}`)).toMatchObject({ status: 404 })
  })

  test('a whole entity with its version changes what differs from what was seen', async () => {
    const ada = await make('guests', { name: 'Ada', partySize: 2 })
    await owner.ask('PATCH', `guests/${ada.id}`, { notes: 'Nut allergy' })
    const at = new Date(Date.now() - 60_000).toISOString()
    const data = { ...ada, partySize: 4 }
    const results = await upload([{ entity_type: 'guest', entity_id: ada.id, action: 'update', data, at }])
    expect(results).toMatchObject([{ status: 'applied' }])
    expect((await owner.ask('GET', `guests/${ada.id}`)).body).toMatchObject({ notes: 'Nut allergy', partySize: 4 })
  })

  test('one that cannot be read or done stops no other', async () => {
    const ada = await make('guests', { name: 'Ada', partySize: 2 })
    const of = (action: string, data?: object, more: object = {}) => ({
      ...{ entity_type: 'guest', entity_id: ada.id, action },
      ...(data ? { data } : {}),
      ...more,
    })
    const results = await upload([
      of('update', { party_size: 0 }),
      of('dance'),
      of('create', { partySize: 2 }),
      of('create', { partySize: 2, status: 'x' }, { entity_id: randomUUID() }),
      of('update', { notes: 'x' }, { entity_id: randomUUID() }),
      of('create', {}, { entity_type: 'restaurant' }),
      of('update', { notes: 'y' }, { at: 'yesterday' }),
      of('update', { notes: 'z' }),
    ])
    // What could be read has the id that a repeat will have.
    const unreadable = [0, 1, 5, 6]
    expect(results.map(({ id }) => id === null)).toEqual(results.map((_, i) => unreadable.includes(i)))
    const errors = results.map(({ error }) => error as { code: string; errors?: { path: string }[] } | undefined)
    expect(errors.map((error) => error && [error.code, error.errors?.[0]?.path])).toEqual([
      ['validation_failed', 'changes.0.data.partySize'],
      ['validation_failed', 'changes.1.action'],
      ['already_exists', undefined],
      ['validation_failed', 'changes.3.data.status'],
      ['not_found', undefined],
      ['validation_failed', 'changes.5.action'],
      ['validation_failed', 'changes.6.at'],
      undefined,
    ])
  })
})

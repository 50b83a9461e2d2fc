import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

// One deed by several paths: each has the same answer.

let server: TestServer
let owner: TestClient
let small: string
let large: string
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  owner = await server.register()
  small = await make('tables', { tableNumber: '1', capacity: 2 })
  large = await make('tables', { tableNumber: '2', capacity: 6 })
})

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()

async function make(path: string, body: Record<string, unknown>): Promise<string> {
  const reply = await owner.ask('POST', path, body)
  expect(reply.status, reply.text).toBe(201)
  return String(reply.body.id)
}

test('a booking is seated by PUT as by its own path: a table that is promised is a warning', async () => {
  await make('reservations', { name: 'Later', partySize: 2, startsAt: inMinutes(60), tableIds: [large] })
  const id = await make('reservations', { name: 'Now', partySize: 2, startsAt: inMinutes(10) })
  const put = await owner.ask('PUT', `reservations/${id}`, { status: 'seated', tableIds: [large], notes: 'By PUT' })
  expect(put, put.text).toMatchObject({ status: 200, body: { status: 'seated', tableIds: [large], notes: 'By PUT' } })
  expect(put.body.warnings).toMatchObject([{ code: 'table_promised' }])
  const moved = await owner.ask('PUT', `reservations/${id}`, { status: 'seated', tableIds: [small] })
  expect(moved, moved.text).toMatchObject({ status: 200, body: { tableIds: [small] } })
})

test('a party that grows and moves in one PUT is as large as its new table allows', async () => {
  const id = await make('guests', { name: 'Ada', partySize: 2, tableId: small })
  const put = await owner.ask('PUT', `guests/${id}`, { partySize: 5, tableId: large })
  expect(put, put.text).toMatchObject({ status: 200, body: { partySize: 5, tableIds: [large] } })
  const other = await make('guests', { name: 'Alan', partySize: 2 })
  const seated = await owner.ask('PUT', `guests/${other}`, { status: 'seated', tableId: small, course: 'ordered' })
  expect(seated, seated.text).toMatchObject({ status: 200, body: { status: 'seated', course: 'ordered' } })
  const gone = await owner.ask('PUT', `guests/${other}`, { status: 'finished', course: 'paid', partySize: 1 })
  expect(gone, gone.text).toMatchObject({ status: 200, body: { status: 'finished', partySize: 1 } })
})

test('a party with two ids is one row in the answer to a batch', async () => {
  const reservationId = await make('reservations', { name: 'Ada', partySize: 2, startsAt: inMinutes(10) })
  const { guest } = (await owner.ask('POST', `reservations/${reservationId}/arrive`)).body as { guest: { id: string } }
  const second = randomUUID()
  const again = { id: randomUUID(), type: 'reservation.arrive', payload: { reservationId, guestId: second } }
  await owner.ask('POST', 'sync/batch', { operations: [again] })
  const tables = [small, large].map((id) => ({ id, currentGuestId: second }))
  const reply = await owner.ask('POST', 'batch/update', { guests: [{ id: second, notes: 'nuts' }], tables })
  expect(reply, reply.text).toMatchObject({ status: 200, body: { guests: [{ id: guest.id, tableId: small }] } })
  expect(reply.body.guests).toHaveLength(1)
})

test('rows that put one party under two ids at tables seat it at all of them', async () => {
  const reservationId = await make('reservations', { name: 'Ada', partySize: 7, startsAt: inMinutes(10) })
  const { guest } = (await owner.ask('POST', `reservations/${reservationId}/arrive`)).body as { guest: { id: string } }
  const second = randomUUID()
  const again = { id: randomUUID(), type: 'reservation.arrive', payload: { reservationId, guestId: second } }
  await owner.ask('POST', 'sync/batch', { operations: [again] })
  const seat = (guestId: string, other: string) =>
    owner.ask('POST', 'batch/update', {
      guests: [{ id: guestId, tableId: small }],
      tables: [{ id: large, currentGuestId: other }],
    })
  for (const [guestId, other] of [
    [second, guest.id],
    [guest.id, second],
  ] as const) {
    const seated = await seat(guestId, other)
    expect(seated, seated.text).toMatchObject({ status: 200 })
    const { body } = await owner.ask('GET', `guests/${second}`)
    expect(body).toMatchObject({ id: guest.id, tableIds: [small, large] })
    await owner.ask('PUT', `guests/${second}/status/atomic`, { status: 'waiting' })
  }
})

test('a table is freed and made smaller in one PUT', async () => {
  for (const freed of [
    { status: 'available' },
    { currentGuestId: null },
    { status: 'available', currentGuestId: null },
  ]) {
    await make('guests', { name: 'Ada', partySize: 6, tableId: large })
    const put = await owner.ask('PUT', `tables/${large}`, { ...freed, capacity: 2 })
    expect(put, put.text).toMatchObject({ status: 200, body: { status: 'available', capacity: 2 } })
    await owner.ask('PUT', `tables/${large}`, { capacity: 6 })
  }
})

test('[I35] what is deleted can be deleted again by every way, and an id that never was is not found', async () => {
  const rows = {
    section: await make('sections', { name: 'Terrace' }),
    combination: await make('combinations', { name: 'Both', tableIds: [small, large], capacity: 7 }),
    table: await make('tables', { tableNumber: '3', capacity: 2 }),
    guest: await make('guests', { name: 'Ada', partySize: 2 }),
    reservation: await make('reservations', { name: 'Alan', partySize: 2, startsAt: inMinutes(60) }),
  }
  const command = (type: string, id: string) => ({
    id: randomUUID(),
    type: `${type}.delete`,
    payload: { [`${type}Id`]: id },
  })
  // The second node has nothing of it in memory, and reads the log.
  const other = (await server.node({ isShared: true })).as(owner.session)
  for (const [type, id] of Object.entries(rows)) {
    for (const client of [owner, owner, other]) {
      expect(await client.ask('DELETE', `${type}s/${id}`), type).toMatchObject({ status: 204 })
    }
    const batch = await owner.ask('POST', 'atomic/batch', { operations: [command(type, id), command(type, id)] })
    expect(batch, batch.text).toMatchObject({ status: 200 })
    const uploaded = await owner.ask('POST', 'sync/batch', {
      operations: [command(type, id), command(type, randomUUID())],
    })
    expect(uploaded.body.results, uploaded.text).toMatchObject([
      { status: 'applied' },
      { status: 'rejected', error: { code: 'not_found' } },
    ])
    expect(await owner.ask('DELETE', `${type}s/${randomUUID()}`), type).toMatchObject({ status: 404 })
  }
})

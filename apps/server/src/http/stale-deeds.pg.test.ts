import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
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
  return reply.body as Record<string, unknown> & { id: string }
}
const table = (tableNumber: string) => make('tables', { tableNumber, capacity: 4 })
const get = async (path: string) => (await owner.ask('GET', path)).body as Record<string, unknown>
const conflict = { status: 409, body: { code: 'edit_conflict' } }

test('[I35] a party that was seated meanwhile is not ended by the whole party as it was in line', async () => {
  const [{ id: tableId }, party] = [await table('1'), await make('guests', { name: 'Ada', partySize: 2 })]
  await owner.ask('PUT', `guests/${party.id}/status/atomic`, { status: 'seated', tableId })
  expect(await owner.ask('PUT', `guests/${party.id}`, { ...party, status: 'no_show' })).toMatchObject(conflict)
  const change = { entity_type: 'guest', entity_id: party.id, action: 'update', data: { ...party, status: 'left' } }
  expect((await owner.ask('POST', 'sync/batch', { changes: [change] })).body).toMatchObject({
    results: [{ status: 'rejected', error: { code: 'edit_conflict' } }],
  })
  const rows = { guests: [{ ...party, status: 'cancelled' }] }
  expect(await owner.ask('POST', 'batch/update', rows)).toMatchObject(conflict)
  expect(await get(`guests/${party.id}`)).toMatchObject({ status: 'seated', tableId })
})

test('[I35] nor is the party of a booking by the whole booking as it was confirmed', async () => {
  const { id } = await table('1')
  const startsAt = new Date(Date.now() + 1_800_000).toISOString()
  const booking = await make('reservations', { name: 'Alan', partySize: 2, startsAt, tableIds: [id] })
  await owner.ask('POST', `reservations/${booking.id}/seat`, {})
  expect(await owner.ask('PUT', `reservations/${booking.id}`, { ...booking, status: 'cancelled' })).toMatchObject(
    conflict,
  )
  expect(await get(`reservations/${booking.id}`)).toMatchObject({ status: 'seated' })
})

test('[I35] a table as it was with another party neither ends the stay of who sits there nor moves a party back', async () => {
  const [one, other] = [await table('1'), await table('2')]
  const ada = await make('guests', { name: 'Ada', partySize: 2, tableId: one.id })
  const seen = await get(`tables/${one.id}`)
  await owner.ask('PUT', `guests/${ada.id}/status/atomic`, { status: 'finished' })
  const bob = await make('guests', { name: 'Bob', partySize: 2, tableId: one.id })
  for (const body of [
    { ...seen, status: 'available', currentGuestId: null },
    { ...seen, status: 'cleaning' },
    { currentGuestId: null, version: seen.version },
    { current_guest_id: null, was: { current_guest_id: ada.id } },
  ]) {
    expect(await owner.ask('PUT', `tables/${one.id}`, body)).toMatchObject(conflict)
    const data = { entity_type: 'table', entity_id: one.id, action: 'update', data: body }
    expect((await owner.ask('POST', 'sync/batch', { changes: [data] })).body).toMatchObject({
      results: [{ status: 'rejected', error: { code: 'edit_conflict' } }],
    })
  }
  expect(await get(`guests/${bob.id}`)).toMatchObject({ status: 'seated' })
  const free = await get(`tables/${other.id}`)
  for (const tableId of [other.id, one.id]) {
    await owner.ask('PUT', `guests/${bob.id}/status/atomic`, { status: 'seated', tableId })
  }
  const back = { ...free, status: 'occupied', currentGuestId: bob.id }
  expect(await owner.ask('PUT', `tables/${other.id}`, back)).toMatchObject(conflict)
  expect(await get(`guests/${bob.id}`)).toMatchObject({ tableId: one.id })
})

test('[I35] `tableId`, the older spelling, is what was seen, too', async () => {
  const tables = [await table('1'), await table('2')].map(({ id }) => id)
  const party = await make('guests', { name: 'Eve', partySize: 2 })
  await owner.ask('PUT', `guests/${party.id}/status/atomic`, { status: 'seated', tableId: tables[0] })
  const { tableIds: _, ...old } = party
  const data = { version: party.version, status: 'seated', table_id: tables[1] }
  const change = { entity_type: 'guest', entity_id: party.id, action: 'update', data }
  const status = { status: 'seated', tableId: tables[1] }
  const answers = [
    await owner.ask('PUT', `guests/${party.id}`, { ...old, ...status }),
    await owner.ask('PUT', `guests/${party.id}/status/atomic`, { ...status, was: { table_id: null } }),
    await owner.ask('POST', 'batch/update', { guests: [{ id: party.id, ...status, version: party.version }] }),
  ]
  for (const answer of answers) expect(answer).toMatchObject(conflict)
  expect((await owner.ask('POST', 'sync/batch', { changes: [change] })).body).toMatchObject({
    results: [{ error: { code: 'edit_conflict' } }],
  })
  expect(await get(`guests/${party.id}`)).toMatchObject({ tableId: tables[0] })
})

test('a note with the empty table of a party in line does not call the party back', async () => {
  const party = await make('guests', { name: 'Noa', partySize: 2, status: 'notified' })
  const notified = { status: 'notified', notifiedAt: party.notifiedAt }
  const put = await owner.ask('PUT', `guests/${party.id}`, { notes: 'x', table_id: null })
  expect(put).toMatchObject({ status: 200, body: { notes: 'x', ...notified } })
  await owner.ask('POST', 'batch/update', { guests: [{ id: party.id, notes: 'y', tableId: null }] })
  expect(await get(`guests/${party.id}`)).toMatchObject({ notes: 'y', ...notified })
  await owner.ask('PUT', `guests/${party.id}/status/atomic`, { status: 'left' })
  const ended = await owner.ask('PUT', `guests/${party.id}`, { notes: 'z', table_id: null })
  expect(ended).toMatchObject({ status: 200, body: { notes: 'z', status: 'left' } })
})

test.each([null, 'abc', 5, { length: 2 }])('`was.tags` of %j is a wrong field on every path', async (tags) => {
  const party = await make('guests', { name: 'Tag', partySize: 2, tags: ['y'] })
  const patch = await owner.ask('PATCH', `guests/${party.id}`, { tags: ['x'], was: { tags } })
  expect(patch).toMatchObject({ status: 422, body: { code: 'validation_failed', errors: [{ path: 'was.tags' }] } })
  const payload = { guestId: party.id, tags: ['x'], was: { tags } }
  const operations = [{ id: randomUUID(), type: 'guest.update', payload }]
  expect((await owner.ask('POST', 'sync/batch', { operations })).body).toMatchObject({
    results: [{ status: 'rejected', error: { code: 'validation_failed' } }],
  })
})

test('[I8] a change without an id that stands twice in an upload is two, and the whole upload again is a repeat', async () => {
  const party = await make('guests', { name: 'Ida', partySize: 2 })
  const change = (status: string) => ({ entity_type: 'guest', entity_id: party.id, action: 'update', data: { status } })
  const changes = ['notified', 'waiting', 'notified'].map(change)
  const statuses = async () => {
    const { body } = await owner.ask('POST', 'sync/batch', { changes })
    return (body.results as { status: string }[]).map(({ status }) => status)
  }
  expect(await statuses()).toEqual(['applied', 'applied', 'applied'])
  expect(await get(`guests/${party.id}`)).toMatchObject({ status: 'notified' })
  expect(await statuses()).toEqual(['duplicate', 'duplicate', 'duplicate'])
})

test('[I35] what follows an arrival that another device has marked names the party by its own id', async () => {
  const { id: tableId } = await table('1')
  const startsAt = new Date(Date.now() + 1_800_000).toISOString()
  const booking = await make('reservations', { name: 'Cy', partySize: 2, startsAt })
  const [first, second] = [randomUUID(), randomUUID()]
  const upload = (guestId: string, ...more: [string, object][]) => ({
    operations: [['reservation.arrive', { reservationId: booking.id }] as const, ...more].map(([type, fields]) => ({
      id: randomUUID(),
      type,
      payload: { guestId, ...fields },
    })),
  })
  const applied = { results: [{ status: 'applied' }, { status: 'applied' }] }
  const noted = upload(first, ['guest.update', { notes: 'nuts' }])
  expect((await owner.ask('POST', 'sync/batch', noted)).body).toMatchObject(applied)
  const seated = upload(second, ['guest.seat', { tableIds: [tableId] }])
  expect((await owner.ask('POST', 'sync/batch', seated)).body).toMatchObject(applied)
  expect(await owner.ask('PATCH', `guests/${second}`, { course: 'mains' })).toMatchObject({
    status: 200,
    body: { id: first, notes: 'nuts', course: 'mains', tableId },
  })
  expect(await get(`guests/${second}`)).toMatchObject({ id: first, otherIds: [second] })
  expect(await get(`reservations/${booking.id}`)).toMatchObject({ status: 'seated', guestId: first })
})

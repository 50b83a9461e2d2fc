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

const arrive = async () => String((await owner.ask('POST', 'guests', { partySize: 2 })).body.id)

test('the activity lists who did what, newest first, page by page', async () => {
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

test('the activity of a party is found by each id that a device gave it', async () => {
  const startsAt = new Date(Date.now() + 60_000).toISOString()
  const reservation = await owner.ask('POST', 'reservations', { name: 'Ada', partySize: 2, startsAt, force: true })
  const arrive = (guestId: string) =>
    owner.ask('POST', 'atomic/batch', {
      operations: [
        { id: randomUUID(), type: 'reservation.arrive', payload: { reservationId: reservation.body.id, guestId } },
      ],
    })
  const [first, second] = [randomUUID(), randomUUID()]
  expect([(await arrive(first)).status, (await arrive(second)).status]).toEqual([200, 200])
  const read = async (id: string) => (await owner.ask<{ version: number }[]>('GET', `activity?entity_id=${id}`)).body
  expect(await read(second)).toEqual(await read(first))
  expect(await read(second)).toHaveLength(2)
})

test('the activity shows a party seated by force as forced', async () => {
  const tableId = randomUUID()
  await owner.ask('POST', 'tables', { id: tableId, tableNumber: '1', capacity: 2 })
  const party = { partySize: 5, status: 'seated', tableId }
  expect((await owner.ask('POST', 'guests', party)).body.code).toBe('party_too_large')
  expect((await owner.ask('POST', 'guests', { ...party, force: true })).status).toBe(201)
  const { body } = await owner.ask('GET', 'activity?limit=2')
  expect(body).toMatchObject([{ command: 'guest.create', forced: true }, { command: 'table.create' }])
  expect(body[1]).not.toHaveProperty('forced')
})

test('viewers read no contacts in the activity, also of a party that was deleted; hosts who undo do', async () => {
  const viewer = await server.hire(owner, 'viewer')
  const host = await server.hire(owner, 'host')
  const party = { name: 'Ada', partySize: 2, phone: '+4930999888', email: 'ada@example.com' }
  const id = String((await owner.ask('POST', 'guests', party)).body.id)
  await owner.ask('DELETE', `guests/${id}`)
  const asViewer = await viewer.ask('GET', 'activity')
  expect(asViewer.body).toMatchObject([{ changes: [{ before: { name: 'Ada', phone: null } }] }, {}, {}])
  for (const contact of [party.phone, party.email]) expect(asViewer.text).not.toContain(contact)
  expect((await host.ask('GET', 'activity')).text).toContain(party.phone)
})

test('[I31] viewers read the contacts of a deleted party by no repeat of what others did, and in no delta', async () => {
  const [email, phone] = ['deleted@example.com', '+4930901820']
  const since = new Date(Date.now() - 60_000).toISOString()
  const created = await owner.ask('POST', 'guests', { name: 'Ada', partySize: 2, phone, email })
  const guestId = String(created.body.id)
  expect((await owner.ask('PUT', `guests/${guestId}/status/atomic`, { status: 'notified' })).status).toBe(200)
  expect((await owner.ask('DELETE', `guests/${guestId}`)).status).toBe(204)
  const viewer = await server.hire(owner, 'viewer')
  const { body: log, text } = await viewer.ask<{ transaction_id: string; command: string }[]>('GET', 'activity')
  const texts = [text]
  for (const { transaction_id: id, command: type } of log) {
    const payload = { guestId, ...(type === 'guest.setStatus' ? { status: 'notified' } : {}) }
    const repeat = await viewer.ask('POST', 'sync/batch', { operations: [{ id, type, payload }] })
    texts.push(repeat.text)
    expect(repeat.body).toMatchObject({ results: [{ status: 'rejected' }] })
  }
  for (let cursor = since; ; ) {
    const page = await viewer.ask<{ has_more: boolean; cursor: string }>(
      'GET',
      `sync/delta?limit=1&since=${encodeURIComponent(cursor)}`,
    )
    expect(page.status).toBe(200)
    texts.push(page.text)
    if (!page.body.has_more) break
    cursor = page.body.cursor
  }
  texts.push((await viewer.ask('GET', 'guests?q=4930901820')).text)
  expect(texts.filter((one) => one.includes(phone) || one.includes(email))).toEqual([])
})

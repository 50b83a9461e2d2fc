import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from './testing/open-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

const operation = (type: string, payload: object) => ({ id: randomUUID(), type, payload })

test('[I8] a batch without a transaction_id is recognized by its commands, on a node that has not seen it too', async () => {
  const owner = await server.register()
  const [guestId, otherId, tableId] = [randomUUID(), randomUUID(), randomUUID()]
  await owner.ask('POST', 'tables', { id: tableId, tableNumber: '1', capacity: 4 })
  await owner.ask('POST', 'guests', { id: otherId, partySize: 2 })
  const seated = [
    operation('guest.create', { id: guestId, partySize: 2 }),
    operation('guest.seat', { guestId, tableIds: [tableId] }),
  ]
  const refused = [operation('guest.seat', { guestId: otherId, tableIds: [tableId] })]
  const done = await owner.ask('POST', 'atomic/batch', { operations: seated })
  const not = await owner.ask('POST', 'atomic/batch', { operations: refused })
  expect([done.status, not.status]).toEqual([200, 409])
  await owner.ask('PUT', `guests/${guestId}/status/atomic`, { status: 'finished' })

  const restarted = (await server.node()).as(owner.session)
  for (const caller of [owner, restarted]) {
    expect(await caller.ask('POST', 'atomic/batch', { operations: seated })).toMatchObject({
      status: 200,
      body: done.body,
      headers: { 'idempotency-replayed': 'true' },
    })
    expect(await caller.ask('POST', 'atomic/batch', { operations: refused })).toMatchObject({
      status: 409,
      body: { code: 'table_occupied', detail: not.body.detail },
      headers: { 'idempotency-replayed': 'true' },
    })
  }
  expect((await owner.ask('GET', `guests/${otherId}`)).body.status).toBe('waiting')
})

test('[I8] the commands of a refused batch keep their ids, and can be sent one by one', async () => {
  const owner = await server.register()
  const startsAt = new Date(Date.now() + 3_600_000).toISOString()
  const good = operation('reservation.create', { name: 'Ada', partySize: 2, startsAt })
  const bad = operation('guest.seat', { guestId: randomUUID(), tableIds: [randomUUID()] })
  for (const operations of [
    [good, bad],
    [bad, good],
  ]) {
    expect((await owner.ask('POST', 'atomic/batch', { operations })).status).toBe(404)
  }
  const uploaded = await owner.ask('POST', 'sync/batch', { operations: [good, bad] })
  expect(uploaded.body.results).toMatchObject([
    { id: good.id, status: 'applied' },
    { id: bad.id, status: 'rejected', error: { code: 'not_found' } },
  ])
})

test('[I8] a command that was done in a batch is done for a batch of it alone, too', async () => {
  const owner = await server.register()
  const [one, other] = [operation('guest.create', { partySize: 2 }), operation('guest.create', { partySize: 3 })]
  const done = await owner.ask('POST', 'atomic/batch', { operations: [one, other] })
  for (const operations of [[one], [other, one]]) {
    expect(await owner.ask('POST', 'atomic/batch', { operations })).toMatchObject({
      status: 200,
      body: { version: done.body.version },
      headers: { 'idempotency-replayed': 'true' },
    })
  }
  for (const operations of [
    [{ ...one, payload: { partySize: 4 } }],
    [one, operation('guest.create', { partySize: 4 })],
  ]) {
    expect(await owner.ask('POST', 'atomic/batch', { operations })).toMatchObject({
      body: { code: 'idempotency_mismatch' },
    })
  }
  expect((await owner.ask('GET', 'guests')).body).toHaveLength(2)
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from './testing/open-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

test('what has left the floor answers a change that is none with itself', async () => {
  const owner = await server.register()
  const id = randomUUID()
  const row = { id, name: 'Past', partySize: 2, startsAt: '2025-12-24T18:30:00Z', status: 'finished' }
  const operations = [{ id: randomUUID(), type: 'reservation.import', payload: { reservations: [row] } }]
  expect((await owner.ask('POST', 'atomic/batch', { operations })).status).toBe(200)
  const path = `reservations/${id}`
  const noted = await owner.ask('PATCH', path, { notes: 'x' })
  expect(noted, noted.text).toMatchObject({ status: 200, body: { notes: 'x' } })
  const { body: entity } = await owner.ask('GET', path)
  for (const [method, sent] of [
    ['PATCH', { notes: 'x' }],
    ['PUT', entity],
    ['PUT', { ...entity, version: undefined }],
    ['PATCH', entity],
    ['PUT', { status: 'finished' }],
  ] as const) {
    const again = await owner.ask(method, path, sent)
    expect(again, again.text).toMatchObject({ status: 200, body: entity })
  }
  const status = await owner.ask('PUT', `${path}/status`, { status: 'finished' })
  expect(status, status.text).toMatchObject({
    status: 200,
    body: { reservation: { id, status: 'finished' }, changes: [] },
  })
  const guarded = await owner.ask('PATCH', path, { notes: 'x' }, { 'if-match': `"${entity.version}"` })
  expect(guarded, guarded.text).toMatchObject({ status: 200, body: entity })
  expect((await owner.ask('PATCH', path, { notes: 'y' }, { 'if-match': '"1"' })).status).toBe(412)
  expect((await owner.ask('PATCH', `reservations/${randomUUID()}`, { notes: 'x' })).status).toBe(404)
})

test('a PATCH takes the own representation of what has ended in snake_case and with ids in upper case', async () => {
  const owner = await server.register()
  const table = await owner.ask('POST', 'tables', { tableNumber: '1', capacity: 4 })
  const guest = await owner.ask('POST', 'guests', { name: 'Ada', partySize: 2, tableId: table.body.id })
  await owner.ask('PUT', `guests/${guest.body.id}/status/atomic`, { status: 'finished' })
  const { body: entity } = await owner.ask('GET', `guests/${guest.body.id}`)
  const text = JSON.stringify(entity)
  const snake = text.replaceAll(/"([a-z]+[A-Z]\w*)":/g, (name) =>
    name.replaceAll(/[A-Z]/g, (a) => `_${a.toLowerCase()}`),
  )
  const upper = text.replaceAll(String(table.body.id), String(table.body.id).toUpperCase())
  for (const sent of [entity, JSON.parse(snake), JSON.parse(upper)]) {
    const same = await owner.ask('PATCH', `guests/${guest.body.id}`, sent)
    expect(same, same.text).toMatchObject({ status: 200, body: entity })
  }
  const other = { ...entity, endedFrom: { ...(entity.endedFrom as object), tableIds: [] } }
  expect((await owner.ask('PATCH', `guests/${guest.body.id}`, other)).body).toMatchObject({ code: 'read_only' })
})

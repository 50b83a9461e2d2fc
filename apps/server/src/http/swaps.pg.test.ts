import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

// What passes through a state that no floor may have is judged where it ends, in the order of the rows and in the other.

let server: TestServer
let owner: TestClient
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

let tables: string[]
let guests: string[]
beforeEach(async () => {
  owner = await server.register()
  const bulk = { tables: ['1', '2'].map((tableNumber) => ({ id: randomUUID(), tableNumber, capacity: 4 })) }
  const made = await owner.ask('POST', 'tables/bulk', bulk)
  expect(made.status, made.text).toBe(201)
  tables = bulk.tables.map(({ id }) => id)
  guests = await Promise.all(
    tables.map(async (tableId, i) => {
      const reply = await owner.ask('POST', 'guests', { name: `Party ${i}`, partySize: 2, tableId })
      expect(reply.status, reply.text).toBe(201)
      return String(reply.body.id)
    }),
  )
})

const read = async (path: string) => (await owner.ask('GET', path)).body
const wholes = (type: string, ids: readonly string[]) => Promise.all(ids.map((id) => read(`${type}/${id}`)))
const update = (body: Record<string, unknown>) => owner.ask('POST', 'batch/update', body)

describe.each([
  ['in order', <T>(rows: T[]) => rows],
  ['in the other order', <T>(rows: T[]) => rows.toReversed()],
])('rows %s', (_, ordered) => {
  test('two tables swap their numbers', async () => {
    const rows = tables.map((id, i) => ({ id, tableNumber: ['2', '1'][i] }))
    const reply = await update({ tables: ordered(rows) })
    expect(reply, reply.text).toMatchObject({ status: 200 })
    expect(await wholes('tables', tables)).toMatchObject([{ tableNumber: '2' }, { tableNumber: '1' }])
  })

  test('two parties swap their tables', async () => {
    const rows = guests.map((id, i) => ({ id, tableIds: [tables[1 - i]] }))
    const reply = await update({ guests: ordered(rows) })
    expect(reply, reply.text).toMatchObject({ status: 200 })
    expect(await wholes('guests', guests)).toMatchObject([{ tableId: tables[1] }, { tableId: tables[0] }])
  })

  test('two tables swap their parties, also as whole rows with the version that was seen', async () => {
    const single = tables.map((id, i) => ({ id, currentGuestId: guests[1 - i] }))
    const first = await update({ tables: ordered(single) })
    expect(first, first.text).toMatchObject({ status: 200 })
    expect(await wholes('tables', tables)).toMatchObject([{ currentGuestId: guests[1] }, { currentGuestId: guests[0] }])
    const whole = (await wholes('tables', tables)).map((row, i) => ({ ...row, currentGuestId: guests[i] }))
    const second = await update({ tables: ordered(whole) })
    expect(second, second.text).toMatchObject({ status: 200 })
    expect(await wholes('guests', guests)).toMatchObject([{ tableId: tables[0] }, { tableId: tables[1] }])
  })

  test('two tables swap their numbers, their sizes and their parties at once', async () => {
    const rows = tables.map((id, i) => ({
      id,
      tableNumber: ['2', '1'][i],
      capacity: [2, 6][i],
      currentGuestId: guests[1 - i],
    }))
    const reply = await update({ tables: ordered(rows) })
    expect(reply, reply.text).toMatchObject({ status: 200 })
    expect(await wholes('tables', tables)).toMatchObject([
      { tableNumber: '2', capacity: 2, currentGuestId: guests[1] },
      { tableNumber: '1', capacity: 6, currentGuestId: guests[0] },
    ])
  })

  test('a table becomes too small for a party that moves to a larger one', async () => {
    const [small = '', large = ''] = tables
    await update({ guests: [{ id: guests[1], status: 'finished' }] })
    const row = { tables: [{ id: small, capacity: 1 }], guests: [{ id: guests[0], tableId: large }] }
    expect(await update(row)).toMatchObject({ status: 200 })
  })
})

test('a swap that does not work out at its end changes nothing, and each row that fails is named', async () => {
  const before = await read('sync/full')
  const same = await update({ tables: tables.map((id) => ({ id, tableNumber: '9' })) })
  expect(same, same.text).toMatchObject({ status: 409, body: { code: 'already_exists' } })
  const half = await update({ guests: [{ id: guests[0], tableIds: [tables[1]] }] })
  expect(half, half.text).toMatchObject({ status: 409, body: { code: 'table_occupied', operations: [{ index: 0 }] } })
  expect((await read('sync/full')).version).toBe(before.version)
})

test('a floor plan with one number twice is refused whole, in whichever place', async () => {
  for (const numbers of [
    ['3', '3'],
    ['3', '1'],
    ['1', '3'],
  ]) {
    const body = { tables: numbers.map((tableNumber) => ({ tableNumber, capacity: 2 })) }
    const reply = await owner.ask('POST', 'tables/bulk', body)
    expect(reply, reply.text).toMatchObject({ status: 409, body: { code: 'already_exists' } })
  }
  expect((await read('sync/full')).tables).toHaveLength(2)
})

import { randomUUID } from 'node:crypto'
import type { Table } from '@qtable/domain'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../testing/cluster.ts'
import { appendAt, createEmptyRestaurant, transactionAt } from './testing/append-at.ts'
import { reservationRow, restaurantRow, seatedParty, tableRow } from './testing/rows.ts'

let opened: TestDatabase
beforeEach(async () => {
  opened = await openTestDatabase()
  await createEmptyRestaurant(opened.database)
})
afterEach(() => opened.close())

function rows<Row>(text: string, restaurantId = 1): Promise<Row[]> {
  return opened.database.asRestaurant(restaurantId, (tx) => tx.query<Row>(text))
}

test('an append moves the clock, writes the log and leaves the rows as they are after it', async () => {
  const { table, guest } = seatedParty()
  const first = transactionAt(1, {
    at: '2026-05-01T18:00:01.000Z',
    changes: [{ entity_type: 'table', entity_id: table.id, action: 'update', data: table as Table }],
  })
  const second = transactionAt(2, { at: '2026-05-01T18:00:02.000Z' })
  const [outcome] = await opened.database.append([
    appendAt(0, {
      transactions: [first, second],
      put: { restaurants: [restaurantRow()], guests: [guest] },
    }),
  ])
  expect(outcome).toEqual({
    restaurantId: 1,
    outcome: 'committed',
    version: 2,
    committedAt: '2026-05-01T18:00:02.000Z',
  })
  expect(await rows('select version, committed_at from clocks')).toEqual([
    { version: 2, committed_at: new Date('2026-05-01T18:00:02.000Z') },
  ])
  expect(
    await rows('select version, transaction_id, command_ids, entity_ids, changes from log order by version'),
  ).toEqual([
    {
      version: 1,
      transaction_id: first.id,
      command_ids: first.commandIds,
      entity_ids: [table.id],
      changes: first.changes,
    },
    expect.objectContaining({ version: 2, transaction_id: second.id }),
  ])
  expect(await rows('select data from tables')).toEqual([{ data: table }])
  expect(await rows('select data, archived from guests')).toEqual([{ data: guest, archived: false }])
})

test('a moved version is stale, says where the restaurant is, and changes nothing', async () => {
  await opened.database.append([appendAt(0)])
  const table = tableRow()
  const [outcome] = await opened.database.append([appendAt(0, { put: { tables: [table] } })])
  expect(outcome).toEqual({ restaurantId: 1, outcome: 'stale', version: 1 })
  expect(await rows('select from tables')).toEqual([])
})

test('[I8] a known transaction, command or receipt id is a duplicate, also where the version has moved', async () => {
  const inBatch = randomUUID()
  const refused = randomUUID()
  const transaction = transactionAt(1, { commandIds: [inBatch] })
  const kept = {
    fingerprint: 'f',
    version: null,
    transactionId: null,
    problem: { code: 'table_occupied', detail: 'Taken' },
  }
  const ofBatch = { ...kept, id: inBatch, transactionId: transaction.id, version: 1, problem: null }
  const receipts = [ofBatch, { ...kept, id: refused }]
  await opened.database.append([appendAt(0, { transactions: [transaction], receipts })])
  for (const [ids, again] of [
    [[transaction.id], { transactions: [transactionAt(2, { id: transaction.id })] }],
    [[inBatch], { transactions: [transactionAt(2, { commandIds: [inBatch] })] }],
    [[inBatch], { transactions: [transactionAt(2, { id: inBatch })] }],
    [[refused], { transactions: [], receipts: [{ ...kept, id: refused }] }],
    [[inBatch], { transactions: [transactionAt(2)], receipts: [ofBatch, { ...kept, id: randomUUID() }] }],
    [[transaction.id], { receipts: [{ ...kept, id: transaction.id }] }],
  ] as const) {
    for (const expected of [0, 1]) {
      const [outcome] = await opened.database.append([appendAt(expected, again)])
      expect(outcome).toEqual({ restaurantId: 1, outcome: 'duplicate', ids })
    }
  }
  expect(await rows('select problem from receipts where problem is not null')).toEqual([
    { problem: { code: 'table_occupied', detail: 'Taken' } },
  ])
})

test('[I8] a member whose receipt is known is a duplicate before it is anything else, and its neighbours commit', async () => {
  await createEmptyRestaurant(opened.database, 2)
  const receipt = { id: randomUUID(), fingerprint: 'f', transactionId: null, version: 0, problem: null }
  await opened.database.append([appendAt(0, { transactions: [], receipts: [receipt] })])
  const [repeated, neighbour] = await opened.database.append([
    appendAt(0, { receipts: [receipt], put: { tables: [tableRow({ capacity: 0 })] } }),
    appendAt(0, { restaurantId: 2, put: { tables: [tableRow()] } }),
  ])
  expect(repeated).toEqual({ restaurantId: 1, outcome: 'duplicate', ids: [receipt.id] })
  expect(neighbour).toMatchObject({ outcome: 'committed' })
  expect(await rows('select from tables', 2)).toHaveLength(1)
})

test('receipts with a problem and without keep what they were given, each its own', async () => {
  const transaction = transactionAt(1)
  const problem = { code: 'table_occupied', detail: 'Table "5" {is} taken, \\ \u2019' }
  const receipts = [
    { id: randomUUID(), fingerprint: 'a-b_c', transactionId: transaction.id, version: 1, problem: null },
    { id: randomUUID(), fingerprint: 'd', transactionId: null, version: null, problem },
    { id: randomUUID(), fingerprint: 'e', transactionId: null, version: 1, problem: null },
  ]
  await opened.database.append([appendAt(0, { transactions: [transaction], receipts })])
  const kept = await rows<{ id: string }>(
    'select id, fingerprint, transaction_id as "transactionId", version, problem from receipts',
  )
  expect(new Map(kept.map((row) => [row.id, row]))).toEqual(new Map(receipts.map((row) => [row.id, row])))
})

test('receipts alone do not move the version', async () => {
  const receipt = { id: randomUUID(), fingerprint: 'f', transactionId: null, version: 0, problem: null }
  const [outcome] = await opened.database.append([appendAt(0, { transactions: [], receipts: [receipt] })])
  expect(outcome).toMatchObject({ outcome: 'committed', version: 0 })
  expect(await rows('select version from log')).toEqual([])
})

test('one refused, one stale and one repeated member do not hurt their neighbours', async () => {
  for (const id of [2, 3, 4, 5]) await createEmptyRestaurant(opened.database, id)
  const known = transactionAt(1)
  await opened.database.append([appendAt(0, { restaurantId: 3, transactions: [known] })])
  const outcomes = await opened.database.append([
    appendAt(0, { restaurantId: 5, put: { tables: [tableRow()] } }),
    appendAt(0, { restaurantId: 1, put: { tables: [tableRow()] } }),
    appendAt(0, { restaurantId: 2, put: { tables: [tableRow({ capacity: 0 })] } }),
    appendAt(0, { restaurantId: 3, transactions: [known] }),
    appendAt(7, { restaurantId: 4 }),
  ])
  expect(outcomes.map(({ restaurantId, outcome }) => [restaurantId, outcome])).toEqual([
    [5, 'committed'],
    [1, 'committed'],
    [2, 'refused'],
    [3, 'duplicate'],
    [4, 'stale'],
  ])
  for (const [id, count] of [
    [1, 1],
    [2, 0],
    [3, 0],
    [4, 0],
    [5, 1],
  ] as const) {
    expect(await rows('select from tables', id)).toHaveLength(count)
  }
  expect(await rows('select version from clocks', 2)).toEqual([{ version: 0 }])
})

test('appends that are asked for together are one statement and one commit', async () => {
  const ids = Array.from({ length: 20 }, (_, i) => i + 2)
  for (const id of ids) await createEmptyRestaurant(opened.database, id)
  const outcomes = await opened.database.append(ids.map((id) => appendAt(0, { restaurantId: id })))
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['committed']))
  const made = await Promise.all(ids.map((id) => rows<{ xmin: string }>('select xmin::text from log', id)))
  expect(new Set(made.flat().map(({ xmin }) => xmin)).size).toBe(1)
})

test('a member that PostgreSQL cannot even read is refused alone', async () => {
  await createEmptyRestaurant(opened.database, 2)
  const outcomes = await opened.database.append([
    appendAt(0, { put: { tables: [tableRow({ tableNumber: 'a\u0000b' })] } }),
    appendAt(0, { restaurantId: 2, put: { tables: [tableRow()] } }),
  ])
  expect(outcomes).toMatchObject([{ outcome: 'refused', sqlstate: '22P05' }, { outcome: 'committed' }])
  expect(await rows('select from tables', 2)).toHaveLength(1)
})

test('an append of receipts alone leaves who made the version as it was', async () => {
  const transaction = transactionAt(1)
  await opened.database.append([appendAt(0, { transactions: [transaction] })])
  const receipt = { id: randomUUID(), fingerprint: 'f', transactionId: null, version: 1, problem: null }
  const [outcome] = await opened.database.append([appendAt(1, { transactions: [], receipts: [receipt] })])
  expect(outcome).toMatchObject({ outcome: 'committed', version: 1 })
  expect(await rows('select version, transaction_id from clocks')).toEqual([
    { version: 1, transaction_id: transaction.id },
  ])
})

test('a restaurant without a clock is refused', async () => {
  const [outcome] = await opened.database.append([appendAt(0, { restaurantId: 9 })])
  expect(outcome).toMatchObject({ restaurantId: 9, outcome: 'refused', sqlstate: 'P0002' })
})

test('versions with a gap are refused', async () => {
  const [outcome] = await opened.database.append([appendAt(0, { transactions: [transactionAt(1), transactionAt(3)] })])
  expect(outcome).toMatchObject({ outcome: 'refused', constraint: 'log_dense' })
})

test('[I19] committed_at never goes back, whatever the clock of the node', async () => {
  await opened.database.append([appendAt(0, { transactions: [transactionAt(1, { at: '2026-05-02T00:00:00.000Z' })] })])
  const [outcome] = await opened.database.append([
    appendAt(1, { transactions: [transactionAt(2, { at: '2026-05-01T00:00:00.000Z' })] }),
  ])
  expect(outcome).toMatchObject({ outcome: 'committed', committedAt: '2026-05-02T00:00:00.000Z' })
})

test('[I12] of 20 appends at one version exactly one commits', async () => {
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => opened.database.append([appendAt(0)])))
  const words = outcomes.flat().map(({ outcome }) => outcome)
  expect(words.filter((word) => word === 'committed')).toHaveLength(1)
  expect(words.filter((word) => word === 'stale')).toHaveLength(19)
})

test('appends of several restaurants in opposite orders do not wait for each other for ever', async () => {
  await createEmptyRestaurant(opened.database, 2)
  const pairs = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? [1, 2] : [2, 1]))
  const outcomes = await Promise.all(
    pairs.map((pair) => opened.database.append(pair.map((id) => appendAt(0, { restaurantId: id })))),
  )
  expect(outcomes.flat().filter(({ outcome }) => outcome === 'committed')).toHaveLength(2)
})

test('what is archived keeps its data, and its id is taken for good', async () => {
  const { table, guest } = seatedParty()
  const reservation = reservationRow({ tableIds: [table.id] })
  await opened.database.append([
    appendAt(0, { put: { tables: [table], guests: [guest], reservations: [reservation] } }),
  ])
  const freed = { ...table, status: 'available', currentGuestId: null, version: 2 }
  const ended = { ...guest, status: 'finished', tableId: null, tableIds: [], version: 2 }
  await opened.database.append([appendAt(1, { put: { tables: [freed], guests: [ended] } })])
  await opened.database.append([appendAt(2, { archive: { guests: [guest.id], reservations: [reservation.id] } })])
  expect(await rows('select data, archived from guests')).toEqual([{ data: ended, archived: true }])
  expect(await rows('select archived from reservations')).toEqual([{ archived: true }])
  expect(await rows('select from plans')).toEqual([])
  const back = await opened.database.append([appendAt(3, { put: { guests: [{ ...ended, ...{ version: 4 } }] } })])
  expect(back).toMatchObject([{ outcome: 'refused', constraint: 'archived_id' }])
})

test('a party moves, two tables swap parties and numbers, and all is removed, each in one append', async () => {
  const a = seatedParty()
  const b = seatedParty()
  await opened.database.append([appendAt(0, { put: { tables: [a.table, b.table], guests: [a.guest, b.guest] } })])
  const tables = [
    { ...a.table, currentGuestId: b.guest.id, tableNumber: b.table.tableNumber },
    { ...b.table, currentGuestId: a.guest.id, tableNumber: a.table.tableNumber },
  ]
  const guests = [
    { ...a.guest, tableId: b.table.id, tableIds: [b.table.id] },
    { ...b.guest, tableId: a.table.id, tableIds: [a.table.id] },
  ]
  const swapped = appendAt(1, { put: { tables, guests } })
  expect(await opened.database.append([swapped])).toMatchObject([{ outcome: 'committed' }])
  const seated = await rows<{ id: string; guest: string }>('select id, current_guest_id as guest from tables')
  expect(new Map(seated.map(({ id, guest }) => [id, guest]))).toEqual(
    new Map([
      [a.table.id, b.guest.id],
      [b.table.id, a.guest.id],
    ]),
  )
  const removed = appendAt(2, { remove: { tables: [a.table.id, b.table.id], guests: [a.guest.id, b.guest.id] } })
  expect(await opened.database.append([removed])).toMatchObject([{ outcome: 'committed' }])
  expect(await rows('select from guests')).toEqual([])
  expect(await rows('select from tables')).toEqual([])
})

test('plans follow their reservation: they move with it and go when it ends', async () => {
  const table = tableRow()
  const reservation = reservationRow({ tableIds: [table.id] })
  await opened.database.append([appendAt(0, { put: { tables: [table], reservations: [reservation] } })])
  const later = { ...reservation, startsAt: '2026-05-01T20:00:00.000Z' }
  await opened.database.append([appendAt(1, { put: { reservations: [later] } })])
  expect(await rows('select lower(during) as start, upper(during) as finish from plans')).toEqual([
    { start: new Date('2026-05-01T20:00:00.000Z'), finish: new Date('2026-05-01T21:30:00.000Z') },
  ])
  const cancelled = { ...later, status: 'cancelled', endedFrom: 'confirmed' }
  await opened.database.append([appendAt(2, { put: { reservations: [cancelled] } })])
  expect(await rows('select from plans')).toEqual([])
})

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../testing/cluster.ts'
import { appendAt, createEmptyRestaurant, type RowsOfTest } from './testing/append-at.ts'
import { guestRow, seatedParty, tableRow } from './testing/rows.ts'

let opened: TestDatabase
beforeEach(async () => {
  opened = await openTestDatabase()
  await createEmptyRestaurant(opened.database)
})
afterEach(() => opened.close())

const party = seatedParty()
const other = seatedParty()
const free = { status: 'available', currentGuestId: null }
const unseated = { status: 'waiting', tableId: null, tableIds: [] }

// Each begins with both parties at their tables, and does half of what it should.
const halves: [title: string, constraint: string, rows: RowsOfTest][] = [
  ['a table that its party still holds is freed', 'guests_seating', { put: { tables: [{ ...party.table, ...free }] } }],
  [
    'a party leaves a table that still names it',
    'tables_seating',
    { put: { guests: [{ ...party.guest, ...unseated }] } },
  ],
  ['a party is deleted and its table still names it', 'tables_seating', { remove: { guests: [party.guest.id] } }],
  ['a table is deleted and its party still holds it', 'guests_seating', { remove: { tables: [party.table.id] } }],
  [
    'a table goes to another party and the first still holds it',
    'guests_seating',
    {
      put: {
        tables: [{ ...party.table, currentGuestId: other.guest.id }],
        guests: [{ ...other.guest, tableIds: [other.table.id, party.table.id] }],
      },
    },
  ],
  [
    'a party moves and its first table still names it',
    'tables_seating',
    {
      put: {
        tables: [{ ...other.table, currentGuestId: party.guest.id }],
        guests: [
          { ...party.guest, tableId: other.table.id, tableIds: [other.table.id] },
          { ...other.guest, ...unseated },
        ],
      },
    },
  ],
]

/** Enough parties that sit down to have the append ask about all seats at once. */
function crowd(): Required<Pick<RowsOfTest, 'put'>>['put'] {
  const parties = Array.from({ length: 3 }, () => seatedParty())
  return { tables: parties.map(({ table }) => table), guests: parties.map(({ guest }) => guest) }
}

function withCrowd({ put = {}, ...rows }: RowsOfTest): RowsOfTest {
  const { tables = [], guests = [] } = crowd()
  return { ...rows, put: { tables: [...(put.tables ?? []), ...tables], guests: [...(put.guests ?? []), ...guests] } }
}

async function seatBoth(): Promise<void> {
  const put = { tables: [party.table, other.table], guests: [party.guest, other.guest] }
  expect(await opened.database.append([appendAt(0, { put })])).toMatchObject([{ outcome: 'committed' }])
}

test.for(halves)('%s: the database refuses it', async ([, constraint, rows]) => {
  await seatBoth()
  for (const written of [rows, withCrowd(rows)]) {
    const outcomes = await opened.database.append([appendAt(1, written)])
    expect(outcomes).toMatchObject([{ outcome: 'refused', constraint }])
  }
})

test('of many seats in one append one that is wrong refuses all, and its neighbour commits', async () => {
  await createEmptyRestaurant(opened.database, 2)
  const put = crowd()
  const wrong = { ...put, tables: (put.tables ?? []).slice(1) }
  const outcomes = await opened.database.append([
    appendAt(0, { put: wrong }),
    appendAt(0, { restaurantId: 2, put: crowd() }),
  ])
  expect(outcomes).toMatchObject([{ outcome: 'refused', constraint: 'guests_seating' }, { outcome: 'committed' }])
})

test('many parties sit down, swap tables and leave, each in one append', async () => {
  const put = crowd()
  const tables = (put.tables ?? []) as ReturnType<typeof seatedParty>['table'][]
  const guests = (put.guests ?? []) as ReturnType<typeof seatedParty>['guest'][]
  const next = (n: number) => tables[(n + 1) % tables.length]?.id ?? ''
  const swapped = {
    tables: tables.map((table, n) => ({ ...table, currentGuestId: guests.at(n - 1)?.id })),
    guests: guests.map((guest, n) => ({ ...guest, tableId: next(n), tableIds: [next(n)] })),
  }
  const left = {
    tables: tables.map((table) => ({ ...table, ...free })),
    guests: guests.map((guest) => ({ ...guest, ...unseated })),
  }
  for (const [version, rows] of [put, swapped, left].entries()) {
    const outcomes = await opened.database.append([appendAt(version, { put: rows })])
    expect(outcomes).toMatchObject([{ outcome: 'committed' }])
  }
})

/** A transaction that writes seats without an append. */
async function write(...statements: [text: string, values: unknown[]][]): Promise<void> {
  await opened.database.asRestaurant(1, async (tx) => {
    for (const [text, values] of statements) await tx.query(text, values)
  })
}

const insertTable = (row: { id: string; [field: string]: unknown }): [string, unknown[]] => [
  'insert into tables (restaurant_id, id, version, data) values (1, $1, 1, $2)',
  [row.id, JSON.stringify(row)],
]
const insertGuest = (row: { id: string; [field: string]: unknown }): [string, unknown[]] => [
  'insert into guests (restaurant_id, id, version, data) values (1, $1, 1, $2)',
  [row.id, JSON.stringify(row)],
]
const updateTable = (row: { id: string; [field: string]: unknown }): [string, unknown[]] => [
  'update tables set data = $2 where restaurant_id = 1 and id = $1',
  [row.id, JSON.stringify(row)],
]
const updateGuest = (row: { id: string; [field: string]: unknown }): [string, unknown[]] => [
  'update guests set data = $2 where restaurant_id = 1 and id = $1',
  [row.id, JSON.stringify(row)],
]
const disagreement = /a table and a party disagree/

test('whoever writes, half of a seat is refused at the commit', async () => {
  await expect(write(insertTable(party.table))).rejects.toThrow(disagreement)
  await expect(write(insertGuest(party.guest))).rejects.toThrow(disagreement)
  await expect(
    write(insertTable(party.table), insertGuest(party.guest), insertGuest({ ...party.guest, id: randomUUID() })),
  ).rejects.toThrow(disagreement)
  await write(insertTable(party.table), insertGuest(party.guest))
  await expect(write(updateTable({ ...party.table, ...free }))).rejects.toThrow(disagreement)
  await expect(write(updateGuest({ ...party.guest, ...unseated }))).rejects.toThrow(disagreement)
  await expect(write(['delete from guests where id = $1', [party.guest.id]])).rejects.toThrow(disagreement)
  await expect(write(['delete from tables where id = $1', [party.table.id]])).rejects.toThrow(disagreement)
})

test('what agrees at the end of a transaction may have disagreed within it', async () => {
  const waiting = guestRow()
  const seated = { ...waiting, status: 'seated', tableId: party.table.id, tableIds: [party.table.id] }
  await write(insertTable(party.table), insertGuest(party.guest), insertGuest(waiting))
  await write(
    updateTable({ ...party.table, currentGuestId: waiting.id }),
    updateTable({ ...party.table, ...free }),
    updateGuest({ ...party.guest, ...unseated }),
    updateTable({ ...party.table, currentGuestId: waiting.id }),
    updateGuest(seated),
  )
})

test('two transactions that seat two parties at one table cannot both commit', async () => {
  const table = tableRow()
  const guests = [guestRow(), guestRow()]
  await write(insertTable(table), ...guests.map(insertGuest))
  const clients = guests.map(() => new pg.Client({ connectionString: opened.adminUrl }))
  for (const client of clients) await client.connect()
  const run = ([text, values]: [string, unknown[]], n: number) =>
    clients[n]?.query(text.replace(/(into|update) (\w+)/, '$1 qtable.$2'), values)
  const seat = (n: number) => ({ ...guests[n], ...{ id: guests[n]?.id ?? '' } })
  for (const client of clients) await client.query('begin')
  for (const n of [0, 1]) {
    await run(updateGuest({ ...seat(n), status: 'seated', tableId: table.id, tableIds: [table.id] }), n)
  }
  await run(updateTable({ ...table, status: 'occupied', currentGuestId: guests[0]?.id }), 0)
  const second = run(updateTable({ ...table, status: 'occupied', currentGuestId: guests[1]?.id }), 1)
  await clients[0]?.query('commit')
  await second
  await expect(clients[1]?.query('commit')).rejects.toThrow(disagreement)
  for (const client of clients) await client.end()
})

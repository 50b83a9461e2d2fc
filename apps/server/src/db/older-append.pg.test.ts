import { type Change, entities } from '@qtable/domain'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../testing/cluster.ts'
import type { Append } from './append.ts'
import { rowsOf } from './append-rows.ts'
import { storedChange } from './stored-change.ts'
import { appendAt, createEmptyRestaurant, type RowsOfTest } from './testing/append-at.ts'
import { guestRow, reservationRow, seatedParty, tableRow } from './testing/rows.ts'

let opened: TestDatabase
let older: pg.Client
beforeEach(async () => {
  opened = await openTestDatabase()
  await createEmptyRestaurant(opened.database)
  older = new pg.Client({ connectionString: opened.url })
  await older.connect()
})
afterEach(async () => {
  await older.end()
  await opened.close()
})

/** Appends as a node of the version before does: by `qtable.append` of migration 0004. */
async function appendOlder({ restaurantId, expected, transactions, receipts }: Append) {
  const { put, remove, archive } = rowsOf(transactions)
  const last = transactions.at(-1)
  const ids = new Set([
    ...receipts.map(({ id }) => id),
    ...transactions.flatMap(({ id, commandIds }) => [id, ...commandIds]),
  ])
  const member = {
    ...{ restaurant_id: restaurantId, expected_version: expected.version, count: transactions.length },
    ...{ put, remove, archive, ids: `{${[...ids].join()}}`, receipt_ids: receipts.length },
    receipts: receipts.map(({ transactionId, problem, ...rest }) => ({
      ...{ ...rest, transaction_id: transactionId },
      ...(problem ? { problem } : {}),
    })),
    last: last && { version: last.version, at: last.at, transaction_id: last.id },
    transactions: transactions.map(({ id, commandIds, changes, ...rest }) => ({
      ...{ ...rest, transaction_id: id, command_ids: commandIds, changes: changes.map(storedChange) },
      entity_ids: changes.map(({ entity_id }) => entity_id),
    })),
  }
  const rows = Object.entries({ put, remove, archive })
  const parts = rows.flatMap(([step, tables]) => Object.keys(tables).map((table) => `${step} ${table}`))
  const touched = new Set(transactions.flatMap(({ changes }) => changes.map(tableOf)))
  if (touched.has('guests')) parts.push('seatings')
  if (touched.has('reservations')) parts.push('plans')
  if (receipts.length > 0) parts.push('receipts')
  const { rows: outcomes } = await older.query(
    'select * from qtable.append($1::int[], $2::text, $3::text[], $4::boolean, $5::text)',
    [[restaurantId], JSON.stringify([member]), parts, false, 'qtable_app'],
  )
  return outcomes.at(-1)
}

const tableOf = ({ entity_type }: Change) => entities[entity_type].plural

const appendNewer = async (append: Append) => (await opened.database.append([append]))[0]

/** Where tables and parties disagree, and plans that are not those of their reservations. */
async function disputes(): Promise<unknown[]> {
  return opened.database.asRestaurant(1, (tx) =>
    tx.query(`
      select t.id::text as what from tables t full join (
        select g.id, s.value::uuid as table_id from guests g, jsonb_array_elements_text(g.data->'tableIds') s
      ) g on g.table_id = t.id
      where t.current_guest_id is distinct from g.id
      union all
      select coalesce(p.reservation_id, r.id)::text from plans p full join (
        select r.id, s.value::uuid as table_id, (r.data->>'startsAt')::timestamptz as starts
        from reservations r, jsonb_array_elements_text(r.data->'tableIds') s
        where r.data->>'status' in ('pending', 'confirmed', 'arrived', 'seated') and not r.archived
      ) r on r.id = p.reservation_id and r.table_id = p.table_id and r.starts = lower(p.during)
      where p.reservation_id is null or r.id is null`),
  )
}

test('[I33] a node of the version before and one of this version append in turns to one restaurant', async () => {
  const { table, guest } = seatedParty()
  const free = { status: 'available', currentGuestId: null }
  const waiting = { status: 'waiting', tableId: null, tableIds: [] }
  const second = tableRow()
  const booked = reservationRow({ tableIds: [second.id] })
  const steps: RowsOfTest[] = []
  const seat = { put: { tables: [table], guests: [guest] } }
  const leave = { put: { tables: [{ ...table, ...free }], guests: [{ ...guest, ...waiting }] } }
  // Each kind of node undoes what the other did, and does what the other undid.
  for (let n = 0; n < 3; n++) steps.push(seat, leave, leave, seat)
  const later = { ...booked, startsAt: '2026-05-01T21:00:00.000Z' }
  const moved = { ...later, tableIds: [table.id] }
  const cancelled = { ...moved, status: 'cancelled', endedFrom: 'confirmed' }
  steps.push({ put: { tables: [second], reservations: [booked] } })
  for (const reservation of [later, moved, booked, cancelled, moved])
    steps.push({ put: { reservations: [reservation] } })
  steps.push(leave, { archive: { reservations: [booked.id] } }, { remove: { guests: [guest.id], tables: [table.id] } })
  const writers = [appendOlder, appendNewer]
  for (const offset of [0, 1]) {
    const restart = offset * steps.length
    for (const [n, rows] of steps.entries()) {
      const writer = writers[(n + offset) % 2]
      if (offset === 1 && JSON.stringify(rows).includes(booked.id)) continue
      const { version } = await clock()
      expect(await writer?.(appendAt(version, rows)), `step ${restart + n}`).toMatchObject({ outcome: 'committed' })
      expect(await disputes()).toEqual([])
    }
  }
})

async function clock(): Promise<{ version: number }> {
  const [row] = await opened.database.asRestaurant(1, (tx) =>
    tx.query<{ version: number }>('select version from clocks'),
  )
  return row ?? { version: 0 }
}

test('[I33] either refuses half of a seat, whichever wrote the other half before', async () => {
  const { table, guest } = seatedParty()
  expect(await appendNewer(appendAt(0, { put: { tables: [table], guests: [guest] } }))).toMatchObject({
    outcome: 'committed',
  })
  const half = { put: { guests: [guestRow({ id: guest.id })] } }
  for (const writer of [appendOlder, appendNewer]) {
    expect(await writer(appendAt(1, half))).toMatchObject({ outcome: 'refused' })
  }
  expect(
    await appendOlder(appendAt(1, { put: { tables: [{ ...table, version: 2 }], guests: [guest] } })),
  ).toMatchObject({
    outcome: 'committed',
  })
  const other = seatedParty({})
  const taken = { put: { guests: [{ ...other.guest, tableId: table.id, tableIds: [table.id] }] } }
  for (const writer of [appendOlder, appendNewer]) {
    expect(await writer(appendAt(2, taken))).toMatchObject({ outcome: 'refused' })
  }
})

test('[I8] [I33] what one has committed or answered is a duplicate for the other', async () => {
  const receipt = { fingerprint: 'f', transactionId: null, version: 0, problem: null }
  const first = appendAt(0, { receipts: [{ id: '00000000-0000-7000-8000-000000000001', ...receipt }] })
  const second = appendAt(1, { receipts: [{ id: '00000000-0000-7000-8000-000000000002', ...receipt }] })
  await appendOlder(first)
  await appendNewer(second)
  for (const repeated of [first, second]) {
    for (const writer of [appendOlder, appendNewer]) {
      const onlyTransaction = { ...repeated, receipts: [], expected: { version: 2 } }
      expect(await writer(onlyTransaction)).toMatchObject({ outcome: 'duplicate' })
      expect(await writer({ ...repeated, transactions: [], expected: { version: 2 } })).toMatchObject({
        outcome: 'duplicate',
      })
    }
  }
})

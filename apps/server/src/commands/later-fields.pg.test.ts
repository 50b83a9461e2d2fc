import { expect, test } from 'vitest'
import { importRestaurant } from '../cli/import-restaurant.ts'
import type { Database } from '../db/database.ts'
import { checkExport } from '../journal/check-export.ts'
import { exportRestaurant } from '../journal/export.ts'
import { openExportLines } from '../journal/export-file.ts'
import { openHistory } from '../journal/history.ts'
import { openJournal } from '../journal/journal.ts'
import { openTestRestaurant } from './testing/open-test-restaurant.ts'

/** Text of JSON as a version wrote it that did not have these fields yet. */
const older = (column: string) =>
  `regexp_replace(${column}::text, '"(tags|endedFrom|bussing)": (null|\\[\\]|false), ', '', 'g')`

/** A restaurant whose rows and log an older version wrote. */
async function openOlder() {
  const { db, node, restaurantId, guestIds } = await openTestRestaurant()
  const [guestId = ''] = guestIds
  await node.run(restaurantId, 'guest.update', { guestId, notes: 'by the window' })
  await node.run(restaurantId, 'restaurant.update', { phone: '+4930123456' })
  const floor = (await node.floors.read(restaurantId)).floor
  const { transactions } = await openJournal({ db }).readTail(restaurantId, 1, 100)
  const columns = { guests: 'data', restaurants: 'data', log: 'changes' }
  const updated = Object.entries(columns).map(([table, column]) =>
    db.asRestaurant(restaurantId, (tx) =>
      tx.query(`update ${table} set ${column} = ${older(column)}::jsonb
        where ${column}::text <> ${older(column)} returning ${column}::text`),
    ),
  )
  const changed = (await Promise.all(updated)).flat()
  expect(changed.length).toBeGreaterThan(4)
  expect(JSON.stringify(changed)).not.toMatch(/tags|endedFrom|bussing/)
  return { db, restaurantId, guestId, floor, transactions }
}

async function exported(db: Database, restaurantId: number): Promise<string[]> {
  const pieces: string[] = []
  await exportRestaurant(db, {
    restaurantId,
    now: '2026-05-01T18:00:00.000Z',
    progress: () => undefined,
    write: async (text) => void pieces.push(text),
  })
  return pieces.join('').trim().split('\n')
}

test('[I33] rows and log entries from before a field existed are read with its default', async () => {
  const { db, restaurantId, guestId, floor, transactions } = await openOlder()
  const journal = openJournal({ db })
  expect((await journal.load(restaurantId)).floor).toEqual(floor)
  expect((await journal.readTail(restaurantId, 1, 100)).transactions).toEqual(transactions)
  expect(await journal.activity(restaurantId, { entityId: guestId, limit: 1 })).toMatchObject({
    transactions: [{ changes: [{ data: { tags: [] }, before: { tags: [], notes: '' } }] }],
  })
  expect(await openHistory({ db }).find(restaurantId, 'guest', guestId)).toEqual(floor.guests.get(guestId))
})

test('[I33] an export holds the fields that its rows lack', async () => {
  const { db, restaurantId, floor, guestId } = await openOlder()
  const lines = (await exported(db, restaurantId)).map((line) => JSON.parse(line))
  expect(lines[0].restaurant).toEqual(floor.restaurant)
  expect(lines).toContainEqual({ kind: 'guest', archived: false, data: floor.guests.get(guestId) })
})

test('[I33] an export that an older version wrote is imported', async () => {
  const { db, restaurantId, floor } = await openOlder()
  const { line, end } = openExportLines()
  const entries = (await exported(db, restaurantId)).slice(0, -1).map((text) => JSON.parse(text, withoutLaterFields))
  const file = [...entries.map(line), end()].map((text) => text.trimEnd())
  expect(file.join()).not.toMatch(/tags|endedFrom|bussing/)
  const progress = () => undefined
  const { id } = await importRestaurant(db, { lines: file, checked: await checkExport(file), progress })
  const { floor: read } = await openJournal({ db }).load(id)
  expect(read.guests).toEqual(floor.guests)
  expect(read.restaurant.settings).toEqual(floor.restaurant.settings)
  const rows = await db.asRestaurant(id, (tx) => tx.query('select data from guests'))
  expect(rows).toMatchObject([{ data: { tags: [] } }])
})

function withoutLaterFields(key: string, value: unknown): unknown {
  return ['tags', 'endedFrom', 'bussing'].includes(key) ? undefined : value
}

import { expect, test } from 'vitest'
import { openJournal } from '../journal/journal.ts'
import { readAfter } from '../journal/log.ts'
import { openNodeOn, openTestRestaurant } from './testing/open-test-restaurant.ts'

/** A restaurant with a node that notes which versions its appends expect, and when they have their outcomes. */
async function open() {
  const { db, node: other, restaurantId } = await openTestRestaurant()
  const journal = openJournal({ db })
  const said: string[] = []
  const node = openNodeOn({
    ...journal,
    async append(members) {
      const expected = members.map((member) => `${member.expected.version} + ${member.transactions.length}`).join()
      said.push(`sent ${expected}`)
      const outcomes = await journal.append(members)
      said.push(`${outcomes.map(({ outcome }) => outcome).join()} ${expected}`)
      return outcomes
    },
  })
  const { floor } = await node.floors.read(restaurantId)
  const create = (i: number) => node.run(restaurantId, 'guest.create', { name: `G${i}`, partySize: 2 })
  return {
    db,
    node,
    other,
    restaurantId,
    said,
    version: floor.version,
    createAll: () => Promise.all(hundred.map(create)),
  }
}
const hundred = Array.from({ length: 100 }, (_, i) => i)

test('what waits in a hot restaurant is sent before the append ahead has its outcome, and lands behind it', async () => {
  const { node, restaurantId, said, version: at, createAll } = await open()
  const outcomes = await createAll()
  // The first of them finds nobody waiting.
  expect(said.slice(0, 3)).toEqual([`sent ${at} + 1`, `sent ${at + 1} + 32`, `committed ${at} + 1`])
  expect(said.filter((one) => one.startsWith('stale'))).toEqual([])
  expect(outcomes.map(({ version }) => version)).toEqual(hundred.map((i) => at + 1 + i))
  expect((await node.floors.read(restaurantId)).floor.version).toBe(at + 100)
})

test('where the append ahead comes to nothing, what was decided on the floor that it should leave is decided again', async () => {
  const { db, node, other, restaurantId, said, version: at, createAll } = await open()
  // This node is not told, so that its first append is stale for certain.
  await other.run(restaurantId, 'guest.create', { name: 'Elsewhere', partySize: 2 })
  const outcomes = await createAll()
  expect(said.slice(0, 3)).toEqual([`sent ${at} + 1`, `sent ${at + 1} + 32`, `stale ${at} + 1`])
  expect(said).toContain(`stale ${at + 1} + 32`)
  expect(outcomes.map(({ version }) => version)).toEqual(hundred.map((i) => at + 2 + i))
  const log = await db.asRestaurant(restaurantId, (tx) => readAfter(tx, at, { limit: 1000, maxBytes: 1e9 }))
  expect(log.map(({ version }) => version)).toEqual(Array.from({ length: 101 }, (_, i) => at + 1 + i))
  const [here, rows] = [await node.floors.read(restaurantId), await openJournal({ db }).load(restaurantId)]
  expect(here.floor).toEqual(rows.floor)
})

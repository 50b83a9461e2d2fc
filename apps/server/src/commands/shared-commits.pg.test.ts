import { expect, onTestFinished, test } from 'vitest'
import { createRestaurant } from '../accounts/create-restaurant.ts'
import { openDatabase } from '../db/database.ts'
import { openLog } from '../observability/log.ts'
import { openTestDatabase } from '../testing/cluster.ts'
import { openNode } from './testing/open-test-restaurant.ts'

const restaurants = 50
const rounds = 4
const actor = { id: '00000000-0000-7000-8000-000000000001', name: 'Ona' }

test('[I1] [I17] two nodes that change the same fifty restaurants at once lose nothing and wait for nobody for ever', async () => {
  const { database, url, close } = await openTestDatabase()
  onTestFinished(close)
  const other = await openDatabase({ url, log: openLog({ logLevel: 'silent' }), poolSize: 5 })
  onTestFinished(() => other.close())
  const ids: number[] = []
  for (let i = 0; i < restaurants; i++) {
    const found = { name: `R${i}`, timezone: 'Europe/Rome', actor, at: new Date().toISOString() }
    ids.push((await createRestaurant(database, found)).id)
  }
  const nodes = [openNode(database), openNode(other)]
  const outcomes = await Promise.all(
    nodes.flatMap((node, n) =>
      ids.flatMap((id) =>
        Array.from({ length: rounds }, (_, i) => node.run(id, 'guest.create', { name: `${n} ${i}`, partySize: 2 })),
      ),
    ),
  )
  expect(outcomes).toHaveLength(2 * restaurants * rounds)
  for (const id of ids) {
    const log = await database.asRestaurant(id, (tx) =>
      tx.query<{ version: number }>('select version from log where restaurant_id = $1 order by version', [id]),
    )
    // The first one founded the restaurant.
    expect(log.map(({ version }) => version)).toEqual(Array.from({ length: 2 * rounds + 1 }, (_, i) => i + 1))
    const floors = await Promise.all(nodes.map(async ({ floors }) => (await floors.catchUp(id)).floor))
    expect(floors[0]).toEqual(floors[1])
    const names = [...(floors[0]?.guests.values() ?? [])].map(({ name }) => name).sort()
    expect(names).toEqual(nodes.flatMap((_node, n) => Array.from({ length: rounds }, (_, i) => `${n} ${i}`)).sort())
    // Each node's own came in the order in which they were asked for.
    for (const n of [0, 1]) {
      const own = [...(floors[0]?.guests.values() ?? [])].filter(({ name }) => name.startsWith(`${n}`))
      const byVersion = own.sort((a, b) => a.version - b.version).map(({ name }) => name)
      expect(byVersion).toEqual([...byVersion].sort())
    }
  }
})

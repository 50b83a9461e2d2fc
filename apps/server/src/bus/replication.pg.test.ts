import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestRestaurant } from '../commands/testing/open-test-restaurant.ts'
import type { Database } from '../db/database.ts'
import type { HintMessage } from './bus.ts'
import { openLocalBus } from './local-bus.ts'
import { exampleTransaction } from './testing/bus-messages.ts'
import { heldFloor, openBusNode } from './testing/bus-nodes.ts'

/** A node that writes, and the hints that it has published. */
async function openWriter() {
  const restaurant = await openTestRestaurant()
  const bus = openLocalBus()
  const hints: HintMessage[] = []
  bus.join().subscribe((message) => {
    if (message.kind === 'hint') hints.push(message)
  })
  const writer = openBusNode(restaurant.db, { bus: bus.join(), polls: false })
  await writer.floors.read(restaurant.restaurantId)
  const write = async (notes: string) => {
    const { version } = await writer.run(restaurant.restaurantId, 'guest.update', {
      guestId: restaurant.guestIds[0],
      notes,
    })
    await expect.poll(() => hints.at(-1)?.version, { interval: 2 }).toBe(version)
    return version
  }
  return { ...restaurant, writer, hints, write }
}

/** A node that receives hints from the test. `gaps` lists events that do not follow the one before. */
async function openReceiver(db: Database, restaurantId: number, { polls = false } = {}) {
  const bus = openLocalBus()
  const publisher = bus.join()
  const node = openBusNode(db, { bus: bus.join(), polls })
  let { version } = (await node.floors.read(restaurantId)).floor
  const gaps: string[] = []
  node.floors.listen((event) => {
    if (event.kind === 'advanced') {
      for (const one of event.transactions) {
        if (one.version !== version + 1) gaps.push(`${version} to ${one.version}`)
        version = one.version
      }
    } else version = event.snapshot.floor.version
  })
  return { node, gaps, publish: (hint: HintMessage) => publisher.publish(hint), version: () => version }
}

test('[SY91] consecutive hints are applied without a query', async () => {
  const { db, restaurantId, hints, write, writer } = await openWriter()
  const { node, publish, version, gaps } = await openReceiver(db, restaurantId)
  for (const notes of ['a', 'b', 'c']) await write(notes)
  const events: string[] = []
  node.floors.listen((event) => events.push(event.kind))
  for (const hint of hints) publish(hint)
  await expect.poll(version).toBe(hints.at(-1)?.version)
  expect(events).toEqual(['advanced', 'advanced', 'advanced'])
  expect(gaps).toEqual([])
  expect(heldFloor(node, restaurantId)).toEqual(heldFloor(writer, restaurantId))
})

test('[SY91] [I17] with hints lost, duplicated, late and out of order, a floor skips no version and ends equal', async () => {
  const { db, restaurantId, hints, write, writer } = await openWriter()
  let runs = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ pick: fc.nat(), isBare: fc.boolean() }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (picks, writes) => {
        const { node, gaps, publish } = await openReceiver(db, restaurantId, { polls: true })
        for (let i = 0; i < writes; i++) await write(`run ${runs++}`)
        for (const { pick, isBare } of picks) {
          // From the last eight, which include hints older than this node's floor.
          const hint = hints.slice(-8)[pick % Math.min(8, hints.length)]
          if (!hint) continue
          const { transactions, previous, ...bare } = hint
          publish(isBare ? bare : hint)
        }
        await node.poll()
        await expect.poll(() => heldFloor(node, restaurantId), { interval: 2 }).toEqual(heldFloor(writer, restaurantId))
        expect(gaps).toEqual([])
        await node.bus.close()
      },
    ),
    { numRuns: process.env.CI ? 60 : 30 },
  )
})

test('[SY91] a hint of another history is not applied, and the log is read instead', async () => {
  const { db, restaurantId, write, writer } = await openWriter()
  const { node, publish } = await openReceiver(db, restaurantId)
  const before = heldFloor(node, restaurantId)
  const epoch = before?.epoch ?? ''
  const next = (before?.version ?? 0) + 1
  const unrelated = exampleTransaction(next)
  publish({ kind: 'hint', restaurantId, epoch, version: next, transactions: [unrelated], previous: unrelated.id })
  publish({ kind: 'hint', restaurantId, epoch: unrelated.id, version: next, transactions: [unrelated] })
  publish({
    kind: 'hint',
    restaurantId,
    epoch,
    version: next + 1,
    transactions: [exampleTransaction(next), exampleTransaction(next + 2)],
  })
  publish({ kind: 'hint', restaurantId: restaurantId + 1, epoch, version: 1, transactions: [exampleTransaction(1)] })
  const version = await write('the real one')
  publish({ kind: 'hint', restaurantId, epoch, version })
  await expect.poll(() => heldFloor(node, restaurantId)?.version).toBe(version)
  expect(heldFloor(node, restaurantId)).toEqual(heldFloor(writer, restaurantId))
  expect(node.floors.cachedIds()).toEqual([restaurantId])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestRestaurant } from '../commands/testing/open-test-restaurant.ts'
import type { Database } from '../db/database.ts'
import { logged } from './bus.contract.ts'
import type { Hint } from './bus.ts'
import { openLocalBus } from './local.ts'
import { heldBy, openBusNode } from './testing/buses.ts'

/** A writer whose hints the test catches, and what it said. */
async function openWriter() {
  const restaurant = await openTestRestaurant()
  const bus = openLocalBus()
  const hints: Hint[] = []
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

/** A node that hears what the test says; every event of its floor must link to the one before. */
async function openListener(db: Database, restaurantId: number, { polls = false } = {}) {
  const bus = openLocalBus()
  const speaker = bus.join()
  const node = openBusNode(db, { bus: bus.join(), polls })
  let { version } = (await node.floors.read(restaurantId)).floor
  const gaps: string[] = []
  node.floors.listen((event) => {
    if (event.kind === 'advanced') {
      for (const one of event.news) {
        if (one.version !== version + 1) gaps.push(`${version} to ${one.version}`)
        version = one.version
      }
    } else version = event.snapshot.floor.version
  })
  return { node, gaps, say: (hint: Hint) => speaker.publish(hint), version: () => version }
}

test('[SY91] hints that link are applied without asking the database', async () => {
  const { db, restaurantId, hints, write, writer } = await openWriter()
  const { node, say, version, gaps } = await openListener(db, restaurantId)
  for (const notes of ['a', 'b', 'c']) await write(notes)
  const origins: string[] = []
  node.floors.listen((event) => origins.push(event.kind))
  for (const hint of hints) say(hint)
  await expect.poll(version).toBe(hints.at(-1)?.version)
  expect(origins).toEqual(['advanced', 'advanced', 'advanced'])
  expect(gaps).toEqual([])
  expect(heldBy(node, restaurantId)).toEqual(heldBy(writer, restaurantId))
})

test('[SY91] [I17] hints lost, doubled, late and out of order: never past a gap, and equal at the end', async () => {
  const { db, restaurantId, hints, write, writer } = await openWriter()
  let runs = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ pick: fc.nat(), isBare: fc.boolean() }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (said, writes) => {
        const { node, gaps, say } = await openListener(db, restaurantId, { polls: true })
        for (let i = 0; i < writes; i++) await write(`run ${runs++}`)
        for (const { pick, isBare } of said) {
          // From the last few: also those of before this node read its floor.
          const hint = hints.slice(-8)[pick % Math.min(8, hints.length)]
          if (!hint) continue
          const { transactions, previous, ...bare } = hint
          say(isBare ? bare : hint)
        }
        await node.poll()
        await expect.poll(() => heldBy(node, restaurantId), { interval: 2 }).toEqual(heldBy(writer, restaurantId))
        expect(gaps).toEqual([])
        await node.bus.close()
      },
    ),
    { numRuns: 60 },
  )
})

test('[SY91] a hint of another history is not applied: the log is asked', async () => {
  const { db, restaurantId, write, writer } = await openWriter()
  const { node, say } = await openListener(db, restaurantId)
  const before = heldBy(node, restaurantId)
  const epoch = before?.epoch ?? ''
  const next = (before?.version ?? 0) + 1
  const foreign = logged(next)
  say({ kind: 'hint', restaurantId, epoch, version: next, transactions: [foreign], previous: foreign.id })
  say({ kind: 'hint', restaurantId, epoch: foreign.id, version: next, transactions: [foreign] })
  say({ kind: 'hint', restaurantId, epoch, version: next + 1, transactions: [logged(next), logged(next + 2)] })
  say({ kind: 'hint', restaurantId: restaurantId + 1, epoch, version: 1, transactions: [logged(1)] })
  const version = await write('the real one')
  say({ kind: 'hint', restaurantId, epoch, version })
  await expect.poll(() => heldBy(node, restaurantId)?.version).toBe(version)
  expect(heldBy(node, restaurantId)).toEqual(heldBy(writer, restaurantId))
  expect(node.floors.held()).toEqual([restaurantId])
})

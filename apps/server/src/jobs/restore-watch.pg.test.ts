import { type CursorPosition, transactionSuffix } from '@qtable/protocol'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { openLocalBus } from '../bus/local-bus.ts'
import { heldFloor, openBusNode } from '../bus/testing/bus-nodes.ts'
import { openTestRestaurant } from '../commands/testing/open-test-restaurant.ts'
import { openJournal } from '../journal/journal.ts'
import { resumePosition } from '../journal/resume-position.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import { openRestoreWatch } from './restore-watch.ts'

/** A restaurant with a backup, nodes that serve it, and a function that restores the backup. */
async function openBackedUpRestaurant({ nodes: count = 2, hasBackup = true } = {}) {
  const restaurant = await openTestRestaurant()
  const { db, restaurantId, guestIds } = restaurant
  const bus = openLocalBus()
  const open = () => openBusNode(db, { bus: bus.join(), polls: false })
  const nodes = Array.from({ length: count }, open)
  for (const { floors } of nodes) await floors.read(restaurantId)
  const [node = open()] = nodes
  const write = (notes: string, on = node) => on.run(restaurantId, 'guest.update', { guestId: guestIds[0], notes })
  const restoreBackup = hasBackup ? await restaurant.backUp() : undefined
  // A backup and a restore end all connections, so the first query afterwards fails.
  const reconnected = async () =>
    expect
      .poll(() =>
        db.ping().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
  await reconnected()
  return {
    ...restaurant,
    open,
    nodes,
    node,
    write,
    reconnected,
    async restore() {
      await restoreBackup?.()
      await reconnected()
    },
  }
}

function positionOf({ floor, epoch, recent }: Snapshot): CursorPosition {
  const last = recent.at(-1)
  return {
    restaurantId: floor.restaurant.id,
    epoch,
    version: floor.version,
    suffix: last && transactionSuffix(last.id),
  }
}

test('[SY24] [I23] nodes that run during a restore detect it by the head poll and agree on one new epoch', async () => {
  const { db, open, write, restore, restaurantId, nodes } = await openBackedUpRestaurant()
  const polling = openBusNode(db, { bus: openLocalBus().join() })
  await polling.floors.read(restaurantId)
  const before = await polling.floors.read(restaurantId)
  for (const notes of ['one', 'two', 'three']) await write(notes)
  await polling.floors.read(restaurantId)
  await restore()
  await expect.poll(() => heldFloor(polling, restaurantId)?.epoch, { timeout: 3000 }).not.toBe(before.epoch)
  for (const { floors } of [...nodes, open()]) await floors.read(restaurantId)
  const held = nodes.map((node) => heldFloor(node, restaurantId))
  expect(held[0]?.version).toBe(before.floor.version)
  expect(held[0]).toEqual(heldFloor(polling, restaurantId))
  expect(held[1]).toEqual(held[0])
  expect([...(held[0]?.guests.values() ?? [])][0]?.notes).toBe('')
})

test('[SY24] [I23] a restored database that has gone on past a node’s version is detected by the transaction at that version', async () => {
  const { node, open, write, restore, restaurantId } = await openBackedUpRestaurant({ nodes: 1 })
  const before = await node.floors.read(restaurantId)
  await write('lost')
  const lost = await write('also lost')
  await restore()
  // A node that starts now misses nothing, and gives the same versions to other transactions.
  const fresh = open()
  await fresh.floors.read(restaurantId)
  await write('kept', fresh)
  await write('kept too', fresh)
  expect(heldFloor(fresh, restaurantId)?.version).toBe(lost.version)
  // By its version alone, an append decided on the lost floor would be accepted.
  const next = await write('decided on the lost floor', node)
  expect(next.version).toBe(lost.version + 1)
  expect(heldFloor(node, restaurantId)?.epoch).not.toBe(before.epoch)
  await fresh.floors.read(restaurantId)
  expect(heldFloor(fresh, restaurantId)).toEqual(heldFloor(node, restaurantId))
})

test('[SY24] [I16] [I23] an older cursor reveals a restore, even if all nodes were down during it', async () => {
  const { node, open, write, restore, restaurantId } = await openBackedUpRestaurant()
  const early = positionOf(await node.floors.read(restaurantId))
  await write('one')
  const between = positionOf(await node.floors.read(restaurantId))
  await write('two')
  await write('three')
  const late = positionOf(await node.floors.read(restaurantId))
  await restore()
  const fresh = open()
  // A cursor from before the backup still works.
  expect((await resumePosition(early, fresh))?.epoch).toBe(early.epoch)
  await write('kept', fresh)
  await write('kept too', fresh)
  expect(heldFloor(fresh, restaurantId)?.epoch).toBe(early.epoch)
  // The version exists, with another transaction.
  expect(await resumePosition(between, fresh)).toBeUndefined()
  const renewed = heldFloor(fresh, restaurantId)?.epoch
  expect(renewed).not.toBe(early.epoch)
  // Further cursors of the old epoch are refused and start no other epoch.
  for (const position of [late, early, between]) expect(await resumePosition(position, fresh)).toBeUndefined()
  expect(heldFloor(fresh, restaurantId)?.epoch).toBe(renewed)
})

test('[SY24] [I16] a cursor past the end of the log reveals a restore', async () => {
  const { node, open, write, restore, restaurantId } = await openBackedUpRestaurant()
  await write('one')
  const late = positionOf(await node.floors.read(restaurantId))
  await restore()
  const fresh = open()
  expect(await resumePosition(late, fresh)).toBeUndefined()
  expect(heldFloor(fresh, restaurantId)?.epoch).not.toBe(late.epoch)
})

test('[SY24] a database that was recreated under the same name gives every restaurant one new epoch', async () => {
  const { db, node, found, restaurantId, ...rest } = await openBackedUpRestaurant({ hasBackup: false })
  const log = pino({ level: 'silent' })
  const journal = openJournal({ db })
  const watch = () => openRestoreWatch({ db, journal, folder: undefined, log })
  const [one, other] = [await watch(), await watch()]
  onTestFinished(async () => void (await Promise.all([one.close(), other.close()])))
  await found()
  expect(await one.check()).toBe(0)
  const { epoch } = await node.floors.read(restaurantId)
  const restoreBackup = await rest.backUp()
  await restoreBackup()
  await rest.reconnected()
  const renewed = await Promise.all([one.check(), other.check()])
  expect(renewed.toSorted()).toEqual([0, 2])
  expect((await node.floors.read(restaurantId)).epoch).not.toBe(epoch)
  expect((await Promise.all([one.check(), other.check()])).toSorted()).toEqual([0, 0])
})

test('[SY24] a restaurant that the restored database does not have is dropped', async () => {
  const { found, node, restore } = await openBackedUpRestaurant()
  const { id } = await found()
  await node.floors.read(id)
  await restore()
  await expect(node.floors.read(id)).rejects.toMatchObject({ code: 'not_found' })
  expect(node.floors.cached(id)).toBeUndefined()
})

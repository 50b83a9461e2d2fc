import { type CursorPosition, transactionSuffix } from '@qtable/protocol'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { openLocalBus } from '../bus/local.ts'
import { heldBy, openBusNode } from '../bus/testing/buses.ts'
import { openTestRestaurant } from '../commands/testing/open-test-restaurant.ts'
import { openJournal } from '../journal/journal.ts'
import { resumePosition } from '../journal/resume-position.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import { openPutBackWatch } from './put-back.ts'

/** A restaurant with a backup, nodes that have gone on since, and how to put the backup back. */
async function openWorld({ nodes: count = 2, hasBackup = true } = {}) {
  const restaurant = await openTestRestaurant()
  const { db, restaurantId, guestIds } = restaurant
  const bus = openLocalBus()
  const open = () => openBusNode(db, { bus: bus.join(), polls: false })
  const nodes = Array.from({ length: count }, open)
  for (const { floors } of nodes) await floors.read(restaurantId)
  const [node = open()] = nodes
  const write = (notes: string, on = node) => on.run(restaurantId, 'guest.update', { guestId: guestIds[0], notes })
  const putBack = hasBackup ? await restaurant.backUp() : undefined
  // The first query after it finds the connections gone.
  const settled = async () =>
    expect
      .poll(() =>
        db.ping().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
  await settled()
  return {
    ...restaurant,
    open,
    nodes,
    node,
    write,
    settled,
    async putBack() {
      await putBack?.()
      await settled()
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

test('[SY24] [I23] nodes that run while the database is put back find it by asking for the heads: a new epoch, one for all', async () => {
  const { db, open, write, putBack, restaurantId, nodes } = await openWorld()
  const polling = openBusNode(db, { bus: openLocalBus().join() })
  await polling.floors.read(restaurantId)
  const before = await polling.floors.read(restaurantId)
  for (const notes of ['one', 'two', 'three']) await write(notes)
  await polling.floors.read(restaurantId)
  await putBack()
  await expect.poll(() => heldBy(polling, restaurantId)?.epoch, { timeout: 3000 }).not.toBe(before.epoch)
  for (const { floors } of [...nodes, open()]) await floors.read(restaurantId)
  const held = nodes.map((node) => heldBy(node, restaurantId))
  expect(held[0]?.version).toBe(before.floor.version)
  expect(held[0]).toEqual(heldBy(polling, restaurantId))
  expect(held[1]).toEqual(held[0])
  expect([...(held[0]?.guests.values() ?? [])][0]?.notes).toBe('')
})

test('[SY24] [I23] a database that was put back and went on past what a node knew is found by the transaction at its version', async () => {
  const { node, open, write, putBack, restaurantId } = await openWorld({ nodes: 1 })
  const before = await node.floors.read(restaurantId)
  await write('lost')
  const lost = await write('also lost')
  await putBack()
  // A node that starts now knows of nothing that is missing, and counts the same versions with other contents.
  const fresh = open()
  await fresh.floors.read(restaurantId)
  await write('kept', fresh)
  await write('kept too', fresh)
  expect(heldBy(fresh, restaurantId)?.version).toBe(lost.version)
  // Decided on the lost floor, an append would fit by its number alone.
  const next = await write('decided on the lost floor', node)
  expect(next.version).toBe(lost.version + 1)
  expect(heldBy(node, restaurantId)?.epoch).not.toBe(before.epoch)
  await fresh.floors.read(restaurantId)
  expect(heldBy(fresh, restaurantId)).toEqual(heldBy(node, restaurantId))
})

test('[SY24] [I16] [I23] a cursor from before proves it, also where all nodes were down and nothing else tells', async () => {
  const { node, open, write, putBack, restaurantId } = await openWorld()
  const early = positionOf(await node.floors.read(restaurantId))
  await write('one')
  const between = positionOf(await node.floors.read(restaurantId))
  await write('two')
  await write('three')
  const late = positionOf(await node.floors.read(restaurantId))
  await putBack()
  const fresh = open()
  // What was known before the backup goes on.
  expect((await resumePosition(early, fresh))?.epoch).toBe(early.epoch)
  await write('kept', fresh)
  await write('kept too', fresh)
  expect(heldBy(fresh, restaurantId)?.epoch).toBe(early.epoch)
  // The version is there, with another transaction.
  expect(await resumePosition(between, fresh)).toBeUndefined()
  const renewed = heldBy(fresh, restaurantId)?.epoch
  expect(renewed).not.toBe(early.epoch)
  // Once is enough: cursors of the old epoch are refused, and begin no further one.
  for (const position of [late, early, between]) expect(await resumePosition(position, fresh)).toBeUndefined()
  expect(heldBy(fresh, restaurantId)?.epoch).toBe(renewed)
})

test('[SY24] [I16] a cursor past the end of the log proves it too', async () => {
  const { node, open, write, putBack, restaurantId } = await openWorld()
  await write('one')
  const late = positionOf(await node.floors.read(restaurantId))
  await putBack()
  const fresh = open()
  expect(await resumePosition(late, fresh)).toBeUndefined()
  expect(heldBy(fresh, restaurantId)?.epoch).not.toBe(late.epoch)
})

test('[SY24] another database under the same name gives every restaurant a new epoch, once', async () => {
  const { db, node, found, restaurantId, ...restore } = await openWorld({ hasBackup: false })
  const log = pino({ level: 'silent' })
  const journal = openJournal({ db })
  const watch = () => openPutBackWatch({ db, journal, folder: undefined, log })
  const [one, other] = [await watch(), await watch()]
  onTestFinished(async () => void (await Promise.all([one.close(), other.close()])))
  await found()
  expect(await one.look()).toBe(0)
  const { epoch } = await node.floors.read(restaurantId)
  const backUp = await restore.backUp()
  await backUp()
  await restore.settled()
  const renewed = await Promise.all([one.look(), other.look()])
  expect(renewed.toSorted()).toEqual([0, 2])
  expect((await node.floors.read(restaurantId)).epoch).not.toBe(epoch)
  expect((await Promise.all([one.look(), other.look()])).toSorted()).toEqual([0, 0])
})

test('[SY24] a restaurant that the database put back has never had is forgotten', async () => {
  const { found, node, putBack } = await openWorld()
  const { id } = await found()
  await node.floors.read(id)
  await putBack()
  await expect(node.floors.read(id)).rejects.toMatchObject({ code: 'not_found' })
  expect(node.floors.cached(id)).toBeUndefined()
})

import { createHash } from 'node:crypto'
import { Problem } from '@qtable/domain'
import { expect, onTestFinished, test } from 'vitest'
import { importRestaurant } from '../accounts/import-restaurant.ts'
import { openNode } from '../commands/testing.ts'
import { addDemo } from '../demo/demo.ts'
import { checkExport, exportRestaurant, type RestaurantExport } from '../journal/export.ts'
import { readAfter } from '../journal/log.ts'
import { openTestDatabase } from '../testing/cluster.ts'

const progress = () => {}

async function demo() {
  const { database: db, close } = await openTestDatabase()
  onTestFinished(close)
  await addDemo({ db })
  const node = openNode(db)
  // Somebody of an earlier day, so that the history has a row.
  const later = openNode(db, () => Date.now() + 2 * 86_400_000)
  const { floor } = await node.floors.read(1)
  const seated = [...floor.guests.values()].find(({ status }) => status === 'seated')
  await node.run(1, 'guest.setStatus', { guestId: seated?.id, status: 'finished' })
  const command = { id: '00000000-0000-7000-8000-000000000001', type: 'serviceDay.close', payload: { limit: 100 } }
  await later.commands.executeInternal(1, command)
  const exported = await exportRestaurant(db, { restaurantId: 1, now: new Date().toISOString(), progress })
  // As a file: what JSON does not carry is gone.
  const file: RestaurantExport = JSON.parse(JSON.stringify(exported))
  return { db, node, file }
}

test('the demo restaurant has a floor worth looking at', async () => {
  const { database: db, close } = await openTestDatabase()
  onTestFinished(close)
  const signIn = await addDemo({ db })
  expect(signIn?.password).toBeTruthy()
  const { floor } = await openNode(db).floors.read(1)
  expect(floor.tables.size).toBe(20)
  expect(floor.sections.size).toBe(3)
  expect(floor.reservations.size).toBe(10)
  expect([...floor.guests.values()].map(({ status }) => status).sort()).toEqual(
    [...Array(1).fill('notified'), ...Array(7).fill('seated'), ...Array(4).fill('waiting')].sort(),
  )
  expect(await addDemo({ db })).toBeUndefined()
})

test('a restaurant that was exported and imported elsewhere is the same, with its log and history', async () => {
  const { node, file } = await demo()
  const { database: elsewhere, close } = await openTestDatabase()
  onTestFinished(close)
  const checked = checkExport(file)
  // Another restaurant lives there already, so that the number is another one too.
  await addDemo({ db: elsewhere })
  const { id, slug } = await importRestaurant(elsewhere, { file: checked, progress })
  expect(id).toBe(2)
  expect(slug).not.toBe(file.restaurant.slug)
  const there = openNode(elsewhere)
  const [before, after] = await Promise.all([node.floors.catchUp(1), there.floors.read(2)])
  expect({ ...after.floor, restaurant: null }).toEqual({ ...before.floor, restaurant: null })
  expect(after.floor.restaurant).toEqual({ ...before.floor.restaurant, id, slug })
  expect(after.epoch).not.toBe(before.epoch)
  const log = await elsewhere.asRestaurant(2, (tx) => readAfter(tx, 0, 1000))
  expect(log).toHaveLength(before.floor.version)
  const again = await exportRestaurant(elsewhere, { restaurantId: 2, now: file.exportedAt, progress })
  expect(again.guests).toEqual(file.guests)
  expect(again.guests.some(({ archived }) => archived)).toBe(true)
  // It goes on from there.
  const outcome = await there.run(2, 'guest.create', { name: 'New here', partySize: 2 })
  expect(outcome.version).toBe(file.version + 1)
})

test('a file that was changed, cut or made up is refused whole, with what is wrong', async () => {
  const { file } = await demo()
  const wrong = (change: (copy: RestaurantExport) => unknown) => {
    const copy = structuredClone(file)
    change(copy)
    try {
      checkExport(copy)
    } catch (error) {
      if (error instanceof Problem) return error.detail
      throw error
    }
    return 'accepted'
  }
  expect(wrong(() => {})).toBe('accepted')
  expect(wrong((copy) => copy.log.pop())).toMatch(/checksum/)
  expect(wrong((copy) => Object.assign(copy.restaurant, { name: 'Other' }))).toMatch(/checksum/)
  expect(wrong((copy) => Object.assign(copy, { surprise: 1 }))).toMatch(/surprise/)
  expect(wrong((copy) => Object.assign(copy.tables[0] ?? {}, { capacity: -1 }))).toMatch(/tables\.0\.capacity/)
  expect(() => checkExport('a text')).toThrow(Problem)
  expect(() => checkExport(null)).toThrow(Problem)
})

test('a made-up file with a checksum of its own is refused in one line and leaves nothing behind', async () => {
  const { db, file } = await demo()
  const forged = (change: (copy: RestaurantExport) => unknown) => {
    const { checksum: _, ...copy } = structuredClone(file)
    change(copy as RestaurantExport)
    return checkExport({ ...copy, checksum: createHash('sha256').update(JSON.stringify(copy)).digest('hex') })
  }
  const [member] = file.members
  expect(() => forged((copy) => copy.members.push(...(member ? [member] : [])))).toThrow(
    /members: names somebody twice/,
  )
  expect(() => forged((copy) => Object.assign(copy.log[0] ?? {}, { actor_id: 'x'.repeat(36) }))).toThrow(/actor_id/)
  const twice = forged((copy) => copy.sections.push(...copy.sections.slice(0, 1)))
  await expect(importRestaurant(db, { file: twice, progress })).rejects.toMatchObject({
    code: 'validation_failed',
    detail: expect.stringMatching(/^The database refuses this file: .*duplicate key/),
  })
  expect(await db.asSystem((tx) => tx.query('select 1 from tenants'))).toHaveLength(1)
})

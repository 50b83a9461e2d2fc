import { setImmediate as nextTurn } from 'node:timers/promises'
import { Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { defaultBudgets } from '../budgets.ts'
import { openJournal } from '../journal/journal.ts'
import { openNodeOn, openTestRestaurant } from './testing/open-test-restaurant.ts'

const megabyte = 1024 * 1024
const longNotes = 'n'.repeat(2000)

/**
 * The most memory that `work` takes beyond what there was, and the longest turn of the event loop in it, in milliseconds of
 * this thread's processor time: other tests run beside it.
 */
async function costOf(work: () => Promise<unknown>) {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 5)
  let longestTurnMs = 0
  let isOver = false
  const watchTurns = async () => {
    while (!isOver) {
      const begun = process.threadCpuUsage()
      await nextTurn()
      const { user, system } = process.threadCpuUsage(begun)
      longestTurnMs = Math.max(longestTurnMs, (user + system) / 1000)
    }
  }
  const watching = watchTurns()
  await work()
  isOver = true
  await watching
  clearInterval(sampling)
  most = Math.max(most, process.memoryUsage().rss)
  return { bytes: most - before, longestTurnMs }
}

function parties(count: number) {
  return Array.from({ length: count }, () => ({ type: 'guest.create', payload: { partySize: 2 } }))
}

test('[I30] a floor is filled up to its budget, on every path, and can be emptied again', async () => {
  const { node, restaurantId, guestIds } = await openTestRestaurant({
    waiting: 3,
    budgets: { parties: 10, bookings: 5, tables: 2 },
  })
  const over = (budget: string, limit: number, used: number) => ({
    code: 'quota_exceeded',
    current: { budget, limit, used },
  })
  await node.batch(restaurantId, uuidv7(), parties(7))
  await expect(node.run(restaurantId, 'guest.create', { partySize: 2 })).rejects.toMatchObject(over('parties', 10, 11))
  await expect(node.batch(restaurantId, uuidv7(), parties(2))).rejects.toMatchObject({ operations: [{}, {}] })
  const startsAt = new Date(Date.now() + 3_600_000).toISOString()
  const reservations = Array.from({ length: 6 }, (_, i) => ({ id: uuidv7(), partySize: 2, startsAt, name: `${i}` }))
  await expect(node.run(restaurantId, 'reservation.import', { reservations })).rejects.toMatchObject(
    over('bookings', 5, 6),
  )
  await node.run(restaurantId, 'table.create', { tableNumber: '2', capacity: 2 })
  await expect(node.run(restaurantId, 'table.create', { tableNumber: '3', capacity: 2 })).rejects.toMatchObject(
    over('tables', 2, 3),
  )
  const deleted = await node.run(restaurantId, 'guest.delete', { guestId: guestIds[0] })
  const id = uuidv7()
  const arrived = await node.run(restaurantId, 'guest.create', { partySize: 4 }, { id })
  expect(arrived.status).toBe('applied')
  // What an undo brings back counts like a new party.
  const undo = { transactionId: deleted.transaction?.id }
  await expect(node.run(restaurantId, 'undo', undo)).rejects.toMatchObject(over('parties', 10, 11))
})

test('[I30] a refusal by a budget is not kept: the same id succeeds once there is room', async () => {
  const { node, restaurantId, guestIds } = await openTestRestaurant({ waiting: 2, budgets: { parties: 2 } })
  const id = uuidv7()
  const arrive = () => node.run(restaurantId, 'guest.create', { partySize: 2 }, { id })
  await expect(arrive()).rejects.toMatchObject({ code: 'quota_exceeded' })
  await node.run(restaurantId, 'guest.delete', { guestId: guestIds[0] })
  expect(await arrive()).toMatchObject({ status: 'applied' })
})

test('[I30] a restaurant makes as many versions a minute as it may, and another one its own', async () => {
  const { node, restaurantId, found } = await openTestRestaurant({ waiting: 0, budgets: { versions_per_minute: 3 } })
  const other = await found()
  const arrive = (id: number) => node.run(id, 'guest.create', { partySize: 2 })
  await arrive(restaurantId)
  await arrive(restaurantId)
  await expect(arrive(restaurantId)).rejects.toMatchObject({
    code: 'quota_exceeded',
    retryAfterSeconds: expect.any(Number),
    current: { budget: 'versions_per_minute', limit: 3, used: 4, retry_after_seconds: expect.any(Number) },
  })
  expect(await arrive(other.id)).toMatchObject({ status: 'applied' })
})

test('[I29] [I30] a restaurant stores so many bytes an hour and no more, also of refusals, and another one its own', async () => {
  const { node, restaurantId, found } = await openTestRestaurant({ waiting: 0, budgets: { bytes_per_hour: 20_000 } })
  const other = await found()
  const over = {
    code: 'quota_exceeded',
    retryAfterSeconds: expect.any(Number),
    current: { budget: 'bytes_per_hour', limit: 20_000, retry_after_seconds: expect.any(Number) },
  }
  const arrive = (id: number) => node.run(id, 'guest.create', { partySize: 2, notes: longNotes.slice(0, 1000) })
  const until = async (work: () => Promise<unknown>) => {
    for (let n = 0; n < 200; n++) {
      const problem = await work().catch((error: unknown) => error)
      if (problem instanceof Problem && problem.code === 'quota_exceeded') return { n, problem }
    }
    throw new Error('no limit')
  }
  const changes = await until(() => arrive(restaurantId))
  expect(changes.problem).toMatchObject(over)
  expect(changes.n).toBeGreaterThan(4)
  expect(changes.n).toBeLessThan(20)
  const refusals = await until(() => node.run(other.id, 'guest.delete', { guestId: uuidv7() }))
  expect(refusals.problem).toMatchObject(over)
  expect(refusals.n).toBeGreaterThan(30)
  const third = await found()
  expect(await arrive(third.id)).toMatchObject({ status: 'applied' })
})

test('[I30] undoing large batches by the dozen costs bounded memory and no long turn', async () => {
  const { node, db, restaurantId } = await openTestRestaurant({ waiting: 0 })
  const ids = Array.from({ length: 480 }, () => uuidv7())
  const batch = (commands: { type: string; payload: object }[]) => node.batch(restaurantId, uuidv7(), commands)
  await batch(
    ids.map((id) => ({ type: 'guest.create', payload: { id, partySize: 2, notes: longNotes.slice(0, 1400) } })),
  )
  const transactions: (string | undefined)[] = []
  for (let i = 0; i < 12; i++) {
    const outcome = await batch(
      ids.map((guestId) => ({ type: 'guest.update', payload: { guestId, partySize: 3 + (i % 2) } })),
    )
    transactions.push(outcome.transaction?.id)
  }
  // Another node has none of them in memory.
  const cold = openNodeOn(openJournal({ db }), { budgets: defaultBudgets })
  const undo = () => ({ type: 'undo', payload: { transactionId: transactions[Math.floor(Math.random() * 12)] } })
  const many = Array.from({ length: 400 }, undo)
  const refused = await costOf(() => cold.batch(restaurantId, uuidv7(), many).catch((error) => error))
  expect(refused.bytes).toBeLessThan(100 * megabyte)
  expect(refused.longestTurnMs).toBeLessThan(100)
  const cost = await costOf(() =>
    Promise.allSettled(
      Array.from({ length: 10 }, () => cold.batch(restaurantId, uuidv7(), Array.from({ length: 20 }, undo))),
    ),
  )
  expect(cost.bytes).toBeLessThan(300 * megabyte)
  expect(cost.longestTurnMs).toBeLessThan(100)
}, 60_000)

test('[I30] the receipt of a refused batch is small, however large what stood in its way', async () => {
  const { node, db, restaurantId } = await openTestRestaurant({ waiting: 0 })
  const ids = Array.from({ length: 400 }, () => uuidv7())
  await node.batch(
    restaurantId,
    uuidv7(),
    ids.map((id) => ({ type: 'guest.create', payload: { id, partySize: 2, notes: longNotes } })),
  )
  const update = { was: { notes: 'another' }, notes: 'mine' }
  const edits = ids.map((guestId) => ({ type: 'guest.update', payload: { guestId, ...update } }))
  const id = uuidv7()
  const commands = edits.map((one) => ({ id: uuidv7(), ...one }))
  const first = await node.batch(restaurantId, id, commands).catch((error) => error)
  expect(first).toMatchObject({ code: 'edit_conflict' })
  const [receipt] = await db.asRestaurant(restaurantId, (tx) =>
    tx.query<{ bytes: number }>('select octet_length(problem::text) as bytes from receipts where id = $1', [id]),
  )
  expect(receipt?.bytes).toBeLessThan(17_000)
  await expect(node.batch(restaurantId, id, commands)).rejects.toMatchObject({ code: 'edit_conflict', replayed: true })
}, 30_000)

test('[I30] pages of the log and of the activity end at their bytes, and lead to all of it', async () => {
  const { node, db, restaurantId, guestIds } = await openTestRestaurant({ waiting: 1 })
  const [guestId = ''] = guestIds
  for (let i = 0; i < 30; i++) {
    await node.run(restaurantId, 'guest.update', { guestId, notes: `${i} ${crypto.randomUUID().repeat(50)}` })
  }
  const journal = openJournal({ db, pageBytes: 10_000 })
  const whole = await openJournal({ db }).after(restaurantId, 0, 100)
  const forwards = []
  for (let version = 0; ; version = forwards.at(-1)?.version ?? 0) {
    const page = await journal.after(restaurantId, version, 100)
    if (page.length === 0) break
    expect(page.length).toBeLessThan(10)
    forwards.push(...page)
  }
  expect(forwards).toEqual(whole)
  for (const entityId of [undefined, guestId]) {
    const backwards = []
    for (let before: number | undefined = 1000; before !== undefined; ) {
      const { transactions, next } = await journal.activity(restaurantId, { entityId, before, limit: 100 })
      expect(transactions.length).toBeLessThan(10)
      backwards.push(...transactions)
      before = next
    }
    const expected = whole.filter(
      ({ changes }) => entityId === undefined || changes.some((one) => one.entity_id === entityId),
    )
    expect(backwards).toEqual(expected.toReversed())
  }
  const tooLarge = await journal.transactions(
    restaurantId,
    whole.map(({ id }) => id),
    10_000,
  )
  expect(tooLarge.transactions.length + tooLarge.tooLarge.length).toBe(whole.length)
  expect(tooLarge.tooLarge.length).toBeGreaterThan(20)
})

import { newRestaurant } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { createRestaurant } from '../accounts/create-restaurant.ts'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import { type Journal, openJournal } from '../journal/journal.ts'
import { openMemoryJournal } from '../journal/memory-journal.ts'
import { openTestDatabase } from '../testing/cluster.ts'
import { openNodeOn } from './testing/open-test-restaurant.ts'

const at = '2026-05-01T17:00:00Z'
const actor = { id: uuidv7(), name: 'Ona' }

/** The same restaurant in both journals. */
async function bothJournals() {
  const { database: db, close } = await openTestDatabase()
  onTestFinished(close)
  const restaurant = await createRestaurant(db, { name: 'Trattoria', timezone: 'Europe/Rome', actor, at })
  const postgres = openJournal({ db })
  const [first] = await postgres.after(restaurant.id, 0, 1)
  const memory = openMemoryJournal()
  memory.addRestaurant(newRestaurant({ ...restaurant, now: at }), {
    epoch: uuidv7(),
    first: first as LoggedTransaction,
  })
  return { postgres, memory, restaurantId: restaurant.id }
}

/** An evening of commands that end in every way there is: done, refused, without effect, repeated. */
function evening(): { id: string; type: string; payload: object }[] {
  const [table, other, guest, second, reservation, arrived] = Array.from({ length: 6 }, () => uuidv7())
  const steps: [string, object][] = [
    ['table.create', { id: table, tableNumber: '1', capacity: 2 }],
    ['table.create', { id: other, tableNumber: '2', capacity: 4 }],
    ['table.create', { tableNumber: '2', capacity: 4 }],
    ['guest.create', { id: guest, partySize: 2, name: 'Ada' }],
    ['guest.create', { id: second, partySize: 3, name: 'Bo' }],
    ['guest.seat', { guestId: guest, tableIds: [table] }],
    ['guest.seat', { guestId: guest, tableIds: [table] }],
    ['guest.seat', { guestId: second, tableIds: [table] }],
    ['guest.seat', { guestId: second, tableIds: [other] }],
    [
      'reservation.create',
      { id: reservation, name: 'Cy', partySize: 2, startsAt: '2026-05-01T20:00:00Z', tableIds: [other] },
    ],
    ['reservation.arrive', { reservationId: reservation, guestId: arrived }],
    ['table.setStatus', { tableId: other, status: 'cleaning' }],
    ['guest.setStatus', { guestId: guest, status: 'finished' }],
    ['guest.restore', { guestId: guest }],
    ['guest.delete', { guestId: second }],
    ['guest.update', { guestId: second, notes: 'gone' }],
    ['restaurant.update', { settings: { bussing: true } }],
  ]
  const ids = steps.map(([type, payload]) => ({ id: uuidv7(), type, payload }))
  const again = ids[5]
  return again ? [...ids, again] : ids
}

async function play(journal: Journal, restaurantId: number, commands: ReturnType<typeof evening>) {
  const clock = { now: Date.parse(at) }
  const node = openNodeOn(journal, { now: () => clock.now })
  const answers: unknown[] = []
  for (const { id, type, payload } of commands) {
    clock.now += 60_000
    const outcome = await node.run(restaurantId, type, payload, { id }).catch((problem: Error) => problem)
    answers.push(
      outcome instanceof Error
        ? { refused: outcome.message }
        : { status: outcome.status, version: outcome.version, changes: outcome.transaction?.changes },
    )
  }
  return answers
}

test('the journal in memory answers as the one in PostgreSQL, on every question', async () => {
  const { postgres, memory, restaurantId } = await bothJournals()
  const commands = evening()
  const answers = await play(postgres, restaurantId, commands)
  expect(await play(memory, restaurantId, commands)).toEqual(answers)
  expect(answers.filter((answer) => 'refused' in (answer as object))).toHaveLength(3)

  const ids = commands.map(({ id }) => id)
  const both = async (question: (journal: Journal) => Promise<unknown>) => {
    const [here, there] = await Promise.all([question(postgres), question(memory)])
    expect(there).toEqual(here)
  }
  await both(async (journal) => (await journal.load(restaurantId)).floor)
  await both(async (journal) => (await journal.head(restaurantId))?.version)
  await both((journal) => journal.head(999))
  await both((journal) => journal.after(restaurantId, 3, 4))
  await both(async (journal) => (await journal.readTail(restaurantId, 5, 100)).transactions)
  await both(async (journal) => {
    const { transactions } = await journal.transactions(restaurantId, ids, 1e9)
    return new Set(transactions.map(({ id }) => id))
  })
  const entityIds = (await postgres.after(restaurantId, 0, 100)).flatMap(({ changes }) =>
    changes.map((one) => one.entity_id),
  )
  for (const version of [1, 5, 8]) {
    await both(async (journal) => new Set(await journal.changedSince(restaurantId, entityIds, version)))
  }
  await both(async (journal) => {
    const { receipts, transactions } = await journal.answers(restaurantId, ids)
    return [new Set(receipts.map(({ id, problem }) => `${id} ${problem?.code}`)), transactions.length]
  })
  for (const time of [at, '2026-05-01T17:05:00.000Z', '2026-05-01T17:05:00.001Z', '2027-01-01T00:00:00.000Z']) {
    await both((journal) => journal.versionBefore(restaurantId, time))
  }
  await both((journal) => journal.activity(restaurantId, { limit: 5 }))
  await both((journal) => journal.activity(restaurantId, { limit: 50, before: 6, actorId: actor.id }))
  for (const journal of [postgres, memory]) await expect(journal.load(999)).rejects.toMatchObject({ code: 'not_found' })
})

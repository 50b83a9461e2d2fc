import { randomBytes, randomUUID } from 'node:crypto'
import { uuidv7 } from '@qtable/protocol'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { openNode, openTestRestaurant } from '../commands/testing/open-test-restaurant.ts'
import { openFeed } from '../journal/feed.ts'
import { openJournal } from '../journal/journal.ts'
import { openPruning, type PruneOptions } from './pruning.ts'

const day = 86_400_000
const log = pino({ level: 'silent' })

async function openPrunedRestaurant(options: Partial<PruneOptions> = {}) {
  const { db, restaurantId, guestIds, found } = await openTestRestaurant()
  const clock = { now: Date.now() }
  const node = openNode(db, () => clock.now)
  const pruning = () => {
    const opened = openPruning({ db, log, now: () => clock.now, keepVersions: 5, ...options })
    onTestFinished(() => opened.close())
    return opened
  }
  const write = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await node.run(restaurantId, 'guest.update', { guestId: guestIds[0], notes: `${randomUUID()}` })
    }
    return (await node.floors.read(restaurantId)).floor.version
  }
  const state = () =>
    db.asRestaurant(restaurantId, async (tx) => {
      const [row] = await tx.query<{ floor: number; oldest: number; count: number }>(
        `select c.log_floor as floor, min(l.version) as oldest, count(*) as count
         from clocks c join log l using (restaurant_id) group by c.log_floor`,
      )
      return row
    })
  /** Reads the versions after `version` on a node without recent transactions in memory. */
  const after = async (version: number) => {
    const fresh = openNode(db)
    const snapshot = await fresh.floors.read(restaurantId)
    return openFeed({ journal: openJournal({ db }) }).after(restaurantId, { version, snapshot, limit: 100_000 })
  }
  return { db, restaurantId, guestIds, found, clock, node, pruning, prune: pruning().prune, write, state, after }
}

test('[SY25] pruning keeps young versions, however many, and the last versions, however old', async () => {
  const { clock, prune, write, state } = await openPrunedRestaurant()
  const young = await write(10)
  await prune()
  expect(await state()).toMatchObject({ floor: 0, oldest: 1, count: young })
  clock.now += 8 * day
  await prune()
  expect(await state()).toEqual({ floor: young - 5, oldest: young - 4, count: 5 })
  const version = await write(3)
  await prune()
  // The three new ones are among the five.
  expect(await state()).toEqual({ floor: version - 5, oldest: version - 4, count: 5 })
})

test('[SY25] [I16] a cursor at the log floor continues, one below it is too old', async () => {
  const { clock, prune, write, after } = await openPrunedRestaurant()
  const version = await write(10)
  clock.now += 8 * day
  await prune()
  expect(await after(version - 5)).toMatchObject({ hasMore: false, transactions: { length: 5 } })
  expect(await after(version - 6)).toBe('gone')
  expect(await after(0)).toBe('gone')
})

test('[SY25] rows below the log floor are not read, even if they still exist', async () => {
  const { db, restaurantId, write, state, after } = await openPrunedRestaurant()
  const version = await write(10)
  await db.asRestaurant(restaurantId, (tx) => tx.query('update clocks set log_floor = 4'))
  expect(await state()).toMatchObject({ oldest: 1 })
  expect(await after(3)).toBe('gone')
  expect(await after(4)).toMatchObject({ transactions: { length: version - 4 } })
})

test('[SY25] [I16] during pruning, readers get every version after theirs, or are told that it is too old', async () => {
  const { db, restaurantId, clock, prune, write, after } = await openPrunedRestaurant()
  const version = await write(60)
  // More old versions than one transaction of the pruning removes.
  await db.asRestaurant(restaurantId, (tx) =>
    tx.query(
      `insert into log (restaurant_id, version, transaction_id, fingerprint, committed_at, actor_id, actor_name, command,
         command_ids, role, atomic, entity_ids, changes)
       select l.restaurant_id, $1 + n, gen_random_uuid(), 'f', l.committed_at, l.actor_id, l.actor_name, l.command,
         l.command_ids, l.role, l.atomic, l.entity_ids, '[]'
       from log l, generate_series(1, 3000) n where l.version = $1`,
      [version],
    ),
  )
  const head = version + 3000
  await db.asRestaurant(restaurantId, (tx) => tx.query('update clocks set version = $1, transaction_id = null', [head]))
  clock.now += 8 * day
  const pruned = prune()
  let isPruning = true
  void pruned.finally(() => {
    isPruning = false
  })
  const readers = [0, 500, 1500, 2500, head - 5].map(async (from) => {
    const answers: string[] = []
    do {
      const found = await after(from)
      if (found !== 'gone') expect(found.transactions.map((one) => one.version)).toEqual(range(from + 1, head))
      answers.push(found === 'gone' ? 'gone' : 'whole')
    } while (isPruning)
    return answers
  })
  const answers = await Promise.all(readers)
  expect(await pruned).toBe(head - 5)
  expect(answers.at(-1)).not.toContain('gone')
  for (const from of [0, 500, 1500, 2500]) expect(await after(from)).toBe('gone')
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

test('[SY25] several nodes that prune at once remove each row once', async () => {
  const { clock, pruning, write, state } = await openPrunedRestaurant()
  const version = await write(20)
  clock.now += 8 * day
  const removed = await Promise.all([pruning(), pruning(), pruning()].map((one) => one.prune()))
  expect(removed.reduce((sum, one) => sum + one, 0)).toBe(version - 5)
  expect(await state()).toEqual({ floor: version - 5, oldest: version - 4, count: 5 })
})

test('a locked restaurant is skipped until the next run, and the others are pruned', async () => {
  const { db, clock, prune, write, state, restaurantId, found } = await openPrunedRestaurant()
  await found()
  const version = await write(20)
  const first = await db.asSystem((tx) => tx.query<{ id: number }>('select min(restaurant_id) as id from tenants'))
  expect(first).toEqual([{ id: restaurantId }])
  clock.now += 40 * day
  const other = restaurantId + 1
  const receipts = (id: number) =>
    db.asRestaurant(id, (tx) => tx.query('select id from receipts where restaurant_id = $1', [id]))
  await db.asRestaurant(other, (tx) =>
    tx.query(`insert into receipts (restaurant_id, id, fingerprint) values ($1, gen_random_uuid(), 'f')`, [other]),
  )
  await db.asRestaurant(restaurantId, async (tx) => {
    await tx.query('select from clocks for update')
    expect(await prune()).toBe(1)
  })
  expect(await receipts(other)).toEqual([])
  expect(await state()).toMatchObject({ floor: 0, oldest: 1 })
  expect(await prune()).toBe(version - 5)
})

test('[SY51] [I8] a repeat of a change that was pruned from the log is a duplicate; its undo is not_found', async () => {
  const { db, clock, prune, write, node, restaurantId, guestIds } = await openPrunedRestaurant()
  const id = uuidv7()
  const payload = { guestId: guestIds[0], notes: 'once' }
  const first = await node.run(restaurantId, 'guest.update', payload, { id })
  const version = await write(10)
  clock.now += 8 * day
  await prune()
  const later = openNode(db, () => clock.now)
  const repeated = await later.run(restaurantId, 'guest.update', payload, { id })
  expect(repeated).toMatchObject({ status: 'duplicate', version: first.version })
  expect((await later.floors.read(restaurantId)).floor.version).toBe(version)
  await expect(later.run(restaurantId, 'guest.update', { ...payload, notes: 'two' }, { id })).rejects.toMatchObject({
    code: 'idempotency_mismatch',
  })
  await expect(later.run(restaurantId, 'undo', { transactionId: id })).rejects.toMatchObject({ code: 'not_found' })
})

test('links of the operator, which belong to no restaurant, are removed once they have expired', async () => {
  const { db, prune } = await openPrunedRestaurant()
  const userId = randomUUID()
  const links = () => db.asAccount({ userId }, (tx) => tx.query('select kind from account_links order by kind'))
  await db.asAccount({ userId }, async (tx) => {
    await tx.query(
      `insert into users (id, email, name, password_hash) values ($1, 'ada@example.com', 'Ada', 'a hash')`,
      [userId],
    )
    await tx.query(
      `insert into account_links (id, kind, user_id, token_hash, created_at, expires_at)
       select gen_random_uuid(), kind, $1, sha256(kind::bytea), now() - interval '1 day', expires_at
       from (values ('reset', now() - interval '1 second'), ('proof', now() + interval '1 hour')) as l(kind, expires_at)`,
      [userId],
    )
  })
  expect(await links()).toHaveLength(2)
  await prune()
  expect(await links()).toEqual([{ kind: 'proof' }])
})

test('expired receipts, tokens of ended sessions and expired links are removed', async () => {
  const { db, clock, prune, node, restaurantId } = await openPrunedRestaurant()
  await expect(node.run(restaurantId, 'guest.seat', { guestId: uuidv7(), tableIds: [uuidv7()] })).rejects.toThrow()
  const userId = randomUUID()
  const inDays = (days: number) => new Date(clock.now + days * day)
  await db.asAccount({ userId, restaurantId }, async (tx) => {
    await tx.query('insert into users (id, email, name, password_hash) values ($1, $2, $3, $4)', [
      userId,
      `${userId}@example.com`,
      'Ada',
      'a hash',
    ])
    // An expired session, a live one, and a revoked one whose last token has not expired.
    const sessions: [number, number | null, string][] = [
      [1, null, randomUUID()],
      [60, null, randomUUID()],
    ]
    const ended = randomUUID()
    sessions.push([1, 0, ended], [60, null, ended])
    for (const [days, revoked, family] of sessions) {
      await tx.query(
        `insert into refresh_tokens (id, user_id, restaurant_id, family_id, token_hash, expires_at, revoked_at)
         values ($1, $2, $3, $4, decode($5, 'hex'), $6, $7)`,
        [
          randomUUID(),
          userId,
          restaurantId,
          family,
          randomUUID().replaceAll('-', ''),
          inDays(days),
          revoked === null ? null : inDays(revoked),
        ],
      )
    }
    for (const [kind, days] of [
      ['reset', 7],
      ['proof', 60],
    ] as const) {
      await tx.query(
        `insert into account_links (id, kind, user_id, restaurant_id, made_by, token_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [randomUUID(), kind, userId, restaurantId, randomUUID(), randomBytes(32), inDays(0), inDays(days)],
      )
    }
  })
  const counts = async () => ({
    ...(await db.asRestaurant(restaurantId, (tx) => tx.query('select count(*) as receipts from receipts')))[0],
    ...(await db.asAccount({ restaurantId }, (tx) => tx.query('select count(*) as tokens from refresh_tokens')))[0],
    ...(await db.asAccount({ restaurantId }, (tx) => tx.query('select count(*) as links from account_links')))[0],
  })
  await prune()
  expect(await counts()).toEqual({ receipts: 1, tokens: 4, links: 2 })
  clock.now += 31 * day
  await prune()
  expect(await counts()).toEqual({ receipts: 0, tokens: 3, links: 1 })
})

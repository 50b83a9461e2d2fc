import { mustBeWhole, openDraft, Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { readAfter } from '../journal/log.ts'
import { created, openNode, openTestRestaurant } from './testing/open-test-restaurant.ts'

const codes = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) =>
    result.status === 'fulfilled' ? 'ok' : result.reason instanceof Problem ? result.reason.code : result.reason,
  )

test('of fifty parties seated at one table at once exactly one sits, and the others hear who', async () => {
  const { node, restaurantId, tableIds, guestIds } = await openTestRestaurant({ tables: 1, waiting: 50 })
  const results = await Promise.allSettled(
    guestIds.map((guestId) => node.run(restaurantId, 'guest.seat', { guestId, tableIds })),
  )
  expect(codes(results).filter((code) => code === 'ok')).toHaveLength(1)
  expect(codes(results).filter((code) => code === 'table_occupied')).toHaveLength(49)
  const { floor } = await node.floors.read(restaurantId)
  const winner = floor.tables.get(tableIds[0] ?? '')?.currentGuestId
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ current: { guestId: winner } })
  }
})

test('changes of two nodes on one restaurant are all kept, in dense versions, and both end equal', async () => {
  const { db, node, restaurantId, found } = await openTestRestaurant()
  const other = openNode(db)
  await found()
  const results = await Promise.allSettled(
    Array.from({ length: 120 }, (_, i) =>
      (i % 2 ? node : other).run(restaurantId, 'guest.create', { name: `G${i}`, partySize: 2 }),
    ),
  )
  expect(new Set(codes(results))).toEqual(new Set(['ok']))
  const versions = results.flatMap((result) => (result.status === 'fulfilled' ? result.value.version : []))
  expect(new Set(versions).size).toBe(120)
  const [here, there] = await Promise.all([node.floors.catchUp(restaurantId), other.floors.catchUp(restaurantId)])
  expect(there.floor).toEqual(here.floor)
  const log = await db.asRestaurant(restaurantId, (tx) => readAfter(tx, 0, { limit: 1000, maxBytes: 1e9 }))
  expect(log.map(({ version }) => version)).toEqual(Array.from({ length: log.length }, (_, i) => i + 1))
  const times = log.map(({ at }) => at)
  expect(times).toEqual([...times].sort())
})

test('three hundred changes of one restaurant at once, of two nodes: each once, in order, and repeats hear the same', async () => {
  const { db, node, restaurantId } = await openTestRestaurant()
  const other = openNode(db)
  const ids = Array.from({ length: 150 }, () => uuidv7())
  const create = (who: typeof node, i: number) =>
    who.run(restaurantId, 'guest.create', { name: `G${i}`, partySize: 2 }, { id: ids[i] ?? '' })
  const [here, there, again] = await Promise.all([
    Promise.all(ids.map((_, i) => create(node, i))),
    Promise.all(
      Array.from({ length: 150 }, (_, i) => other.run(restaurantId, 'guest.create', { name: `O${i}`, partySize: 2 })),
    ),
    Promise.all(ids.map((_, i) => create(node, i))),
  ])
  for (const own of [here, there]) {
    const versions = own.map(({ version }) => version)
    expect(versions).toEqual([...versions].sort((a, b) => a - b))
  }
  expect(new Set([...here, ...there].map(({ version }) => version)).size).toBe(300)
  expect(again.map(({ version }) => version)).toEqual(here.map(({ version }) => version))
  const [a, b] = await Promise.all([node.floors.catchUp(restaurantId), other.floors.catchUp(restaurantId)])
  expect(a.floor).toEqual(b.floor)
  expect((await openNode(db).floors.read(restaurantId)).floor).toEqual(a.floor)
})

test('a refusal among two hundred changes at once leaves the others as they are, in any place', async () => {
  const { db, node, restaurantId, tableIds, guestIds } = await openTestRestaurant({ tables: 2, waiting: 200 })
  const results = await Promise.allSettled(
    guestIds.map((guestId, i) =>
      node.run(restaurantId, 'guest.seat', { guestId, tableIds: [tableIds[i < 150 ? 0 : 1]] }),
    ),
  )
  expect(codes(results).flatMap((code, i) => (code === 'ok' ? [i] : []))).toEqual([0, 150])
  expect(new Set(codes(results))).toEqual(new Set(['ok', 'table_occupied']))
  expect((await openNode(db).floors.read(restaurantId)).floor).toEqual((await node.floors.read(restaurantId)).floor)
})

test('the floor read from its rows is the floor that the log led to', async () => {
  const { db, node, restaurantId, tableIds, guestIds } = await openTestRestaurant({ tables: 3, waiting: 3 })
  await node.run(restaurantId, 'guest.seat', { guestId: guestIds[0], tableIds: tableIds.slice(0, 2) })
  await node.run(restaurantId, 'guest.setStatus', { guestId: guestIds[1], status: 'left', reason: 'too long' })
  const startsAt = new Date(Date.now() + 3_600_000).toISOString()
  const reservation = { name: 'Weber', partySize: 2, startsAt, tableIds: [tableIds[2]] }
  const booked = created(await node.run(restaurantId, 'reservation.create', reservation), 'reservation')
  await node.run(restaurantId, 'reservation.seat', { reservationId: booked.id })
  await node.run(restaurantId, 'guest.delete', { guestId: guestIds[2] })
  const { floor } = await node.floors.read(restaurantId)
  const { floor: loaded } = await openNode(db).floors.read(restaurantId)
  expect(loaded).toEqual(floor)
  mustBeWhole(openDraft(loaded, loaded.committedAt))
})

test('one command sent ten times at once, by two nodes and late, happens once with one answer', async () => {
  const { db, node, restaurantId } = await openTestRestaurant()
  const other = openNode(db)
  const id = uuidv7()
  const payload = { id: uuidv7(), name: 'Once', partySize: 3 }
  const send = (at = node) => at.run(restaurantId, 'guest.create', payload, { id })
  const outcomes = await Promise.all(Array.from({ length: 10 }, (_, i) => send(i % 2 ? node : other)))
  const late = await send(openNode(db))
  expect(outcomes.filter(({ status }) => status === 'applied')).toHaveLength(1)
  expect(late.status).toBe('duplicate')
  for (const outcome of [...outcomes, late]) {
    expect(outcome.version).toBe(late.version)
    expect(outcome.transaction?.changes).toEqual(late.transaction?.changes)
  }
})

test('an id that was used for another change is a mismatch, here and on a node that never saw it', async () => {
  const { db, node, restaurantId } = await openTestRestaurant()
  const id = uuidv7()
  await node.run(restaurantId, 'guest.create', { name: 'A', partySize: 2 }, { id })
  for (const at of [node, openNode(db)]) {
    await expect(at.run(restaurantId, 'guest.create', { name: 'B', partySize: 2 }, { id })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    })
  }
})

test('a refusal is the answer to its id for good, also when the floor has changed since', async () => {
  const { db, node, restaurantId, tableIds, guestIds } = await openTestRestaurant({ tables: 1, waiting: 2 })
  await node.run(restaurantId, 'guest.seat', { guestId: guestIds[0], tableIds })
  const id = uuidv7()
  const seat = (at = node) => at.run(restaurantId, 'guest.seat', { guestId: guestIds[1], tableIds }, { id })
  const first = await seat().catch((problem: Problem) => problem)
  await node.run(restaurantId, 'guest.setStatus', { guestId: guestIds[0], status: 'finished' })
  for (const at of [node, openNode(db)]) {
    await expect(seat(at)).rejects.toMatchObject({
      code: 'table_occupied',
      detail: (first as Problem).detail,
      current: (first as Problem).current,
      replayed: true,
    })
  }
})

test('a refused change that many send under one id at once is refused to each', async () => {
  const { node, restaurantId, tableIds, guestIds } = await openTestRestaurant({ tables: 1, waiting: 2 })
  await node.run(restaurantId, 'guest.seat', { guestId: guestIds[0], tableIds })
  const id = uuidv7()
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, () => node.run(restaurantId, 'guest.seat', { guestId: guestIds[1], tableIds }, { id })),
  )
  expect(new Set(codes(results))).toEqual(new Set(['table_occupied']))
})

test('a batch is one version or nothing, and says which operations fail', async () => {
  const { node, restaurantId, tableIds, guestIds } = await openTestRestaurant({ tables: 2, waiting: 2 })
  const before = (await node.floors.read(restaurantId)).floor
  const seat = (guest: number, table: number) => ({
    type: 'guest.seat',
    payload: { guestId: guestIds[guest], tableIds: [tableIds[table]] },
  })
  const nobody = { type: 'guest.delete', payload: { guestId: uuidv7() } }
  await expect(node.batch(restaurantId, uuidv7(), [seat(0, 0), seat(1, 0), nobody])).rejects.toMatchObject({
    code: 'table_occupied',
    operations: [
      { index: 1, code: 'table_occupied' },
      { index: 2, code: 'not_found' },
    ],
  })
  expect((await node.floors.catchUp(restaurantId)).floor).toBe(before)
  const outcome = await node.batch(restaurantId, uuidv7(), [seat(0, 0), seat(1, 1)])
  expect(outcome.version).toBe(before.version + 1)
  expect(outcome.transaction).toMatchObject({ atomic: true, command: 'batch' })
})

test('a command of a batch that is sent again alone is answered with the batch, not done twice', async () => {
  const { db, node, restaurantId } = await openTestRestaurant()
  const inner = { id: uuidv7(), type: 'guest.create', payload: { name: 'Inner', partySize: 2 } }
  const outer = uuidv7()
  const batch = await node.batch(restaurantId, outer, [inner, { type: 'section.create', payload: { name: 'Bar' } }])
  for (const at of [node, openNode(db)]) {
    const again = await at.run(restaurantId, inner.type, inner.payload, { id: inner.id })
    expect(again).toMatchObject({ status: 'duplicate', version: batch.version })
  }
})

test('of twenty writes that each expect the same version exactly one succeeds', async () => {
  const { node, restaurantId, guestIds } = await openTestRestaurant()
  const guestId = guestIds[0] ?? ''
  const version = (await node.floors.read(restaurantId)).floor.guests.get(guestId)?.version ?? 0
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => {
      const id = uuidv7()
      const commands = [{ id, type: 'guest.update', payload: { guestId, notes: `${i}` } }]
      const precondition = { entityType: 'guest' as const, entityId: guestId, version }
      const actor = { id: uuidv7(), name: 'Ona', role: 'host' as const }
      const unit = { id, kind: 'change' as const, commands, precondition }
      return node.commands.execute(restaurantId, actor, { unit, clientChoseId: false })
    }),
  )
  expect(codes(results).filter((code) => code === 'ok')).toHaveLength(1)
  expect(codes(results).filter((code) => code === 'version_conflict')).toHaveLength(19)
})

test('a transaction is undone on a node that knows it only from the log', async () => {
  const { db, node, restaurantId, tableIds, guestIds } = await openTestRestaurant({ tables: 1, waiting: 1 })
  const before = (await node.floors.read(restaurantId)).floor.guests.get(guestIds[0] ?? '')
  const seated = await node.run(restaurantId, 'guest.seat', { guestId: guestIds[0], tableIds })
  const undone = await openNode(db).run(restaurantId, 'undo', { transactionId: seated.transaction?.id })
  const after = undone.floor.guests.get(guestIds[0] ?? '')
  expect({ ...after, version: 0, updatedAt: '' }).toEqual({ ...before, version: 0, updatedAt: '' })
})

test('nothing of one restaurant moves or shows another', async () => {
  const { db, node, restaurantId, guestIds, found } = await openTestRestaurant()
  const { id: neighbour } = await found()
  await expect(node.run(neighbour, 'guest.delete', { guestId: guestIds[0] })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect((await openNode(db).floors.read(neighbour)).floor.version).toBe(1)
  expect((await node.floors.read(restaurantId)).floor.guests.has(guestIds[0] ?? '')).toBe(true)
})

test('an id whose party has left the floor is not taken again', async () => {
  const { db, restaurantId } = await openTestRestaurant({ waiting: 0 })
  const guest = { id: uuidv7(), name: 'Yesterday', partySize: 2 }
  const clock = { now: Date.now() }
  const node = openNode(db, () => clock.now)
  await node.run(restaurantId, 'guest.create', guest)
  await node.run(restaurantId, 'guest.setStatus', { guestId: guest.id, status: 'left' })
  clock.now += 2 * 86_400_000
  const close = { id: uuidv7(), type: 'serviceDay.close' as const, payload: { limit: 100 } }
  const closed = await node.commands.executeInternal(restaurantId, close)
  expect(closed.transaction?.changes).toMatchObject([{ entity_id: guest.id, action: 'delete', archived: true }])
  await expect(node.run(restaurantId, 'guest.create', guest)).rejects.toMatchObject({ code: 'already_exists' })
  await expect(node.run(restaurantId, 'serviceDay.close', { limit: 1 })).rejects.toMatchObject({
    code: 'validation_failed',
  })
})

test('a delete that was undone and done again is not undone with what it knew', async () => {
  const { db, node, restaurantId, guestIds } = await openTestRestaurant()
  const guestId = guestIds[0]
  const first = await node.run(restaurantId, 'guest.delete', { guestId })
  await node.run(restaurantId, 'undo', { transactionId: first.transaction?.id })
  await node.run(restaurantId, 'guest.update', { guestId, name: 'Renamed' })
  const second = await node.run(restaurantId, 'guest.delete', { guestId })
  for (const at of [node, openNode(db)]) {
    await expect(at.run(restaurantId, 'undo', { transactionId: first.transaction?.id })).rejects.toMatchObject({
      code: 'version_conflict',
    })
  }
  const undone = await node.run(restaurantId, 'undo', { transactionId: second.transaction?.id })
  expect(undone.floor.guests.get(guestId ?? '')?.name).toBe('Renamed')
})

test('what changes in the moment in which its day is closed is in the history as it was last', async () => {
  const { db, restaurantId, guestIds } = await openTestRestaurant()
  const clock = { now: Date.now() }
  const node = openNode(db, () => clock.now)
  await node.run(restaurantId, 'guest.setStatus', { guestId: guestIds[0], status: 'left' })
  clock.now += 2 * 86_400_000
  const close = { id: uuidv7(), type: 'serviceDay.close' as const, payload: { limit: 100 } }
  await Promise.all([
    node.run(restaurantId, 'guest.create', { partySize: 2 }),
    node.run(restaurantId, 'guest.update', { guestId: guestIds[0], notes: 'left a scarf' }),
    node.commands.executeInternal(restaurantId, close),
  ])
  const [row] = await db.asRestaurant(restaurantId, (tx) =>
    tx.query<{ data: { notes: string } }>('select data from guests where archived'),
  )
  expect(row?.data.notes).toBe('left a scarf')
})

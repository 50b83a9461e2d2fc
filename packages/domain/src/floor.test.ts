import { expect, test } from 'vitest'
import { openDraft } from './draft.ts'
import { listedTypes } from './entities.ts'
import { applyTransaction, applyTransactions, emptyFloor, entityOf, floorOf, listOf } from './floor.ts'
import { isLiveGuest } from './guests/guest.ts'
import { sameFields } from './same-fields.ts'
import { contentOf, openFloor, problemOf } from './testing/open-floor.ts'

test('a floor is a value: a transaction makes another one and shares what it did not touch', () => {
  const floor = openFloor({ tables: [4, 4] })
  const before = floor.floor
  const done = floor.run('guest.create', { partySize: 2 })
  const after = floor.floor
  expect(before.guests.size).toBe(0)
  expect(after.guests.size).toBe(1)
  expect(after.tables).toBe(before.tables)
  expect(after).toMatchObject({ version: done.version, committedAt: done.at })
})

test('[I2] a log replayed on the first floor leads to the last one, also after JSON', () => {
  const floor = openFloor({ tables: [4, 4] })
  const start = emptyFloor(floor.floor.restaurant, { version: 1, committedAt: floor.clock.now })
  const reservationId = floor.booking({ tableIds: floor.tableIds })
  floor.run('reservation.seat', { reservationId })
  floor.run('reservation.setStatus', { reservationId, status: 'finished' })
  floor.run('restaurant.update', { name: 'Osteria' })
  floor.run('reservation.delete', { reservationId })
  const log = JSON.parse(JSON.stringify(floor.log)) as typeof floor.log
  const before = structuredClone(start)
  expect(applyTransactions(start, log)).toEqual(floor.floor)
  expect(log.reduce((floor, one) => applyTransaction(floor, one), start)).toEqual(floor.floor)
  expect(start).toEqual(before)
})

test('a floor read from its rows is the floor', () => {
  const floor = openFloor({ tables: [4, 2] })
  floor.seated([0])
  floor.booking()
  const { version, committedAt, restaurant } = floor.floor
  const rows = listedTypes.flatMap((type) =>
    [...listOf(floor.floor, type).values()].map((entity) => ({ type, entity })),
  )
  expect(floorOf({ version, committedAt, restaurant, entities: rows })).toEqual(floor.floor)
})

test('an entity is found by its kind and id, the restaurant by its number', () => {
  const floor = openFloor()
  expect(entityOf(floor.floor, 'restaurant', '1')).toBe(floor.floor.restaurant)
  expect(entityOf(floor.floor, 'restaurant', '2')).toBeUndefined()
  expect(entityOf(floor.floor, 'table', floor.tableIds[0] ?? '')).toBe(floor.table(0))
  expect(entityOf(floor.floor, 'guest', '__proto__')).toBeUndefined()
})

test('entities differ in any field but their stamps, also in one that only one of them has', () => {
  const floor = openFloor()
  const table = floor.table(0)
  if (!table) throw new Error('no table')
  expect(sameFields(table, { ...table, version: 99, updatedAt: 'x', createdAt: 'y' })).toBe(true)
  expect(sameFields(table, { ...table, position: { ...table.position } })).toBe(true)
  expect(sameFields(table, { ...table, position: { x: 1, y: 0 } })).toBe(false)
  const { rotation: _, ...older } = table
  expect(sameFields(older as typeof table, table)).toBe(false)
  expect(sameFields(table, older as typeof table)).toBe(false)
  const another = { ...older, turn: 0 } as unknown as typeof table
  expect(sameFields({ ...another, turn: undefined } as unknown as typeof table, table)).toBe(false)
})

test('a savepoint takes back all that came after it, also one inside another', () => {
  const floor = openFloor({ tables: [4, 4] })
  const guestId = floor.party()
  const draft = openDraft(floor.floor, floor.clock.now)
  const rename = (name: string) => draft.guests.put({ ...draft.guests.must(guestId), name })
  rename('Ada')
  const outer = draft.savepoint()
  rename('Grace')
  draft.putRestaurant({ ...draft.restaurant, name: 'Osteria' })
  const inner = draft.savepoint()
  draft.guests.remove(guestId)
  draft.tables.remove(floor.tableIds[1] ?? '')
  draft.forced = true
  inner()
  expect([draft.guests.must(guestId).name, draft.forced, [...draft.tables.all()].length]).toEqual(['Grace', false, 2])
  draft.guests.archive(guestId)
  outer()
  expect(draft.guests.must(guestId).name).toBe('Ada')
  expect(draft.restaurant.name).toBe('Trattoria')
  expect(draft.changes()).toMatchObject([{ entity_type: 'guest', action: 'update', before: { name: 'Walk-in' } }])
  expect(draft.changes()[0]).not.toHaveProperty('archived')
})

test('a draft shows its own changes and leaves the floor alone', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [a = '', b = ''] = floor.tableIds
  const before = contentOf(floor.floor)
  const draft = openDraft(floor.floor, floor.clock.now)
  draft.tables.remove(a)
  const put = draft.tables.put({ ...draft.tables.must(b), capacity: 9 })
  expect(put).toMatchObject({ version: floor.floor.version + 1, createdAt: floor.table(1)?.createdAt })
  expect([...draft.tables.all()]).toEqual([put])
  expect(problemOf(() => draft.tables.must(a)).code).toBe('not_found')
  expect(problemOf(() => draft.tables.remove(a)).code).toBe('not_found')
  expect(problemOf(() => draft.tables.add(put)).code).toBe('already_exists')
  expect(contentOf(floor.floor)).toEqual(before)
  expect(openDraft(floor.floor, floor.clock.now).changes()).toEqual([])
})

test('what is made and taken away again in one draft has not happened', () => {
  const floor = openFloor()
  const draft = openDraft(floor.floor, floor.clock.now)
  const { createdAt: _, updatedAt: __, version: ___, ...fields } = floor.table(0) ?? {}
  const id = floor.newId()
  draft.tables.add({ ...(fields as NonNullable<ReturnType<typeof floor.table>>), id, tableNumber: '9' })
  draft.tables.remove(id)
  expect(draft.changes()).toEqual([])
})

test('who has ended is not live', () => {
  const floor = openFloor()
  const guestId = floor.party()
  floor.run('guest.setStatus', { guestId, status: 'left' })
  expect([...floor.floor.guests.values()].filter(isLiveGuest)).toEqual([])
})

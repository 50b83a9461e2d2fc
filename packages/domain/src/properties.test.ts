import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from 'vitest'
import { type Draft, openDraft } from './draft.ts'
import { type Entity, entities, entityTypes, listedTypes } from './entities.ts'
import { entityOf, type Floor, listOf, type Transaction } from './floor.ts'
import { isLiveGuest } from './guests/guest.ts'
import { mustBeWhole } from './integrity.ts'
import { isProblemCode, Problem } from './problems.ts'
import { sameFields } from './same-fields.ts'
import { play } from './testing/service.ts'

const numRuns = process.env.CI ? 10_000 : 1_000
const timeout = 180_000
const service = fc.record({
  tables: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 }),
  steps: fc.array(fc.array(fc.nat(239), { minLength: 3, maxLength: 24, size: 'max' }), { maxLength: 20, size: 'max' }),
})

function must(claim: boolean, words: string): void {
  if (!claim) throw new Error(words)
}

function everyEntity(floor: Floor): Entity[] {
  return listedTypes.flatMap((type): Entity[] => [...listOf(floor, type).values()])
}

function freezeDeep(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const part of Object.values(value)) freezeDeep(part)
}

/** Keeps every entity of a floor from being written on, and tells whether its lists still hold just the same ones. */
function freeze(floor: Floor): () => boolean {
  freezeDeep([floor.restaurant, ...everyEntity(floor)])
  const held = listedTypes.map((type) => [...listOf(floor, type)])
  return () =>
    isDeepStrictEqual(
      held,
      listedTypes.map((type) => [...listOf(floor, type)]),
    )
}

/** [I10] and [I11], read from the floor alone. */
function mustAgree(floor: Floor): void {
  for (const table of floor.tables.values()) {
    must((table.status === 'occupied') === (table.currentGuestId !== null), 'a table with a party is occupied')
    if (table.currentGuestId === null) continue
    must(!!floor.guests.get(table.currentGuestId)?.tableIds.includes(table.id), 'the party names its table')
  }
  for (const guest of floor.guests.values()) {
    for (const id of guest.tableIds)
      must(floor.tables.get(id)?.currentGuestId === guest.id, 'the table names its party')
    must(new Set(guest.tableIds).size === guest.tableIds.length, 'a party holds a table once')
    must(guest.tableId === (guest.tableIds[0] ?? null), 'tableId is the first of tableIds')
    must((guest.status === 'seated') === guest.tableIds.length > 0, 'who sits has a table, who does not has none')
    must(isLiveGuest(guest) === (guest.finishedAt === null), 'who has ended says when')
    if (guest.reservationId === null) continue
    must(floor.reservations.get(guest.reservationId)?.guestId === guest.id, 'the reservation names its party')
  }
  for (const reservation of floor.reservations.values()) {
    if (reservation.guestId === null) continue
    must(floor.guests.get(reservation.guestId)?.reservationId === reservation.id, 'the party names its reservation')
  }
}

function mustBeTrue(transaction: Transaction, before: Floor, after: Floor): void {
  must(transaction.version === before.version + 1 && after.version === transaction.version, 'versions are dense')
  must(transaction.changes.length > 0, 'a transaction changes something')
  const touched = new Set<string>()
  for (const change of transaction.changes) {
    const { entity_type, entity_id, action, data, history } = change
    must(!touched.has(entity_id + entity_type), 'each entity is listed once')
    touched.add(entity_id + entity_type)
    if (history) {
      must(!entityOf(before, entity_type, entity_id), 'the floor did not hold what concerns the history alone')
      must(!entityOf(after, entity_type, entity_id), 'nor does it now')
      continue
    }
    const was = entityOf(before, entity_type, entity_id)
    must(change.before === was || (!was && action === 'create'), 'before is what was')
    must(entityOf(after, entity_type, entity_id) === data, 'data is what is')
    must(action === (!was ? 'create' : data ? 'update' : 'delete'), 'the action is what happened')
    if (!data) continue
    must(!was || !sameFields(was, data), 'what did not change is not listed')
    must(data.version === transaction.version && data.updatedAt === transaction.at, 'stamps are of this version')
    must(data.createdAt === (was?.createdAt ?? data.createdAt), 'createdAt stays')
    must(isDeepStrictEqual(entities[entity_type].schema.parse(data), data), 'an entity is as its schema says')
  }
  for (const type of entityTypes) {
    if (type === 'restaurant') continue
    for (const [id, entity] of listOf(after, type)) {
      must(touched.has(id + type) || listOf(before, type).get(id) === entity, 'what is not listed did not change')
    }
  }
  must(isDeepStrictEqual(JSON.parse(JSON.stringify(transaction)), transaction), 'a transaction survives JSON')
}

/** The draft as the last command left it shows what the floor will be once its changes are applied. */
function mustShow(draft: Draft, after: Floor): void {
  for (const type of listedTypes) {
    const seen = [...draft.of(type).all()]
    must(seen.length === listOf(after, type).size, 'the draft holds what the floor will')
    for (const entity of seen) {
      const other = entityOf(after, type, entity.id)
      must(!!other && sameFields(entity, other) && sameFields(other, entity), 'the draft shows what the floor will be')
    }
  }
}

test('[I9][I10][I11] whatever happens in a service, the floor stays whole and every change says what it did', {
  timeout,
}, () => {
  fc.assert(
    fc.property(service, ({ tables, steps }) => {
      let isUntouched = () => true
      play({ tables, steps }, ({ service, operations, unit, before, result }) => {
        must(isUntouched(), 'a decision leaves the floor alone')
        const after = service.state.floor
        isUntouched = freeze(after)
        if (result instanceof Problem) {
          must(isProblemCode(result.code) && result.detail.length > 0, 'a refusal has a code and says why')
          must(before === after, 'a refusal changes nothing')
          if (operations.length > 1) must((result.operations ?? []).length > 0, 'a batch lists what failed')
        } else if (result) {
          mustShow(service.draftAfter(before, unit), after)
          mustBeTrue(result, before, after)
          mustAgree(after)
          mustBeWhole(openDraft(after, service.state.now))
        }
      })
    }),
    { numRuns },
  )
})

import { type EntityOf, type EntityType, entityOf, type ListedType, Problem, type Transaction } from '@qtable/domain'
import { type TransactionAnswer, wireChange } from '@qtable/protocol'
import type { Outcome } from '../commands/outcome.ts'
import { entityTag } from './conditions.ts'
import type { Answer } from './route.ts'
import type { Submitted } from './submit.ts'

/** The entity as the change left it; as it is on the floor where the change did not touch it. */
export function entityAfter<T extends EntityType>(outcome: Outcome, type: T, id: string): EntityOf<T> {
  const changed = outcome.transaction?.changes.find(
    ({ entity_type, entity_id }) => entity_type === type && entity_id === id,
  )
  const entity = changed ? changed.data : entityOf(outcome.floor, type, id)
  if (!entity) throw new Problem('not_found', `There is no ${type} ${id}`)
  return entity as EntityOf<T>
}

/** The answer of a change of one entity: the entity. */
export function entityAnswer(outcome: Outcome, { type, id }: { type: EntityType; id: string }): Answer {
  const entity = entityAfter(outcome, type, id)
  return { body: entity, headers: { etag: entityTag(entity.version) }, replayed: outcome.status === 'duplicate' }
}

/** The answer of a change that created one entity: the entity, and its own path. */
export function createdAnswer(outcome: Outcome, { type, at }: { type: ListedType; at: string }): Answer {
  const created = outcome.transaction?.changes.find(
    ({ entity_type, action }) => entity_type === type && action === 'create',
  )?.data
  if (!created) throw new Error(`a ${type} was created and is not among the changes`)
  return {
    body: created,
    headers: { etag: entityTag(created.version), location: `${at}/${created.id}` },
    replayed: outcome.status === 'duplicate',
  }
}

/** The answer of a change that touches several entities: all of them. `about` is the one in the path. */
export function atomicAnswer(submitted: Submitted, about?: { type: EntityType; id: string }): Answer {
  const { transaction, floor } = submitted
  const guest = partyOf(submitted, about)
  const seats = guest?.tableIds ?? []
  const tables = entitiesAfter(transaction, 'table').sort((a, b) => seatOrder(seats, a.id) - seatOrder(seats, b.id))
  const [changed] = entitiesAfter(transaction, 'reservation')
  const reservation = about?.type === 'reservation' ? entityAfter(submitted, 'reservation', about.id) : changed
  const body: TransactionAnswer = {
    success: true,
    transaction_id: transaction?.id ?? submitted.unitId,
    version: submitted.version,
    timestamp: transaction?.at ?? floor.committedAt,
    guest: guest ?? null,
    table: tables[0] ?? null,
    tables,
    ...(reservation ? { reservation } : {}),
    changes: transaction?.changes.map(wireChange) ?? [],
  }
  return { body, replayed: submitted.status === 'duplicate' }
}

// The party in the path, or that of the reservation in the path, or else the first that the change touched.
function partyOf(submitted: Submitted, about: { type: EntityType; id: string } | undefined) {
  const [touched] = entitiesAfter(submitted.transaction, 'guest')
  if (about?.type === 'guest') return entityAfter(submitted, 'guest', about.id)
  if (touched || about?.type !== 'reservation') return touched
  const { guestId } = entityAfter(submitted, 'reservation', about.id)
  return guestId === null ? undefined : submitted.floor.guests.get(guestId)
}

/** The entities of a kind as a transaction left them, in its order. */
export function entitiesAfter<T extends ListedType>(transaction: Transaction | undefined, type: T): EntityOf<T>[] {
  return (transaction?.changes ?? []).flatMap(({ entity_type, data }) =>
    entity_type === type && data ? [data as EntityOf<T>] : [],
  )
}

// Where the party sits now comes before what it left.
function seatOrder(seats: readonly string[], tableId: string): number {
  const seat = seats.indexOf(tableId)
  return seat === -1 ? seats.length : seat
}

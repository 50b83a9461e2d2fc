import { type EntityOf, type EntityType, entityOf, type ListedType, Problem, type Transaction } from '@qtable/domain'
import { type TransactionAnswer, wireChanges } from '@qtable/protocol'
import type { Outcome } from '../commands/outcome.ts'
import { boundedDetails } from '../wire/bounded.ts'
import { entityTag } from './conditions.ts'
import type { RouteAnswer } from './route.ts'
import type { Submitted } from './submit.ts'

/** The entity as the change left it, or as the floor or the history has it where the change did not touch it; `not_found` otherwise. */
export function entityAfter<T extends EntityType>(outcome: Submitted, type: T, id: string): EntityOf<T> {
  const changed = outcome.transaction?.changes.find(
    ({ entity_type, entity_id }) => entity_type === type && entity_id === id,
  )
  const past = outcome.past.find((one) => one.id === id)
  const entity = changed ? changed.data : (entityOf(outcome.floor, type, id) ?? past)
  if (!entity) throw new Problem('not_found', `There is no ${type} ${id}`)
  return entity as EntityOf<T>
}

/** The answer to a change of one entity: that entity. */
export function entityAnswer(outcome: Submitted, { type, id }: { type: EntityType; id: string }): RouteAnswer {
  const entity = entityAfter(outcome, type, id)
  const body = { ...entity, ...warningsOf(outcome.transaction) }
  return { body, headers: { etag: entityTag(entity.version) }, replayed: outcome.status === 'duplicate' }
}

/** The warnings of a transaction as a field of its answer, within `limit` bytes; none where it has none. */
export function warningsOf(
  transaction: Pick<Transaction, 'warnings'> | undefined,
  limit?: number,
): Pick<Transaction, 'warnings'> {
  return transaction?.warnings ? boundedDetails({ warnings: transaction.warnings }, limit) : {}
}

/** The answer to a change that created one entity: that entity and its path, below `at`. */
export function createdAnswer(outcome: Outcome, { type, at }: { type: ListedType; at: string }): RouteAnswer {
  const created = outcome.transaction?.changes.find(
    ({ entity_type, action }) => entity_type === type && action === 'create',
  )?.data
  if (!created) throw new Error(`a ${type} was created and is not among the changes`)
  return {
    body: { ...created, ...warningsOf(outcome.transaction) },
    headers: { etag: entityTag(created.version), location: `${at}/${created.id}` },
    replayed: outcome.status === 'duplicate',
  }
}

/** The answer to a change of several entities: every one of them. `subject` is the entity that the route is about. */
export function atomicAnswer(submitted: Submitted, subject?: { type: EntityType; id: string }): RouteAnswer {
  const { transaction, floor } = submitted
  const guest = partyOf(submitted, subject)
  const seats = guest?.tableIds ?? []
  const tables = entitiesAfter(transaction, 'table').sort((a, b) => seatOrder(seats, a.id) - seatOrder(seats, b.id))
  const [changed] = entitiesAfter(transaction, 'reservation')
  const reservation = subject?.type === 'reservation' ? entityAfter(submitted, 'reservation', subject.id) : changed
  const body: TransactionAnswer = {
    success: true,
    transaction_id: transaction?.id ?? submitted.unitId,
    version: submitted.version,
    timestamp: transaction?.at ?? floor.committedAt,
    guest: guest ?? null,
    table: tables[0] ?? null,
    tables,
    ...(reservation ? { reservation } : {}),
    changes: wireChanges(transaction?.changes ?? []),
    ...warningsOf(transaction),
  }
  return { body, replayed: submitted.status === 'duplicate' }
}

// The party in the path, or the first that the change touched, or the party of the reservation in the path.
function partyOf(submitted: Submitted, subject: { type: EntityType; id: string } | undefined) {
  const [touched] = entitiesAfter(submitted.transaction, 'guest')
  if (subject?.type === 'guest') return entityAfter(submitted, 'guest', subject.id)
  if (touched || subject?.type !== 'reservation') return touched
  const { guestId } = entityAfter(submitted, 'reservation', subject.id)
  return guestId === null ? undefined : submitted.floor.guests.get(guestId)
}

/** The entities of one kind that a transaction changed, as it left them and in its order. */
export function entitiesAfter<T extends ListedType>(transaction: Transaction | undefined, type: T): EntityOf<T>[] {
  return (transaction?.changes ?? []).flatMap(({ entity_type, data }) =>
    entity_type === type && data ? [data as EntityOf<T>] : [],
  )
}

// The tables where the party sits come before those it left.
function seatOrder(seats: readonly string[], tableId: string): number {
  const seat = seats.indexOf(tableId)
  return seat === -1 ? seats.length : seat
}

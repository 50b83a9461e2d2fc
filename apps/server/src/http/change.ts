import {
  type Entity,
  type EntityOf,
  type EntityType,
  entityOf,
  type ListedType,
  Problem,
  type Transaction,
  type Unit,
} from '@qtable/domain'
import { type AtomicAnswer, uuidv7, wireChange } from '@qtable/protocol'
import type { Outcome } from '../commands/outcome.ts'
import { entityTag, idempotencyKey, versionAsked } from './conditions.ts'
import { malformedField } from './problem.ts'
import type { Answer, Call } from './route.ts'

/** A command that a route makes. */
export interface Wanted {
  /** Made here unless the client chose it. */
  id?: string
  type: string
  payload: unknown
  /** Where the payload stands in the body, for the names of wrong fields; the body itself unless given. */
  path?: string
}

export interface Change {
  kind: Unit['kind']
  commands: readonly Wanted[]
  /** What `If-Match` guards. */
  entity?: { type: EntityType; id: string }
  /** The id that the body gives the unit; `Idempotency-Key` does otherwise. */
  id?: string | undefined
}

/** A change that was made, as the answers are rendered from it. */
export interface Made extends Outcome {
  unitId: string
}

type AnyCall = Call<unknown, unknown, unknown>

/** Makes a change in the name of whoever asks. */
export async function make(call: AnyCall, { kind, commands, entity, id }: Change): Promise<Made> {
  const version = versionAsked(call.headers.ifMatch)
  if (version !== undefined && !entity) throw malformedField('If-Match', 'has nothing to guard on this route')
  const header = idempotencyKey(call.headers.idempotencyKey)
  if (id !== undefined && header !== undefined && id !== header) {
    throw malformedField('Idempotency-Key', 'is another than the transaction_id of the body')
  }
  // Commands that came with ids of their own make a repeat of the unit the same unit, also where nobody named it.
  const chosen = id ?? header ?? commands[0]?.id
  const unitId = chosen ?? uuidv7()
  const { userId, name, role, restaurantId } = call.identity
  const outcome = await call.world.commands.execute(
    restaurantId,
    { id: userId, name, role },
    {
      unit: {
        id: unitId,
        kind,
        commands: commands.map(({ id: own, type, payload }, i) => ({
          id: own ?? (i === 0 ? unitId : uuidv7()),
          type,
          payload,
        })),
        ...(entity && version !== undefined
          ? { precondition: { entityType: entity.type, entityId: entity.id, version } }
          : {}),
      },
      clientChoseId: chosen !== undefined,
      paths: commands.map(({ path = '' }) => path),
    },
  )
  return { ...outcome, unitId }
}

/** The entity as the change left it; where it did not change it, as it is on the floor. */
export function entityAfter<T extends EntityType>(made: Outcome, type: T, id: string): EntityOf<T> {
  const changed = made.transaction?.changes.find(
    ({ entity_type, entity_id }) => entity_type === type && entity_id === id,
  )
  const entity = changed ? changed.data : entityOf(made.floor, type, id)
  if (!entity) throw new Problem('not_found', `There is no ${type} ${id}`)
  return entity as EntityOf<T>
}

/** The answer of a change of one entity: the entity. */
export function entityAnswer(made: Outcome, type: EntityType, id: string): Answer {
  const entity = entityAfter(made, type, id)
  return { body: entity, headers: { etag: entityTag(entity.version) }, replayed: made.status === 'duplicate' }
}

/** The answer of a change that created one entity: the entity and where it is from now on. */
export function createdAnswer(made: Outcome, { type, at }: { type: ListedType; at: string }): Answer {
  const created = made.transaction?.changes.find(
    ({ entity_type, action }) => entity_type === type && action === 'create',
  )?.data
  if (!created) throw new Error(`a ${type} was created and is not among the changes`)
  return {
    body: created,
    headers: { etag: entityTag(created.version), location: `${at}/${created.id}` },
    replayed: made.status === 'duplicate',
  }
}

/** The answer of a change that touches several entities: all of them. `about` is the one in the path. */
export function atomicAnswer(made: Made, about?: { type: 'guest' | 'reservation'; id: string }): Answer {
  const { transaction, floor } = made
  const guest = partyOf(made, about)
  const seats = guest?.tableIds ?? []
  const tables = allOf(transaction, 'table').sort((a, b) => rank(seats, a.id) - rank(seats, b.id))
  const [changed] = allOf(transaction, 'reservation')
  const reservation = about?.type === 'reservation' ? entityAfter(made, 'reservation', about.id) : changed
  const body: AtomicAnswer = {
    success: true,
    transaction_id: transaction?.id ?? made.unitId,
    version: made.version,
    timestamp: transaction?.at ?? floor.committedAt,
    guest: guest ?? null,
    table: tables[0] ?? null,
    tables,
    ...(reservation ? { reservation } : {}),
    changes: transaction?.changes.map(wireChange) ?? [],
  }
  return { body, replayed: made.status === 'duplicate' }
}

// The party in the path, or that of the reservation in the path, or else the first that was touched.
function partyOf(made: Made, about: { type: 'guest' | 'reservation'; id: string } | undefined) {
  const [touched] = allOf(made.transaction, 'guest')
  if (about?.type === 'guest') return entityAfter(made, 'guest', about.id)
  if (touched || about === undefined) return touched
  const { guestId } = entityAfter(made, 'reservation', about.id)
  return guestId === null ? undefined : made.floor.guests.get(guestId)
}

/** The entities of a kind as a transaction left them, in its order. */
export function allOf<T extends ListedType>(transaction: Transaction | undefined, type: T): EntityOf<T>[] {
  return (transaction?.changes ?? []).flatMap(({ entity_type, data }) =>
    entity_type === type && data ? [data as Entity as EntityOf<T>] : [],
  )
}

// Where the party sits now comes before what it left.
function rank(seats: readonly string[], tableId: string): number {
  const seat = seats.indexOf(tableId)
  return seat === -1 ? seats.length : seat
}

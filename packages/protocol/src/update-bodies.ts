import { commandTypes, type EntityType, entities, exampleIds, Id, type ListedType, PartySize } from '@qtable/domain'
import { z } from 'zod'
import { Version } from './answer-fields.ts'
import { bodyOf } from './command.ts'

// Accepted and not shown: a client may send an entity back as it got it.
const ReadOnly = z.unknown().optional().meta({ undocumented: true })

const version = Version.optional().describe(
  'The version of the entity that you saw. What equals the entity at that version is no change; what differs is an edit with those values as `was`',
)

type UpdateBody<B extends z.ZodObject> = z.ZodObject<B['shape'] & { version: typeof version }, z.core.$strict>

/** A body that also takes the fields of its entity that cannot be written. */
function withReadOnly(type: EntityType, { shape }: z.ZodObject): z.core.$ZodShape {
  const readOnly = Object.keys(entities[type].schema.shape).filter((field) => !Object.hasOwn(shape, field))
  return { ...shape, ...Object.fromEntries([...readOnly, 'warnings'].map((field) => [field, ReadOnly])) }
}

/** The body of an update: the fields to change, or the whole entity as it was answered. */
function updateBody<B extends z.ZodObject>(type: EntityType, body: B, examples?: readonly object[]): UpdateBody<B> {
  const known = body.meta() ?? {}
  return z.strictObject({ ...withReadOnly(type, body), version }).meta({
    id: type === 'restaurant' ? 'UpdateRestaurantBody' : known.id,
    description: `The fields of a ${type} to change`,
    examples: examples ?? known.examples,
  }) as unknown as UpdateBody<B>
}

// Older clients name one table where newer ones name several.
const tableId = Id.nullable().optional().describe('Short for `tableIds` with one table')
const guestStatus = bodyOf('guest.setStatus')
const { status, reason } = bodyOf('reservation.setStatus').shape
const named = (id: string) => ({ id })

/** `PUT` and `PATCH /guests/{id}`: a status or tables in it run `guest.setStatus`. */
export const UpdateGuestBody = updateBody(
  'guest',
  bodyOf('guest.update')
    .extend({ ...guestStatus.partial().shape, tableId })
    .meta(named('UpdateGuest')),
  [{ partySize: 5, notes: 'Needs a high chair' }],
)
export type UpdateGuestBody = z.output<typeof UpdateGuestBody>

/** `PUT` and `PATCH /reservations/{id}`: a status in it runs `reservation.setStatus`. */
export const UpdateReservationBody = updateBody(
  'reservation',
  bodyOf('reservation.update').extend({ status: status.optional(), reason }).meta(named('UpdateReservation')),
  [{ startsAt: '2026-05-01T20:00:00Z', partySize: 3 }],
)
export type UpdateReservationBody = z.output<typeof UpdateReservationBody>

/** `PUT` and `PATCH /tables/{id}`: a party in it, or the status `occupied`, runs `table.seat`. */
export const UpdateTableBody = updateBody(
  'table',
  bodyOf('table.update')
    .extend({
      currentGuestId: Id.nullable().optional().describe('Seats this party at the table; null frees the table'),
      partySize: PartySize.optional().describe(
        'Of the walk-in that `status: occupied` seats: 2 unless given, or the capacity where that is less',
      ),
    })
    .meta(named('UpdateTable')),
  [{ capacity: 6, position: { x: 300, y: 140 } }],
)
export type UpdateTableBody = z.output<typeof UpdateTableBody>

/** The bodies of updates. */
export const updateBodies = {
  restaurant: updateBody('restaurant', bodyOf('restaurant.update')),
  section: updateBody('section', bodyOf('section.update')),
  table: UpdateTableBody,
  combination: updateBody('combination', bodyOf('combination.update')),
  guest: UpdateGuestBody,
  reservation: UpdateReservationBody,
} as const satisfies Record<EntityType, z.ZodObject>

/** Whether an update takes the field. The others of its body may stand there and change nothing. */
export function isWritable(type: EntityType, field: string): boolean {
  return isTaken(updateBodies[type], field)
}

const creationBodies = new Map(
  commandTypes.flatMap((type) => {
    const [noun = '', verb] = type.split('.')
    return verb === 'create' ? [[noun, z.looseObject(withReadOnly(noun as EntityType, bodyOf(type)))] as const] : []
  }),
)

/** The fields of a new entity, which may be the whole entity as a client has it. What they are, the command judges. */
export function creationBody(type: EntityType): z.ZodObject {
  const body = creationBodies.get(type)
  if (!body) throw new Error(`no command creates a ${type}`)
  return body
}

/** Whether a new entity takes the field from the client; unknown fields are for the command to refuse. */
export function isCreatable(type: EntityType, field: string): boolean {
  const body = creationBody(type)
  return !Object.hasOwn(body.shape, field) || isTaken(body, field)
}

function isTaken({ shape }: z.ZodObject, field: string): boolean {
  return Object.hasOwn(shape, field) && (shape as Record<string, unknown>)[field] !== ReadOnly
}

/** A row of a batch: the id of its entity, and the body of an update. */
function rowOf<T extends ListedType, B extends z.ZodObject>(type: T, body: B, example: object) {
  return z.strictObject({ ...body.shape, id: Id } as B['shape'] & { id: typeof Id }).meta({
    id: `${type === 'guest' ? 'Guest' : 'Table'}Row`,
    description: `A ${type === 'guest' ? 'party' : 'table'} and its fields to change`,
    examples: [example],
  })
}

/** One party of `POST /batch/update`. */
export const GuestRow = rowOf('guest', UpdateGuestBody, {
  id: exampleIds.guest,
  status: 'seated',
  tableId: exampleIds.table,
})

/** One table of `POST /batch/update`. */
export const TableRow = rowOf('table', UpdateTableBody, { id: exampleIds.secondTable, status: 'cleaning' })

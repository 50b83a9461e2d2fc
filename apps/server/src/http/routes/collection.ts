import { type Entity, entities, entityOf, Id, type ListedType, Problem } from '@qtable/domain'
import { entityBodies } from '@qtable/protocol'
import { z } from 'zod'
import type { ArchivingType } from '../../journal/archiving-types.ts'
import { createdAnswer, entityAnswer, make, type Wanted } from '../change.ts'
import { entityTag, tagged } from '../conditions.ts'
import { onFloor } from '../on-floor.ts'
import { type Answer, type Call, defineRoute, type Route } from '../route.ts'

/** The path parameter that every route of one entity has. */
export const byId = z.object({ id: Id })

/** A body whose fields the command itself declares. */
type Fields = z.ZodType<Record<string, unknown>>

/** What sets one collection of entities apart from the others. */
export interface Collection {
  type: ListedType
  tag: string
  create: Fields
  update: Fields
  /** The commands that an update comes to. */
  updates: (id: string, body: Record<string, unknown>) => readonly Wanted[]
}

/** The name of a kind with a capital, as operation ids have it. */
export function named(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** What every collection answers: create, read, change and delete one entity. */
export function collectionRoutes({ type, tag, create, update, updates }: Collection): Route[] {
  const path = `/${entities[type].plural}`
  const entity = entityBodies[type]
  const changing = {
    path: `${path}/:id`,
    tag,
    auth: 'viewer',
    params: byId,
    body: update,
    guarded: true,
    idempotent: true,
    refusals: ['not_found', 'invalid_transition', 'already_exists'],
    success: { status: 200, description: `The ${type} as it is now`, body: entity, headers: ['ETag'] },
    handle: async (call: Call<{ id: string }, unknown, Record<string, unknown>>) => {
      const { id } = call.params
      const made = await make(call, { kind: 'change', commands: updates(id, call.body), entity: { type, id } })
      return entityAnswer(made, type, id)
    },
  } as const
  return [
    defineRoute({
      method: 'POST',
      path,
      id: `create${named(type)}`,
      summary: `Make a ${type}`,
      tag,
      auth: 'viewer',
      body: create,
      idempotent: true,
      refusals: ['already_exists'],
      success: { status: 201, description: `The new ${type}`, body: entity, headers: ['ETag', 'Location'] },
      handle: async (call) => {
        const made = await make(call, { kind: 'change', commands: [{ type: `${type}.create`, payload: call.body }] })
        return createdAnswer(made, { type, at: `${call.base()}${path}` })
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/:id`,
      id: `get${named(type)}`,
      summary: `Read a ${type}`,
      tag,
      auth: 'viewer',
      params: byId,
      cacheable: true,
      refusals: ['not_found'],
      success: { status: 200, description: `The ${type}`, body: entity, headers: ['ETag'] },
      handle: (call) =>
        onFloor(call, ({ floor }) => {
          const { id } = call.params
          const held = entityOf(floor, type, id)
          return held ? entityRead(call, held) : findInHistory(call, type, id).then((past) => entityRead(call, past))
        }),
    }),
    defineRoute({ ...changing, method: 'PATCH', id: `update${named(type)}`, summary: `Change fields of a ${type}` }),
    defineRoute({
      ...changing,
      method: 'PUT',
      id: `put${named(type)}`,
      summary: `Change fields of a ${type}`,
      description: 'The same as PATCH: takes just the fields to change.',
    }),
    defineRoute({
      method: 'DELETE',
      path: `${path}/:id`,
      id: `delete${named(type)}`,
      summary: `Delete a ${type}`,
      tag,
      auth: 'viewer',
      params: byId,
      guarded: true,
      idempotent: true,
      refusals: ['not_found', 'in_use', 'table_occupied'],
      success: { status: 204, description: 'It is gone' },
      handle: async (call) => {
        const { id } = call.params
        const commands = [{ type: `${type}.delete`, payload: { [`${type}Id`]: id } }]
        const { status } = await make(call, { kind: 'change', commands, entity: { type, id } })
        return { replayed: status === 'duplicate' }
      },
    }),
  ]
}

const inHistory: readonly string[] = ['guest', 'reservation'] satisfies ArchivingType[]

/** The answer of a read of one entity. */
export function entityRead(call: Pick<Call, 'headers'>, entity: Entity): Answer {
  return tagged(call, entityTag(entity.version), { body: entity })
}

async function findInHistory({ world, identity }: Call, type: ListedType, id: string): Promise<Entity> {
  const past = inHistory.includes(type)
    ? await world.history.find(identity.restaurantId, type as ArchivingType, id)
    : undefined
  if (!past) throw new Problem('not_found', `There is no ${type} ${id}`)
  return past
}

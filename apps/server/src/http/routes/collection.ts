import {
  type ArchivedType,
  type CommandType,
  commands,
  type Entity,
  entities,
  entityOf,
  isArchivedType,
  type ListedType,
  Problem,
  type ProblemCode,
} from '@qtable/domain'
import { capitalized, entityBodies } from '@qtable/protocol'
import type { z } from 'zod'
import { answersCreated, answersEntity, answersGone, byId, changeRoute, commandRoute } from '../command-route.ts'
import { entityTag, tagged } from '../conditions.ts'
import { onFloor } from '../on-floor.ts'
import { type Answer, type Call, defineRoute, type Route } from '../route.ts'
import type { RouteCommand } from '../submit.ts'

/** An update that comes to other commands than `<noun>.update` alone. */
interface Update<B extends z.ZodType> {
  body: B
  runs: readonly CommandType[]
  neverRefuses?: readonly ProblemCode[]
  commands: (id: string, body: z.output<B>) => readonly RouteCommand[]
}

/** What every collection answers: create, read, change and delete one entity. */
export function collectionRoutes<B extends z.ZodType>(type: ListedType, tag: string, update?: Update<B>): Route[] {
  const path = `/${entities[type].plural}`
  const [create, change, remove] = [`${type}.create`, `${type}.update`, `${type}.delete`] as const
  const entity = { path: `${path}/:id`, tag, answer: answersEntity(type) }
  const changing = (method: 'PATCH' | 'PUT') => {
    const id = `${method === 'PUT' ? 'put' : 'update'}${capitalized(type)}`
    const { summary } = commands[change]
    const also = method === 'PUT' ? { description: 'The same as PATCH: takes just the fields to change.' } : {}
    if (!update) return commandRoute(change, { ...entity, method, id, ...also })
    const { body, runs, neverRefuses } = update
    return changeRoute({
      ...{ ...entity, method, id, summary, ...also, runs, neverRefuses, of: type, body },
      change: (fields, entityId) => ({ commands: update.commands(entityId, fields) }),
    })
  }
  return [
    commandRoute(create, { method: 'POST', path, tag, answer: answersCreated(type) }),
    defineRoute({
      method: 'GET',
      path: `${path}/:id`,
      id: `get${capitalized(type)}`,
      summary: `Read a ${type}`,
      tag,
      auth: 'viewer',
      params: byId,
      cacheable: true,
      refusals: ['not_found'],
      success: { status: 200, description: `The ${type}`, body: entityBodies[type], headers: ['ETag'] },
      handle: (call) =>
        onFloor(call, ({ floor }) => {
          const { id } = call.params
          const held = entityOf(floor, type, id)
          return held ? entityRead(call, held) : findInHistory(call, type, id).then((past) => entityRead(call, past))
        }),
    }),
    changing('PATCH'),
    changing('PUT'),
    commandRoute(remove, { method: 'DELETE', path: `${path}/:id`, tag, answer: answersGone }),
  ]
}

/** The answer of a read of one entity. */
export function entityRead(call: Pick<Call, 'headers'>, entity: Entity): Answer {
  return tagged(call, entityTag(entity.version), { body: entity })
}

async function findInHistory({ world, identity }: Call, type: ListedType, id: string): Promise<Entity> {
  const past = isArchivedType(type)
    ? await world.history.find(identity.restaurantId, type as ArchivedType & ListedType, id)
    : undefined
  if (!past) throw new Problem('not_found', `There is no ${type} ${id}`)
  return past
}

import {
  type CommandType,
  commands,
  commandTypes,
  type Entity,
  type EntityOf,
  entities,
  entityOf,
  isArchivedType,
  type ListedType,
  listOf,
  Problem,
  type ProblemCode,
} from '@qtable/domain'
import { capitalized, entityBodies } from '@qtable/protocol'
import { z } from 'zod'
import { answersCreated, answersDeleted, answersEntity, byId, changeRoute, commandRoute } from '../command-route.ts'
import { conditionalAnswer, entityTag } from '../conditions.ts'
import { listAnswer, listQuery, paginate, readCursor } from '../listing.ts'
import { type Call, defineRoute, type Route, type RouteAnswer } from '../route.ts'
import type { RouteCommand } from '../submit.ts'
import { timeRangeQuery } from '../time-range.ts'
import { withFloor } from '../with-floor.ts'
import { dayPage } from './day-page.ts'

/** What a kind of entity declares of its collection. Everything has a default, so that a new kind needs nothing. */
interface Collection<B extends z.ZodType, T extends CommandType> {
  /** The plural of the kind unless given. */
  tag?: string
  /** The route of the list, or the summary of the usual one. */
  list?: Route | string
  /** An update that runs other commands than `<noun>.update` alone. */
  update?: {
    body: B
    runs: readonly T[]
    /** Refusals of these commands that no update can get. */
    neverRefuses?: readonly ProblemCode[]
    commands: (id: string, body: z.output<B>) => readonly NoInfer<RouteCommand<T>>[]
  }
}

/** The routes of one kind of entity: list and read, and create, update and delete where it has these commands. */
export function collectionRoutes<B extends z.ZodType, T extends CommandType>(
  type: ListedType,
  { tag = capitalized(entities[type].plural), list, update }: Collection<B, T> = {},
): Route[] {
  const path = `/${entities[type].plural}`
  const [create, change, remove] = ['create', 'update', 'delete'].map((verb) => commandNamed(`${type}.${verb}`))
  const updateRoute = (method: 'PATCH' | 'PUT'): Route[] => {
    if (!change) return []
    const described = {
      ...{ method, path: `${path}/:id`, tag, answer: answersEntity(type) },
      id: `${method === 'PUT' ? 'put' : 'update'}${capitalized(type)}`,
      ...(method === 'PUT' ? { description: sameAsPatch } : {}),
    }
    if (!update) return [commandRoute(change, described)]
    const { body, runs, neverRefuses, commands: commandsOf } = update
    const { summary } = commands[change]
    return [
      changeRoute({
        ...described,
        summary,
        runs,
        neverRefuses,
        body,
        commands: (fields, id) => commandsOf(id, fields),
      }),
    ]
  }
  return [
    ...(typeof list === 'object' ? [list] : [listRoute(type, tag, list)]),
    ...(create ? [commandRoute(create, { method: 'POST', path, tag, answer: answersCreated(type) })] : []),
    readRoute(type, tag),
    ...updateRoute('PATCH'),
    ...updateRoute('PUT'),
    ...(remove ? [commandRoute(remove, { method: 'DELETE', path: `${path}/:id`, tag, answer: answersDeleted })] : []),
  ]
}

/** Of the PUT routes that older clients use. */
export const sameAsPatch = 'The same as PATCH: it takes only the fields to change.'

function commandNamed(type: string): CommandType | undefined {
  return commandTypes.find((known) => known === type)
}

function readRoute(type: ListedType, tag: string): Route {
  return defineRoute({
    method: 'GET',
    path: `/${entities[type].plural}/:id`,
    id: `get${capitalized(type)}`,
    summary: `Read a ${type}`,
    tag,
    auth: 'viewer',
    params: byId,
    cacheable: true,
    refusals: ['not_found'],
    success: { status: 200, description: `The ${type}`, body: entityBodies[type], headers: ['ETag'] },
    handle: (call) =>
      withFloor(call, ({ floor }) => {
        const { id } = call.params
        const entity = entityOf(floor, type, id)
        return entity ? entityRead(call, entity) : findInHistory(call, type, id).then((past) => entityRead(call, past))
      }),
  })
}

/** The answer to a read of one entity. */
export function entityRead(call: Pick<Call, 'headers'>, entity: Entity): RouteAnswer {
  return conditionalAnswer(call, entityTag(entity.version), { body: entity })
}

async function findInHistory({ parts, identity }: Call, type: ListedType, id: string): Promise<Entity> {
  const past = isArchivedType(type) ? await parts.history.find(identity.restaurantId, type, id) : undefined
  if (!past) throw new Problem('not_found', `There is no ${type} ${id}`)
  return past
}

/** The usual list of a kind: by the instant that it is `listedBy`, otherwise by name. */
function listRoute(type: ListedType, tag: string, summary = `List ${entities[type].plural}`): Route {
  const { plural, listedBy } = entities[type]
  const described = { method: 'GET', path: `/${plural}`, id: `list${capitalized(plural)}`, summary, tag } as const
  const success = (description: string) =>
    ({ status: 200, description, body: z.array(entityBodies[type]), headers: ['Link'] }) as const
  if (listedBy) {
    return defineRoute({
      ...described,
      auth: 'viewer',
      query: z.object({ ...listQuery, ...timeRangeQuery }),
      success: success(`Ordered by \`${listedBy}\``),
      handle: async (call) => listAnswer(call, await dayPage(call, type)),
    })
  }
  return defineRoute({
    ...described,
    auth: 'viewer',
    query: z.object(listQuery),
    success: success('Ordered by name'),
    handle: async (call) => {
      const { cursor, limit } = call.query
      const { floor } = await call.parts.floors.read(call.identity.restaurantId)
      const listed: Iterable<EntityOf<ListedType>> = listOf(floor, type).values()
      const key = (entity: EntityOf<ListedType>) => ['name' in entity ? entity.name : '', entity.id]
      return listAnswer(call, paginate(listed, { key, after: readCursor(cursor), limit }))
    },
  })
}

import { type Combination, listOf, type Section } from '@qtable/domain'
import {
  CreateCombinationBody,
  CreateSectionBody,
  entityBodies,
  UpdateCombinationBody,
  UpdateRestaurantBody,
  UpdateSectionBody,
} from '@qtable/protocol'
import { z } from 'zod'
import { entityAnswer, make } from '../change.ts'
import { listAnswer, listQuery, pageOf, readCursor } from '../listing.ts'
import { onFloor } from '../on-floor.ts'
import { type Call, defineRoute, type Route } from '../route.ts'
import { collectionRoutes, entityRead, named } from './collection.ts'

function namedList(type: 'section' | 'combination', summary: string): Route {
  return defineRoute({
    method: 'GET',
    path: `/${type}s`,
    id: `list${named(type)}s`,
    summary,
    tag: 'Floor plan',
    auth: 'viewer',
    query: z.object(listQuery),
    success: { status: 200, description: 'By name', body: z.array(entityBodies[type]), headers: ['Link'] },
    handle: async (call) => {
      const { floor } = await call.world.floors.read(call.identity.restaurantId)
      const key = ({ name, id }: Section | Combination) => [name, id]
      const entries: Iterable<Section | Combination> = listOf(floor, type).values()
      return listAnswer(call, pageOf(entries, { key, after: readCursor(call.query.cursor), limit: call.query.limit }))
    },
  })
}

const changingRestaurant = {
  path: '/restaurant',
  tag: 'Restaurant',
  auth: 'viewer',
  body: UpdateRestaurantBody,
  guarded: true,
  idempotent: true,
  success: {
    status: 200,
    description: 'The restaurant as it is now',
    body: entityBodies.restaurant,
    headers: ['ETag'],
  },
  handle: async (call: Call<undefined, undefined, Record<string, unknown>>) => {
    const entity = { type: 'restaurant', id: String(call.identity.restaurantId) } as const
    const commands = [{ type: 'restaurant.update', payload: call.body }]
    return entityAnswer(await make(call, { kind: 'change', commands, entity }), entity.type, entity.id)
  },
} as const

export const planRoutes: Route[] = [
  namedList('section', 'The sections'),
  ...collectionRoutes({
    type: 'section',
    tag: 'Floor plan',
    create: CreateSectionBody,
    update: UpdateSectionBody,
    updates: (sectionId, fields) => [{ type: 'section.update', payload: { sectionId, ...fields } }],
  }),
  namedList('combination', 'The tables that can be joined'),
  ...collectionRoutes({
    type: 'combination',
    tag: 'Floor plan',
    create: CreateCombinationBody,
    update: UpdateCombinationBody,
    updates: (combinationId, fields) => [{ type: 'combination.update', payload: { combinationId, ...fields } }],
  }),
]

export const restaurantRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/restaurant',
    id: 'getRestaurant',
    summary: 'The restaurant and its settings',
    tag: 'Restaurant',
    auth: 'viewer',
    cacheable: true,
    success: { status: 200, description: 'The restaurant', body: entityBodies.restaurant, headers: ['ETag'] },
    handle: (call) => onFloor(call, ({ floor }) => entityRead(call, floor.restaurant)),
  }),
  defineRoute({ ...changingRestaurant, method: 'PATCH', id: 'updateRestaurant', summary: 'Change the restaurant' }),
  defineRoute({
    ...changingRestaurant,
    method: 'PUT',
    id: 'putRestaurant',
    summary: 'Change the restaurant',
    description: 'The same as PATCH: takes just the fields to change.',
  }),
]

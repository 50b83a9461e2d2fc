import { type Combination, entities, listOf, type Section } from '@qtable/domain'
import { capitalized, entityBodies } from '@qtable/protocol'
import { z } from 'zod'
import { answersEntity, commandRoute } from '../command-route.ts'
import { listAnswer, listQuery, pageOf, readCursor } from '../listing.ts'
import { onFloor } from '../on-floor.ts'
import { defineRoute, type Route } from '../route.ts'
import { collectionRoutes, entityRead } from './collection.ts'

function namedList(type: 'section' | 'combination', summary: string): Route {
  const { plural } = entities[type]
  return defineRoute({
    method: 'GET',
    path: `/${plural}`,
    id: `list${capitalized(plural)}`,
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

export const planRoutes: Route[] = [
  namedList('section', 'The sections'),
  ...collectionRoutes('section', 'Floor plan'),
  namedList('combination', 'The tables that can be joined'),
  ...collectionRoutes('combination', 'Floor plan'),
]

const changing = {
  path: '/restaurant',
  tag: 'Restaurant',
  of: 'restaurant',
  answer: answersEntity('restaurant'),
} as const

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
  commandRoute('restaurant.update', { ...changing, method: 'PATCH' }),
  commandRoute('restaurant.update', {
    ...changing,
    method: 'PUT',
    id: 'putRestaurant',
    description: 'The same as PATCH: takes just the fields to change.',
  }),
]

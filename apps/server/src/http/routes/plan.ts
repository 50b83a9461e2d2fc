import { entityBodies } from '@qtable/protocol'
import { answersEntity, commandRoute } from '../command-route.ts'
import { defineRoute, type Route } from '../route.ts'
import { withFloor } from '../with-floor.ts'
import { collectionRoutes, entityRead, sameAsPatch } from './collection.ts'

const tag = 'Floor plan'

export const sectionRoutes = collectionRoutes('section', { tag, list: 'List sections' })
export const combinationRoutes = collectionRoutes('combination', { tag, list: 'List tables that can be joined' })

const changing = { path: '/restaurant', tag: 'Restaurant', answer: answersEntity('restaurant') } as const

export const restaurantRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/restaurant',
    id: 'getRestaurant',
    summary: 'Read the restaurant and its settings',
    tag: 'Restaurant',
    auth: 'viewer',
    cacheable: true,
    success: { status: 200, description: 'The restaurant', body: entityBodies.restaurant, headers: ['ETag'] },
    handle: (call) => withFloor(call, ({ floor }) => entityRead(call, floor.restaurant)),
  }),
  commandRoute('restaurant.update', { ...changing, method: 'PATCH' }),
  commandRoute('restaurant.update', { ...changing, method: 'PUT', id: 'putRestaurant', description: sameAsPatch }),
]

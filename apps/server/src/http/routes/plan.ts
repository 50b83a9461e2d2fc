import { entityBodies } from '@qtable/protocol'
import { defineRoute, type Route } from '../route.ts'
import { withFloor } from '../with-floor.ts'
import { collectionRoutes, entityRead, updateRoutes } from './collection.ts'

const tag = 'Floor plan'

export const sectionRoutes = collectionRoutes('section', { tag, list: 'List sections' })
export const combinationRoutes = collectionRoutes('combination', { tag, list: 'List tables that can be joined' })

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
  ...updateRoutes('restaurant', { path: '/restaurant', tag: 'Restaurant' }),
]

import type { Route } from '../route.ts'
import { activityRoutes } from './activity.ts'
import { authRoutes } from './auth.ts'
import { batchRoutes } from './batch.ts'
import { dashboardRoutes } from './dashboard.ts'
import { guestRoutes } from './guests.ts'
import { planRoutes, restaurantRoutes } from './plan.ts'
import { reservationRoutes } from './reservations.ts'
import { syncRoutes } from './sync.ts'
import { syncBatchRoutes } from './sync-batch.ts'
import { systemRoutes } from './system.ts'
import { tableRoutes } from './tables.ts'
import { userRoutes } from './users.ts'

/** Every route there is: registration, documentation and tests go by this list alone. */
export const routes: readonly Route[] = [
  ...authRoutes,
  ...userRoutes,
  ...restaurantRoutes,
  ...guestRoutes,
  ...tableRoutes,
  ...reservationRoutes,
  ...planRoutes,
  ...dashboardRoutes,
  ...syncRoutes,
  ...syncBatchRoutes,
  ...batchRoutes,
  ...activityRoutes,
  ...systemRoutes,
]

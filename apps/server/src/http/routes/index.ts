import { type ListedType, listedTypes } from '@qtable/domain'
import type { Route } from '../route.ts'
import { accountLinkRoutes } from './account-links.ts'
import { activityRoutes } from './activity.ts'
import { authRoutes } from './auth.ts'
import { batchRoutes } from './batch.ts'
import { collectionRoutes } from './collection.ts'
import { dashboardRoutes } from './dashboard.ts'
import { guestRoutes } from './guests.ts'
import { invitationRoutes } from './invitations.ts'
import { ownSessionRoutes } from './own-sessions.ts'
import { passkeyRoutes } from './passkeys.ts'
import { combinationRoutes, restaurantRoutes, sectionRoutes } from './plan.ts'
import { reservationRoutes } from './reservations.ts'
import { secondFactorRoutes } from './second-factors.ts'
import { syncRoutes } from './sync.ts'
import { syncBatchRoutes } from './sync-batch.ts'
import { systemRoutes } from './system.ts'
import { tableRoutes } from './tables.ts'
import { userRoutes } from './users.ts'

// The kinds of entity whose routes differ from those of any collection.
const ownRoutes: { readonly [T in ListedType]?: readonly Route[] } = {
  guest: guestRoutes,
  table: tableRoutes,
  reservation: reservationRoutes,
  section: sectionRoutes,
  combination: combinationRoutes,
}

/** All routes. Registration, documentation and tests run over this list. */
export const routes: readonly Route[] = [
  ...authRoutes,
  ...accountLinkRoutes,
  ...ownSessionRoutes,
  ...secondFactorRoutes,
  ...passkeyRoutes,
  ...userRoutes,
  ...invitationRoutes,
  ...restaurantRoutes,
  ...Object.values(ownRoutes).flat(),
  ...listedTypes.filter((type) => !ownRoutes[type]).flatMap((type) => collectionRoutes(type)),
  ...dashboardRoutes,
  ...syncRoutes,
  ...syncBatchRoutes,
  ...batchRoutes,
  ...activityRoutes,
  ...systemRoutes,
]

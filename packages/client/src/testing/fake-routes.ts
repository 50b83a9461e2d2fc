import { type Command, Problem } from '@qtable/domain'
import { mergedChanges } from '@qtable/protocol'
import type { FakeAccounts } from './fake-accounts.ts'
import type { FakeRestaurant } from './fake-restaurant.ts'

export interface FakeRequest {
  method: string
  /** Below `/api/v1`, with its query. */
  path: string
  token: string
  body: Record<string, unknown>
}

export interface FakeBackend {
  accounts: FakeAccounts
  restaurants: ReadonlyMap<number, FakeRestaurant>
}

/** Answers the requests of the client. Throws the `Problem` of a refusal. */
export function answerFakeRequest(
  { accounts, restaurants }: FakeBackend,
  { method, path, token, body }: FakeRequest,
): unknown {
  const { pathname, searchParams } = new URL(path, 'http://fake')
  const identity = () => accounts.authenticate(token)
  const restaurant = () => {
    const found = restaurants.get(identity().restaurantId)
    if (!found) throw new Problem('not_found', 'There is no such restaurant')
    return found
  }
  switch (`${method} ${pathname}`) {
    case 'POST /auth/login':
      return accounts.login(String(body.email), String(body.password), body.restaurant_id as number | undefined)
    case 'POST /auth/refresh':
      return accounts.refresh(String(body.refresh_token))
    case 'POST /auth/logout':
      return accounts.logout(String(body.refresh_token))
    case 'POST /auth/switch':
      return accounts.switchTo(identity(), Number(body.restaurant_id))
    case 'GET /auth/me':
      return accounts.me(identity())
    case 'POST /auth/ticket':
      identity()
      return { ticket: accounts.ticketFor(token), expires_in: 30 }
    case 'GET /sync/health':
      return { status: 'healthy', version: restaurant().floor.version }
    case 'GET /sync/full':
      return restaurant().full()
    case 'GET /sync/delta':
      return delta(restaurant(), searchParams.get('since') ?? '')
    case 'POST /sync/batch': {
      const { person } = identity()
      const operations = body.operations as Command[]
      const results = operations.map((command) =>
        restaurant().execute(person, { id: command.id, isBatch: false, commands: [command] }),
      )
      return { results, changes: [], version: restaurant().floor.version, cursor: restaurant().cursor() }
    }
    case 'POST /atomic/batch': {
      const unit = { id: String(body.transaction_id), isBatch: true, commands: body.operations as Command[] }
      const { error, version, warnings } = restaurant().execute(identity().person, unit)
      if (error)
        throw new Problem(error.code, error.detail, {
          current: error.current,
          ...(error.errors && { errors: error.errors }),
        })
      return { success: true, transaction_id: unit.id, version, warnings }
    }
    default:
      throw new Problem('not_found', `There is no ${method} ${pathname}`)
  }
}

function delta(restaurant: FakeRestaurant, since: string): unknown {
  const from = restaurant.versionOf(since)
  if (from === undefined) throw new Problem('full_sync_required', 'Take a full sync and go on from its cursor')
  const missing = restaurant.log.filter(({ version }) => version > from)
  const { version, committedAt } = restaurant.floor
  return {
    from_version: from,
    version,
    cursor: restaurant.cursor(),
    timestamp: committedAt,
    has_more: false,
    changes: mergedChanges(missing.flatMap(({ changes }) => changes)),
  }
}

import type { Logger } from 'pino'
import type { Accounts } from '../accounts/accounts.ts'
import type { Commands } from '../commands/execute.ts'
import type { Config } from '../config.ts'
import type { Feed } from '../journal/feed.ts'
import type { Floors } from '../journal/floors.ts'
import type { SocketMetrics } from '../observability/socket-metrics.ts'
import type { TrustedProxies } from '../trusted-proxies.ts'
import type { Cursors } from '../wire/cursors.ts'

/** The parts of the server that every socket uses. */
export interface SocketParts {
  config: Pick<Config, 'wsHeartbeatIntervalSeconds' | 'wsConnectionTimeoutSeconds' | 'corsOrigins'>
  log: Logger
  accounts: Accounts
  commands: Commands
  floors: Floors
  feed: Feed
  cursors: Cursors
  metrics: SocketMetrics
  proxies: TrustedProxies
  /** The wall clock in epoch milliseconds: for timestamps in messages and the expiry of tokens. */
  now: () => number
  /** A monotonic clock in milliseconds: for every duration. */
  elapsed: () => number
}

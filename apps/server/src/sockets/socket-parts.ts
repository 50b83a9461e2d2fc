import type { Logger } from 'pino'
import type { Accounts } from '../accounts/accounts.ts'
import type { Commands } from '../commands/execute.ts'
import type { Config } from '../config.ts'
import type { Feed } from '../journal/feed.ts'
import type { Floors } from '../journal/floors.ts'
import type { SocketMetrics } from '../observability/socket-metrics.ts'
import type { Cursors } from '../wire/cursors.ts'

/** What the sockets work with. */
export interface SocketWorld {
  config: Pick<Config, 'wsHeartbeatIntervalSeconds' | 'wsConnectionTimeoutSeconds' | 'corsOrigins'>
  log: Logger
  accounts: Accounts
  commands: Commands
  floors: Floors
  feed: Feed
  cursors: Cursors
  metrics: SocketMetrics
  /** Milliseconds since 1970: for what is told to clients, and the end of a token. */
  now: () => number
  /** Milliseconds of a clock that nobody sets: for all that is a matter of how long. */
  elapsed: () => number
}

import type { Journal } from '../../apps/server/src/journal/journal.ts'
import type { Cursors } from '../../apps/server/src/wire/cursors.ts'
import type { SimulatedAccounts } from './accounts.ts'
import type { Answers } from './answers.ts'
import type { SimulatedBus } from './bus.ts'
import type { Checks } from './checks.ts'
import type { SimulatedDatabase } from './database.ts'
import type { History } from './history.ts'
import type { Random } from './random.ts'
import type { ServerNode } from './server-node.ts'
import type { Story } from './story.ts'
import type { Timeline } from './timeline.ts'

/** What every part of one simulation works with. */
export interface Simulation {
  readonly timeline: Timeline
  readonly random: Random
  readonly story: Story
  readonly checks: Checks
  readonly history: History
  readonly accounts: SimulatedAccounts
  readonly answers: Answers
  readonly database: SimulatedDatabase
  readonly bus: SimulatedBus
  readonly cursors: Cursors
  /** The journal as it is, to look at. */
  readonly journal: Journal
  readonly restaurantId: number
  /** The nodes by their places; one that was restarted has the place of the one before. */
  readonly nodes: ServerNode[]
  /** Starts a node in a place. */
  start(place: number): void
}

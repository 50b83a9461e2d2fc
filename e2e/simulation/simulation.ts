import type { Journal } from '../../apps/server/src/journal/journal.ts'
import type { Cursors } from '../../apps/server/src/wire/cursors.ts'
import type { Checker } from '../checker.ts'
import type { Random } from '../random.ts'
import type { Trace } from '../trace.ts'
import type { ReferenceModel } from './reference-model.ts'
import type { ResponseChecker } from './response-checker.ts'
import type { Scheduler } from './scheduler.ts'
import type { SimulatedAccounts } from './simulated-accounts.ts'
import type { SimulatedBus } from './simulated-bus.ts'
import type { SimulatedDatabase } from './simulated-database.ts'
import type { SimulatedNode } from './simulated-node.ts'

/** What the parts of one simulation share: its time, its randomness, the server, and the truth to check it against. */
export interface Simulation {
  readonly scheduler: Scheduler
  readonly random: Random
  readonly trace: Trace
  readonly checker: Checker
  readonly model: ReferenceModel
  readonly responses: ResponseChecker
  readonly accounts: SimulatedAccounts
  readonly database: SimulatedDatabase
  readonly bus: SimulatedBus
  readonly cursors: Cursors
  /** The journal without faults, for checks and for setting up. */
  readonly journal: Journal
  readonly restaurantId: number
  /** Whether the service day ends some seconds after the start. */
  readonly rollsOver: boolean
  /** By slot: a node that starts takes the slot of the one that went. */
  readonly nodes: SimulatedNode[]
  startNode(slot: number): void
}

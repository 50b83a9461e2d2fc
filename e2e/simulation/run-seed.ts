import { emptyFloor, newRestaurant } from '@qtable/domain'
import { openCommands } from '../../apps/server/src/commands/execute.ts'
import type { LoggedTransaction } from '../../apps/server/src/db/logged-transaction.ts'
import { openCursors } from '../../apps/server/src/http/cursors.ts'
import { openFloors } from '../../apps/server/src/journal/floors.ts'
import { openSimulatedAccounts } from './accounts.ts'
import { takeOverClock } from './ambient.ts'
import { openAnswers } from './answers.ts'
import { openSimulatedBus } from './bus.ts'
import { type Invariant, openChecks, type Violation } from './checks.ts'
import { openSimulatedDatabase } from './database.ts'
import { playEvening } from './evening.ts'
import { openHistory } from './history.ts'
import { openRandom } from './random.ts'
import { openServerNode } from './server-node.ts'
import { listen, secretKey, silent } from './server-parts.ts'
import type { Simulation } from './simulation.ts'
import { openStory } from './story.ts'
import { openTimeline } from './timeline.ts'

/** How one seed ended. */
export interface Ending {
  seed: number
  violation: Violation | undefined
  counts: ReadonlyMap<Invariant, number>
  /** Over the whole story: the same for the same seed. */
  hash: string
  /** The last of the story. */
  story: string[]
  /** How much happened, and in how many seconds of the simulated time. */
  happenings: number
  seconds: number
  versions: number
}

const startsAt = Date.parse('2026-05-01T17:00:00.000Z')
const restaurantId = 1
const manager = { id: '00000000-0000-7000-8000-000000000001', name: 'Ona', role: 'manager' as const }

/** Plays one seed from its first happening to its end: the same story each time. */
export async function runSeed(seed: number): Promise<Ending> {
  const timeline = openTimeline(startsAt, (error) => simulation.checks.fail('code', stackOf(error)))
  const giveBack = takeOverClock(timeline)
  const thrown = (error: unknown) => simulation.checks.fail('code', stackOf(error))
  process.on('unhandledRejection', thrown)
  // Refusals are ordinary here, and a long trace for each costs more than the refusal.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 6
  const simulation = openSimulation(seed)
  try {
    await furnish(simulation)
    await playEvening(simulation)
  } catch (error) {
    simulation.checks.fail('code', stackOf(error))
  } finally {
    process.off('unhandledRejection', thrown)
    Error.stackTraceLimit = stackTraceLimit
    giveBack()
  }
  const { checks, story, history } = simulation
  return {
    seed,
    violation: checks.violation,
    counts: checks.counts,
    hash: story.hash(),
    story: story.last(Number(process.env.SIM_LINES ?? 200)),
    happenings: timeline.count,
    seconds: (timeline.now - startsAt) / 1000,
    versions: history.floor.version,
  }

  function openSimulation(from: number): Simulation {
    const random = openRandom(from)
    const story = openStory(timeline)
    const checks = openChecks(story)
    const at = new Date(startsAt).toISOString()
    const restaurant = newRestaurant({
      id: restaurantId,
      name: 'Nove',
      slug: 'nove',
      timezone: 'Europe/Berlin',
      now: at,
    })
    const first = firstOf(restaurant, at)
    const history = openHistory(emptyFloor(restaurant, { version: 1, committedAt: at }), { checks, story })
    const accounts = openSimulatedAccounts({
      random: random.fork(),
      now: Date.now,
      accessSeconds: random.chance(0.3) ? 70 : 900,
      restaurantId,
    })
    const database = openSimulatedDatabase({
      timeline,
      random: random.fork(),
      restaurant,
      first,
      committed: history.committed,
    })
    const bus = openSimulatedBus({ timeline, random: random.fork() })
    const answers = openAnswers({ history, checks, story })
    const log = listen({ checks, story })
    const nodes: Simulation['nodes'] = []
    const heartbeatSeconds = random.one([3, 5, 30])
    const places = random.one([1, 2, 2, 3])
    let started = 0
    function start(place: number): void {
      const name = `node ${place + 1}.${++started}`
      story.tell(name, 'starts')
      nodes[place] = openServerNode({
        ...{ name, timeline, database, bus, accounts, answers, log, restaurantId, heartbeatSeconds },
        isShared: places > 1,
      })
    }
    for (let place = 0; place < places; place++) start(place)
    return {
      ...{ timeline, random, story, checks, history, accounts, answers, database, bus, nodes, restaurantId, start },
      cursors: openCursors(secretKey),
      journal: database.direct,
    }
  }
}

function firstOf(restaurant: ReturnType<typeof newRestaurant>, at: string): LoggedTransaction {
  const id = '00000000-0000-7000-8000-00000000000a'
  const change = { entity_type: 'restaurant' as const, entity_id: String(restaurant.id), action: 'create' as const }
  return {
    ...{ id, version: 1, at, actor: manager, command: 'restaurant.create', commandIds: [id], role: 'owner' },
    ...{ atomic: false, forced: false, fingerprint: '', changes: [{ ...change, data: restaurant }] },
  }
}

/** Tables and a few parties, before anything can go wrong. */
async function furnish({ journal, random, timeline }: Simulation): Promise<void> {
  const floors = openFloors({ journal })
  const commands = openCommands({ journal, floors, log: silent })
  const tables = [2, 2, 4, 4, 6].map((capacity, i) => ({
    type: 'table.create',
    payload: { id: random.uuid(timeline.now), tableNumber: `${i + 1}`, capacity },
  }))
  const parties = ['Ada', 'Bo', 'Cy', 'Di', 'Eve'].map((name, i) => ({
    type: 'guest.create',
    payload: { id: random.uuid(timeline.now), name, partySize: 2 + (i % 2) },
  }))
  const wanted = [...tables, ...parties].map((one) => ({ id: random.uuid(timeline.now), ...one }))
  const unit = { id: random.uuid(timeline.now), kind: 'batch' as const, commands: wanted }
  await commands.execute(restaurantId, manager, { unit, clientChoseId: true })
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

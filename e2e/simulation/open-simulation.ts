import { emptyFloor, newRestaurant, wholeSecond } from '@qtable/domain'
import { budgetsWithoutRate } from '../../apps/server/src/budgets.ts'
import { openCommands } from '../../apps/server/src/commands/execute.ts'
import type { LoggedTransaction } from '../../apps/server/src/db/logged-transaction.ts'
import { openFloors } from '../../apps/server/src/journal/floors.ts'
import { openCursors } from '../../apps/server/src/wire/cursors.ts'
import type { Checker } from '../checker.ts'
import { openRandom } from '../random.ts'
import type { Trace } from '../trace.ts'
import { openCheckedLog, silentLog, simulationSecret } from './node-parts.ts'
import { openReferenceModel } from './reference-model.ts'
import { openResponseChecker } from './response-checker.ts'
import type { Scheduler } from './scheduler.ts'
import { openSimulatedAccounts } from './simulated-accounts.ts'
import { openSimulatedBus } from './simulated-bus.ts'
import { openSimulatedDatabase } from './simulated-database.ts'
import { openSimulatedNode } from './simulated-node.ts'
import type { Simulation } from './simulation.ts'

const restaurantId = 1
const manager = { id: '00000000-0000-7000-8000-000000000001', name: 'Ona', role: 'manager' as const }

/** Opens the world of one seed: one restaurant on one to three nodes, without clients yet. */
export async function openSimulation(
  seed: number,
  given: { scheduler: Scheduler; checker: Checker; trace: Trace; rollsOver: boolean },
): Promise<Simulation> {
  const { scheduler, checker, trace, rollsOver } = given
  const random = openRandom(seed)
  const at = wholeSecond(scheduler.now)
  const restaurant = newRestaurant({
    ...{ id: restaurantId, name: 'Nove', slug: 'nove', timezone: 'Europe/Berlin', now: at },
  })
  const model = openReferenceModel(emptyFloor(restaurant, { version: 1, committedAt: at }), { checker, trace })
  const accounts = openSimulatedAccounts({
    random: random.fork(),
    now: Date.now,
    accessSeconds: random.chance(0.3) ? 70 : 900,
    restaurantId,
  })
  const database = openSimulatedDatabase({
    ...{ scheduler, random: random.fork(), restaurant, first: creationOf(restaurant, at) },
    onCommit: model.commit,
  })
  const bus = openSimulatedBus({ scheduler, random: random.fork() })
  const responses = openResponseChecker({ model, checker, trace })
  const log = openCheckedLog({ checker, trace })
  const nodes: Simulation['nodes'] = []
  const heartbeatSeconds = random.one([3, 5, 30])
  const slots = random.one([1, 2, 2, 3])
  let started = 0

  function startNode(slot: number): void {
    const name = `node ${slot + 1}.${++started}`
    trace.record(name, 'starts')
    nodes[slot] = openSimulatedNode({
      ...{ name, scheduler, database, bus, accounts, responses, log, restaurantId, heartbeatSeconds },
      isShared: slots > 1,
    })
  }

  for (let slot = 0; slot < slots; slot++) startNode(slot)
  const simulation: Simulation = {
    ...{ scheduler, random, trace, checker, model, responses, accounts, database, bus, nodes, restaurantId, startNode },
    rollsOver,
    cursors: openCursors(simulationSecret),
    journal: database.journal,
  }
  await createStartData(simulation)
  return simulation
}

function creationOf(restaurant: ReturnType<typeof newRestaurant>, at: string): LoggedTransaction {
  const id = '00000000-0000-7000-8000-00000000000a'
  const change = { entity_type: 'restaurant' as const, entity_id: String(restaurant.id), action: 'create' as const }
  return {
    ...{
      id,
      version: 1,
      at,
      doneAt: at,
      actor: manager,
      command: 'restaurant.create',
      commandIds: [id],
      role: 'owner',
    },
    ...{ atomic: false, forced: false, fingerprint: '', changes: [{ ...change, data: restaurant }] },
  }
}

async function createStartData({ journal, random, scheduler, rollsOver }: Simulation): Promise<void> {
  const floors = openFloors({ journal })
  const commands = openCommands({ journal, floors, log: silentLog, budgets: budgetsWithoutRate })
  const newId = () => random.uuid(scheduler.now)
  const tables = [2, 2, 4, 4, 6].map((capacity, i) => ({
    type: 'table.create',
    payload: { id: newId(), tableNumber: `${i + 1}`, capacity },
  }))
  const guests = ['Ada', 'Bo', 'Cy', 'Di', 'Eve'].map((name, i) => ({
    type: 'guest.create',
    payload: { id: newId(), name, partySize: 2 + (i % 2) },
  }))
  const bookings = ['Fay', 'Gil', 'Hal'].map((name, i) => ({
    type: 'reservation.create',
    payload: {
      ...{ id: newId(), name, partySize: 2, status: i === 0 ? 'pending' : 'confirmed', force: true },
      // Of the evening, or of the night that nobody came in.
      startsAt: wholeSecond(scheduler.now + (rollsOver ? -i : i + 1) * 3_600_000),
    },
  }))
  const operations = [...tables, ...guests, ...bookings].map((one) => ({ id: newId(), ...one }))
  const unit = { id: newId(), kind: 'batch' as const, commands: operations }
  await commands.execute(restaurantId, manager, { unit, clientChoseId: true })
}

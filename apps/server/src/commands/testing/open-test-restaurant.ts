import type { Actor, EntityOf, ListedType, Role } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { createRestaurant } from '../../accounts/create-restaurant.ts'
import { type Budgets, defaultBudgets } from '../../budgets.ts'
import type { Database } from '../../db/database.ts'
import { openFloors } from '../../journal/floors.ts'
import { type Journal, openJournal } from '../../journal/journal.ts'
import { openTestDatabase } from '../../testing/cluster.ts'
import { openCommands } from '../execute.ts'
import type { Outcome } from '../outcome.ts'

const actor: Actor & { role: Role } = { id: uuidv7(), name: 'Ona', role: 'owner' }

/** One node on a database. */
export function openNode(db: Database, now: () => number = Date.now) {
  return openNodeOn(openJournal({ db }), { now })
}

interface NodeOptions {
  now?: () => number
  isShared?: boolean
  budgets?: Budgets
}

/** One node: floors and commands on a journal, with a short way to run one command. */
export function openNodeOn(journal: Journal, { now = Date.now, isShared = false, budgets }: NodeOptions = {}) {
  const floors = openFloors({ journal, isShared })
  const commands = openCommands({
    journal,
    floors,
    log: pino({ level: 'silent' }),
    now,
    ...(budgets ? { budgets } : {}),
  })
  return {
    floors,
    commands,
    /** Runs one command with an id that the client chose. */
    run(restaurantId: number, type: string, payload: object, { id = uuidv7(), role = actor.role } = {}) {
      const unit = { id, kind: 'change' as const, commands: [{ id, type, payload }] }
      return commands.execute(restaurantId, { ...actor, role }, { unit, clientChoseId: true })
    },
    batch(restaurantId: number, id: string, wanted: readonly { id?: string; type: string; payload: object }[]) {
      const unit = { id, kind: 'batch' as const, commands: wanted.map((one) => ({ id: uuidv7(), ...one })) }
      return commands.execute(restaurantId, actor, { unit, clientChoseId: true })
    },
  }
}

/** Opens a restaurant in a new database, with tables, waiting parties and the nodes that serve it. */
export async function openTestRestaurant({
  tables = 1,
  waiting = 1,
  budgets = {},
}: {
  tables?: number
  waiting?: number
  budgets?: Partial<Budgets>
} = {}) {
  const { database: db, close, backUp } = await openTestDatabase()
  onTestFinished(close)
  const found = () =>
    createRestaurant(db, { name: 'Trattoria', timezone: 'Europe/Rome', actor, at: new Date().toISOString() })
  const { id: restaurantId } = await found()
  const node = openNodeOn(openJournal({ db }), { budgets: { ...defaultBudgets, ...budgets } })
  const tableIds: string[] = []
  const guestIds: string[] = []
  for (let i = 1; i <= tables; i++) {
    tableIds.push(
      created(await node.run(restaurantId, 'table.create', { tableNumber: `${i}`, capacity: 4 }), 'table').id,
    )
  }
  for (let i = 1; i <= waiting; i++) {
    guestIds.push(created(await node.run(restaurantId, 'guest.create', { name: `P${i}`, partySize: 2 }), 'guest').id)
  }
  return { db, backUp, node, restaurantId, tableIds, guestIds, found }
}

/** The entity of a kind that an outcome created. */
export function created<T extends ListedType>(outcome: Outcome, type: T): EntityOf<T> {
  const change = outcome.transaction?.changes.find((one) => one.entity_type === type && one.action === 'create')
  if (!change) throw new Error(`no ${type} was created`)
  return change.data as EntityOf<T>
}

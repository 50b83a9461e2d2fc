import type { Unit } from '../decide.ts'
import { wasDeletedIn } from '../deletion.ts'
import {
  applyTransaction,
  type Change,
  type Command,
  type CommandDefinition,
  decide,
  type Entity,
  type EntityOf,
  emptyFloor,
  entities,
  type Floor,
  internalCommands,
  type ListedType,
  listedTypes,
  listOf,
  newRestaurant,
  type PreparedCommand,
  Problem,
  prepareCommand,
  type Settings,
  type Transaction,
} from '../index.ts'
import { lastEditIn, Past } from '../past.ts'
import type { Role } from '../roles.ts'

/** A command of a test: its type, its payload, which may be wrong, and when it was done. */
export type Operation = readonly [type: string, payload: object, at?: string]

/** Reads a command, of clients or of the system. */
export function prepared(command: Command): PreparedCommand {
  const internal = internalCommands as Readonly<Record<string, CommandDefinition>>
  return internal[command.type]?.prepare(command) ?? prepareCommand(command)
}

/** Ids that count, in the form of a UUIDv7. */
export function countIds(): () => string {
  let count = 0
  return () => `00000000-0000-7000-8000-${(++count).toString(16).padStart(12, '0')}`
}

/** The problem that `work` throws; fails where it throws none or something else. */
export function problemOf(work: () => unknown): Problem {
  let result: unknown
  try {
    result = work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error(`nothing was refused: ${JSON.stringify(result)}`)
}

/** Who runs a command in a test, and when it was done. */
export interface Author {
  role?: Role
  at?: string
}

/** A floor to run commands on in tests: a clock that only moves when told, ids that count. */
export function openFloor({
  tables = [4],
  timezone = 'Europe/Berlin',
  now = '2026-05-01T17:00:00Z',
  settings = {},
}: {
  tables?: number[]
  timezone?: string
  now?: string
  settings?: Partial<Settings>
} = {}) {
  const clock = { now }
  const newId = countIds()
  const restaurant = newRestaurant({ id: 1, name: 'Trattoria', slug: 'trattoria', timezone, now })
  const start = { ...restaurant, settings: { ...restaurant.settings, ...settings } }
  let floor: Floor = emptyFloor(start, { version: 1, committedAt: now })
  const log: Transaction[] = []
  const past = new Past()
  const recall = (id: string) => log.find((transaction) => transaction.id === id)
  const lastEdit = lastEditIn(log)
  const wasDeleted = (type: ListedType, id: string) => wasDeletedIn(log)(type, id) ?? false

  function decideUnit(unit: Omit<Unit, 'id'>, role: Role): Transaction | undefined {
    const actor = { id: '00000000-0000-7000-8000-00000000aaaa', name: 'Ona', role }
    const context = { now: clock.now, actor, newId, recall, lastEdit, wasDeleted, history: past.entities }
    return decide(floor, { ...unit, id: newId() }, context)
  }

  const preparedOf = ([type, payload, at]: Operation) => prepared({ id: newId(), type, payload, at })

  function apply(transaction: Transaction | undefined) {
    if (!transaction) throw new Error('nothing changed')
    floor = applyTransaction(floor, transaction)
    log.push(transaction)
    past.follow(transaction)
    const created = <T extends ListedType>(wanted: T) =>
      transaction.changes.find((change: Change) => change.entity_type === wanted && change.action === 'create')
        ?.data as EntityOf<T>
    return { ...transaction, created }
  }

  /** Decides one command without applying it; undefined where it changes nothing. */
  function decideOne(type: string, payload: object, { role = 'owner', at }: Author = {}) {
    return decideUnit({ kind: 'change', commands: [preparedOf([type, payload, at])] }, role)
  }

  /** Runs one command and applies it; fails where it changes nothing. */
  function run(type: string, payload: object, author?: Author) {
    return apply(decideOne(type, payload, author))
  }

  /** Runs several commands as one batch and applies it. */
  function batch(operations: readonly Operation[], role: Role = 'owner') {
    return apply(decideUnit({ kind: 'batch', commands: operations.map(preparedOf) }, role))
  }

  const tableIds = tables.map(
    (capacity, i) => run('table.create', { tableNumber: String(i + 1), capacity }).created('table').id,
  )
  return {
    run,
    batch,
    decideOne,
    decideUnit,
    prepared: preparedOf,
    /** The problem of a command that is refused. */
    refusal: (type: string, payload: object, author?: Author) => problemOf(() => decideOne(type, payload, author)),
    /** The problem of a batch that is refused. */
    batchRefusal: (operations: readonly Operation[], role: Role = 'owner') =>
      problemOf(() => decideUnit({ kind: 'batch', commands: operations.map(preparedOf) }, role)),
    /** A new party in line. */
    party: (fields: object = {}) => run('guest.create', { partySize: 2, ...fields }).created('guest').id,
    /** A new party at tables, by their places in `tables`. */
    seated(places: readonly number[] = [0], fields: object = {}) {
      const wanted = places.map((i) => tableIds[i])
      return run('guest.create', { partySize: 2, tableIds: wanted, ...fields }).created('guest').id
    },
    /** A booking for 18:00 UTC of the first day of these tests. */
    booking: (fields: object = {}) =>
      run('reservation.create', {
        name: 'Lovelace',
        partySize: 2,
        startsAt: '2026-05-01T18:00:00Z',
        ...fields,
      }).created('reservation').id,
    undoLast: (author?: Author) => run('undo', { transactionId: log.at(-1)?.id }, author),
    /** Closes the service days before the clock's, until nothing is left to do. */
    closeDay() {
      for (;;) {
        const closed = decideOne('serviceDay.close', { limit: 100 })
        if (!closed) return
        apply(closed)
      }
    },
    tableIds,
    clock,
    log,
    newId,
    recall,
    get floor() {
      return floor
    },
    /** What has left the floor. */
    get past() {
      return past.entities
    },
    table: (i: number) => floor.tables.get(tableIds[i] ?? ''),
    guest: (id: string) => floor.guests.get(id),
    reservation: (id: string) => floor.reservations.get(id),
  }
}

/** An entity without the stamps that every change moves. */
export function bare({ createdAt: _, updatedAt: __, version: ___, ...fields }: Entity): object {
  return fields
}

/** What a floor holds, without the stamps that every change moves: for comparing before and after. */
export function contentOf(floor: Floor): object {
  const list = (entities: ReadonlyMap<string, Entity>) =>
    Object.fromEntries([...entities].map(([id, entity]) => [id, bare(entity)]))
  return {
    restaurant: bare(floor.restaurant),
    ...Object.fromEntries(listedTypes.map((type) => [entities[type].plural, list(listOf(floor, type))])),
  }
}

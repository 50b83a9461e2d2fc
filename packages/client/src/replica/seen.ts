import {
  applyTransaction,
  type ClientCommand,
  type CommandDefinition,
  type CommandType,
  commands as definitions,
  type EntityType,
  entityOf,
  type Floor,
  type Reservation,
  sameEdit,
  sittingAt,
} from '@qtable/domain'
import type { Mutation } from '../outbox/mutation.ts'
import { optimisticResultOf, type View, type ViewContext } from './view.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * The mutation with what its author saw of the rows that it edits (SY112): the server then keeps what somebody else has
 * changed meanwhile. A `was` of the caller counts first, so a form passes the row that it was opened with. For other
 * fields it is what the view shows. An update leaves out the fields that are as they were seen.
 */
export function withSeen(view: View, mutation: Mutation, context: ViewContext): Mutation {
  const owned = new Set<unknown>()
  let { floor } = view
  const commands: ClientCommand[] = []
  for (const command of mutation.commands) {
    const edit = withWas(floor, command)
    commands.push(edit)
    if (commands.length === mutation.commands.length) break
    // An edit of a batch is made on what the commands before it leave, and must not meet itself.
    const single = { ...mutation, isBatch: false, commands: [edit] }
    const { transaction } = optimisticResultOf({ ...view, floor }, single, context)
    if (transaction) floor = applyTransaction(floor, transaction, owned)
  }
  return { ...mutation, commands }
}

function withWas(floor: Floor, command: ClientCommand): ClientCommand {
  const definition: CommandDefinition | undefined = Object.hasOwn(definitions, command.type)
    ? definitions[command.type as CommandType]
    : undefined
  if (!definition || !Object.hasOwn(definition.payload.shape, 'was')) return command
  const { was: given, ...payload } = command.payload as Fields
  const seen = { ...rowOf(floor, definition, payload), ...(isFields(given) ? given : {}) }
  const isUpdate = command.type.endsWith('.update')
  const edit = isUpdate ? withoutSeen(payload, seen, definition) : payload
  const was = { ...seenOf(edit, seen), ...guardsOf(definition, seen) }
  return { ...command, payload: Object.keys(was).length === 0 ? edit : { ...edit, was } } as ClientCommand
}

/** The row that a command edits, as the floor shows it. A command without a target edits the restaurant. */
function rowOf(floor: Floor, { target, type: commandType }: CommandDefinition, payload: Fields): Fields | undefined {
  if (target === undefined) return floor.restaurant as unknown as Fields
  const type = target.replace(/Id$/, '') as EntityType
  const row = entityOf(floor, type, String(payload[target]))
  // A seat at a table says where the party sat.
  if (row && commandType === 'table.seat') {
    const tableIds = entityOf(floor, 'guest', String(payload.guestId))?.tableIds
    return { ...row, ...(tableIds && { tableIds }) } as unknown as Fields
  }
  // A seat of a reservation says where its party sat: planned tables are nothing that another host has done.
  const isSeat = row && type === 'reservation' && commandType !== 'reservation.update'
  return (isSeat ? { ...row, tableIds: sittingAt(row as Reservation) } : row) as unknown as Fields | undefined
}

/** What was seen of the fields that a command depends on and does not name: the status that it takes a party out of. */
function guardsOf({ guards }: CommandDefinition, seen: Fields): Fields {
  return Object.fromEntries(guards.filter((name) => Object.hasOwn(seen, name)).map((name) => [name, seen[name]]))
}

/** The values of `seen` for the fields of an edit; of an object like `settings`, for the fields that it names. */
function seenOf(edit: Fields, seen: Fields): Fields {
  const was: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(edit)) {
    if (!Object.hasOwn(seen, field)) continue
    const before = seen[field]
    was[field] = field === 'settings' && isFields(value) && isFields(before) ? seenOf(value, before) : before
  }
  return was
}

function withoutSeen(edit: Fields, seen: Fields, definition: CommandDefinition | undefined): Fields {
  const entries = Object.entries(edit).flatMap(([field, value]): [string, unknown][] => {
    if (field === definition?.target || !Object.hasOwn(seen, field)) return [[field, value]]
    const before = seen[field]
    if (field === 'settings' && isFields(value) && isFields(before)) {
      return [[field, withoutSeen(value, before, undefined)]]
    }
    return sameEdit(before, value) ? [] : [[field, value]]
  })
  return Object.fromEntries(entries)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

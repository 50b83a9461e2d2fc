import {
  type ClientCommand,
  type CommandRequest,
  type CommandType,
  commands as definitions,
  Id,
  Problem,
  parse,
} from '@qtable/domain'
import type { Entry, Outbox } from './outbox.ts'

/** What a caller asks for. */
interface EntryRequest {
  id?: string | undefined
  isBatch: boolean
  commands: readonly (CommandRequest & { id?: string | undefined })[]
}

/**
 * What a caller asks for, as it is stored and sent: payloads as JSON has them, with an id for each row that they may add.
 * Throws `validation_failed` for an id that is no UUID, and where there is no command.
 */
export function newEntry(
  { id, isBatch, commands }: EntryRequest,
  { newId, at, now, outbox }: { newId: () => string; at: number; now: number; outbox: Outbox },
): Entry {
  if (commands.length === 0) throw new Problem('validation_failed', 'operations: nothing is to be done')
  const all = commands.map(({ id: own, type, payload }) => ({
    id: own === undefined ? newId() : parse(Id, own, 'id'),
    type,
    payload: withIds(type, JSON.parse(JSON.stringify(payload)), newId),
  })) as ClientCommand[]
  const [first] = all
  return {
    id: isBatch || !first ? (id === undefined ? newId() : parse(Id, id, 'id')) : first.id,
    // Never before what is there already, also when the clock of this device steps back.
    order: Math.max(now, 1 + (outbox.at(-1)?.entry.order ?? 0)),
    at: new Date(at).toISOString(),
    isBatch,
    commands: all,
  }
}

/** The payload with an id for each row that it may add, so that the row is the same here, at the server and at a repeat. */
function withIds(type: string, payload: Record<string, unknown>, newId: () => string): Record<string, unknown> {
  // An untyped caller may name a command that does not exist: reading the entry says so.
  const { creates = {} } = Object.hasOwn(definitions, type) ? definitions[type as CommandType] : {}
  const added = Object.values(creates).filter((field) => payload[field] === undefined)
  return added.length === 0 ? payload : { ...payload, ...Object.fromEntries(added.map((field) => [field, newId()])) }
}

import {
  type ClientCommand,
  type CommandRequest,
  type CommandType,
  commands as definitions,
  Id,
  Problem,
  parse,
} from '@qtable/domain'

/** A command, or several as one, done on this device. It is shown, stored, sent and settled under its id. */
export interface Mutation {
  /** The id of the command; of the transaction where it is a batch. */
  readonly id: string
  /** Mutations are sent in this order: when each was done, in milliseconds since 1970 by this device's clock. */
  readonly order: number
  /** When it was done, by the server's clock as far as this device knows it. */
  readonly at: string
  readonly isBatch: boolean
  readonly commands: readonly ClientCommand[]
}

/**
 * Makes a mutation: payloads as JSON carries them, with an id for each row that they may add. Throws `validation_failed`
 * for an id that is no UUID, and where there is no command. `at` and `now` are milliseconds since 1970, by the server's
 * clock and by this device's.
 */
export function newMutation(
  request: {
    id?: string | undefined
    isBatch: boolean
    commands: readonly (CommandRequest & { id?: string | undefined })[]
  },
  {
    newId,
    at,
    now,
    outbox,
  }: { newId: () => string; at: number; now: number; outbox: readonly { mutation: Mutation }[] },
): Mutation {
  const { id, isBatch } = request
  if (request.commands.length === 0) throw new Problem('validation_failed', 'operations: there is no command')
  const commands = request.commands.map(({ id: own, type, payload }) => ({
    id: own === undefined ? newId() : parse(Id, own, 'id'),
    type,
    payload: withNewIds(type, JSON.parse(JSON.stringify(payload)), newId),
  })) as ClientCommand[]
  const [first] = commands
  return {
    id: isBatch || !first ? (id === undefined ? newId() : parse(Id, id, 'id')) : first.id,
    // After every earlier mutation, also where this device's clock was set back.
    order: Math.max(now, 1 + (outbox.at(-1)?.mutation.order ?? 0)),
    at: new Date(at).toISOString(),
    isBatch,
    commands,
  }
}

/** The payload with an id for each row that it may add, so that a row has one id here, on the server and at a repeat. */
function withNewIds(type: string, payload: Record<string, unknown>, newId: () => string): Record<string, unknown> {
  // Untyped callers may name an unknown command. It is refused when the mutation is first decided.
  const { creates = {} } = Object.hasOwn(definitions, type) ? definitions[type as CommandType] : {}
  const missing = Object.values(creates).filter((field) => payload[field] === undefined)
  return missing.length === 0
    ? payload
    : { ...payload, ...Object.fromEntries(missing.map((field) => [field, newId()])) }
}

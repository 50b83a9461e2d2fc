import {
  type CommandDefinition,
  type CommandRequest,
  type CommandType,
  commands,
  type Entity,
  type EntityType,
  entityOf,
  isArchivedType,
  isCommandType,
  Problem,
  type Unit,
} from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { Outcome } from '../commands/outcome.ts'
import { malformedField } from '../wire/problems.ts'
import { idempotencyKey, mustHaveNoIfMatch, versionOfIfMatch } from './conditions.ts'
import { hashedId } from './hashed-id.ts'
import { refusalByRow } from './operation-errors.ts'
import type { Call } from './route.ts'

/** A command that a route makes of its request. */
export type RouteCommand<T extends CommandType = CommandType> = Extract<CommandRequest, { type: T }> & {
  /** The path of the payload in the body, for the errors of wrong fields. Without it the payload is the body. */
  path?: string
}

/** A command as the client wrote it. Neither its type nor its payload is checked yet. */
export interface ClientWrittenCommand {
  id: string
  type: string
  payload: unknown
  at?: string | undefined
  path: string
}

/** A change that a request asks for. */
export interface RouteChange {
  kind: Unit['kind']
  commands: readonly RouteCommand[] | { clientWritten: readonly ClientWrittenCommand[] }
  /** The commands as the client meant them, by which a repeat is known, where the floor has left something of them out. */
  sent?: SentCommands | undefined
  /** The entity that `If-Match` guards. */
  entity?: { type: EntityType; id: string } | undefined
  /** The id that the body gives the change, in place of `Idempotency-Key`. */
  transactionId?: string | undefined
}

type SentCommands = readonly { type: string; payload: unknown }[]

/** The commands by which a repeat of `fields` is known. What contradicts the floor as it is may have none. */
export function meantBy(commandsOf: () => RouteChange['commands'], fields: unknown): SentCommands {
  try {
    const meant = commandsOf()
    return 'clientWritten' in meant ? meant.clientWritten : meant
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [{ type: 'fields', payload: fields }]
  }
}

/** The outcome of a change, and the id it was submitted under. */
export interface Submitted extends Outcome {
  unitId: string
  /** What the change was about, did not change, and has left the floor. */
  past: readonly Entity[]
}

/**
 * Submits a change in the caller's name. Resolves once it is durable; throws the `Problem` of a refusal, whose operations
 * are the rows of the body: commands with the same `path` are one row.
 */
export async function submit(call: Call, change: RouteChange): Promise<Submitted> {
  const { kind, commands: asked, sent, entity, transactionId } = change
  const version = versionOfIfMatch(call.headers.ifMatch)
  if (!entity) mustHaveNoIfMatch(call.headers.ifMatch)
  const header = idempotencyKey(call.headers.idempotencyKey)
  if (transactionId !== undefined && header !== undefined && transactionId !== header) {
    throw malformedField('Idempotency-Key', 'is another than the transaction_id of the body')
  }
  const wanted: readonly (RouteCommand | ClientWrittenCommand)[] =
    'clientWritten' in asked ? asked.clientWritten : asked
  const list = wanted.map((command) => ({ id: undefined, path: '', ...command }))
  // A batch without an id of its own is known by the ids of all its commands, another change by that of its one.
  const ids = list.flatMap(({ id }) => id ?? [])
  const chosen = transactionId ?? header ?? (kind === 'batch' ? idOfAll(ids) : ids[0])
  const unitId = chosen ?? uuidv7()
  const unit = {
    id: unitId,
    kind,
    commands: list.map(({ id, type, payload, ...rest }, i) => ({
      ...{ id: id ?? (i === 0 ? unitId : uuidv7()), type, payload },
      at: 'at' in rest ? rest.at : undefined,
    })),
    ...(entity && version !== undefined
      ? { precondition: { entityType: entity.type, entityId: entity.id, version } }
      : {}),
  }
  const paths = list.map(({ path }) => path)
  const { userId, name, role, restaurantId } = call.identity
  const actor = { id: userId, name, role }
  try {
    const submission = { unit, clientChoseId: chosen !== undefined, paths, sent }
    const outcome = await call.parts.commands.execute(restaurantId, actor, submission)
    return { ...outcome, unitId, past: await unchangedPast(call, outcome, list) }
  } catch (error) {
    throw refusalByRow(error, paths)
  }
}

/** The targets of commands that stay as they are in the history: a repeat of what is so already answers with them. */
async function unchangedPast(
  { parts, identity }: Pick<Call, 'parts' | 'identity'>,
  { transaction, floor }: Outcome,
  sent: readonly { type: string; payload: unknown }[],
): Promise<Entity[]> {
  const found = sent.map(async ({ type, payload }) => {
    const target = isCommandType(type) ? (commands[type] as CommandDefinition).target : undefined
    const kind = target?.replace(/Id$/, '') as EntityType | undefined
    const id: unknown = target === undefined ? undefined : Reflect.get(payload as object, target)
    if (kind === undefined || !isArchivedType(kind) || typeof id !== 'string') return []
    const isChanged = transaction?.changes.some((change) => change.entity_id === id)
    if (isChanged || entityOf(floor, kind, id)) return []
    return (await parts.history.find(identity.restaurantId, kind, id)) ?? []
  })
  return (await Promise.all(found)).flat()
}

/** The id of a batch that has none of its own: the same for the same commands. */
function idOfAll(ids: readonly string[]): string | undefined {
  return ids.length === 0 ? undefined : hashedId(ids.map((id) => id.toLowerCase()).join())
}

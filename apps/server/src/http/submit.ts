import type { CommandRequest, CommandType, EntityType, Unit } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { Outcome } from '../commands/outcome.ts'
import { malformedField } from '../wire/problems.ts'
import { idempotencyKey, versionOfIfMatch } from './conditions.ts'
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
  path: string
}

/** A change that a request asks for. */
export interface RouteChange {
  kind: Unit['kind']
  commands: readonly RouteCommand[] | { clientWritten: readonly ClientWrittenCommand[] }
  /** The entity that `If-Match` guards. */
  entity?: { type: EntityType; id: string } | undefined
  /** The id that the body gives the change, in place of `Idempotency-Key`. */
  transactionId?: string | undefined
}

/** The outcome of a change, and the id it was submitted under. */
export interface Submitted extends Outcome {
  unitId: string
}

/**
 * Submits a change in the caller's name. Resolves once it is durable; throws the `Problem` of a refusal, whose operations
 * are the rows of the body: commands with the same `path` are one row.
 */
export async function submit(call: Call, change: RouteChange): Promise<Submitted> {
  const { kind, commands, entity, transactionId } = change
  const version = versionOfIfMatch(call.headers.ifMatch)
  if (version !== undefined && !entity) throw malformedField('If-Match', 'has nothing to guard on this route')
  const header = idempotencyKey(call.headers.idempotencyKey)
  if (transactionId !== undefined && header !== undefined && transactionId !== header) {
    throw malformedField('Idempotency-Key', 'is another than the transaction_id of the body')
  }
  const wanted: readonly (RouteCommand | ClientWrittenCommand)[] =
    'clientWritten' in commands ? commands.clientWritten : commands
  const list = wanted.map((command) => ({ id: undefined, path: '', ...command }))
  // A change without its own id takes the id of its first command, if the client chose that one.
  const chosen = transactionId ?? header ?? list[0]?.id
  const unitId = chosen ?? uuidv7()
  const unit = {
    id: unitId,
    kind,
    commands: list.map(({ id, type, payload }, i) => ({ id: id ?? (i === 0 ? unitId : uuidv7()), type, payload })),
    ...(entity && version !== undefined
      ? { precondition: { entityType: entity.type, entityId: entity.id, version } }
      : {}),
  }
  const paths = list.map(({ path }) => path)
  const { userId, name, role, restaurantId } = call.identity
  const actor = { id: userId, name, role }
  try {
    const submission = { unit, clientChoseId: chosen !== undefined, paths }
    return { ...(await call.parts.commands.execute(restaurantId, actor, submission)), unitId }
  } catch (error) {
    throw refusalByRow(error, paths)
  }
}

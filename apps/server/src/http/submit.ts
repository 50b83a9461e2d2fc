import type { CommandRequest, EntityType, Unit } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { Outcome } from '../commands/outcome.ts'
import { malformedField } from '../wire/problems.ts'
import { idempotencyKey, versionAsked } from './conditions.ts'
import type { Call } from './route.ts'

/** A command that a route makes of its request. */
export type RouteCommand = CommandRequest & {
  /** Where the payload stands in the body, for the names of wrong fields; the body itself unless given. */
  path?: string
}

/** A command that the client wrote itself: nobody has looked at its type and payload. */
export interface ClientWrittenCommand {
  id: string
  type: string
  payload: unknown
  path: string
}

/** The change that a request asks for. */
export interface ChangeRequest {
  kind: Unit['kind']
  commands: readonly RouteCommand[] | readonly ClientWrittenCommand[]
  /** What `If-Match` guards. */
  entity?: { type: EntityType; id: string }
  /** The id that the body gives the unit. `Idempotency-Key` gives it otherwise. */
  id?: string | undefined
}

/** A change that was made, with the id of its unit. */
export interface Submitted extends Outcome {
  unitId: string
}

/** Submits a change in the name of the caller. Resolves when it is durable; throws the `Problem` of a refusal. */
export async function submit(call: Call, { kind, commands, entity, id }: ChangeRequest): Promise<Submitted> {
  const version = versionAsked(call.headers.ifMatch)
  if (version !== undefined && !entity) throw malformedField('If-Match', 'has nothing to guard on this route')
  const header = idempotencyKey(call.headers.idempotencyKey)
  if (id !== undefined && header !== undefined && id !== header) {
    throw malformedField('Idempotency-Key', 'is another than the transaction_id of the body')
  }
  const list = commands.map((command) => ({ id: undefined, path: '', ...command }))
  // A unit that nobody named, of commands that the client named, is the same unit when it is sent again.
  const chosen = id ?? header ?? list[0]?.id
  const unitId = chosen ?? uuidv7()
  const { userId, name, role, restaurantId } = call.identity
  const outcome = await call.world.commands.execute(
    restaurantId,
    { id: userId, name, role },
    {
      unit: {
        id: unitId,
        kind,
        commands: list.map(({ id: own, type, payload }, i) => ({
          id: own ?? (i === 0 ? unitId : uuidv7()),
          type,
          payload,
        })),
        ...(entity && version !== undefined
          ? { precondition: { entityType: entity.type, entityId: entity.id, version } }
          : {}),
      },
      clientChoseId: chosen !== undefined,
      paths: list.map(({ path }) => path),
    },
  )
  return { ...outcome, unitId }
}

import type { z } from 'zod'
import type { Draft } from './draft.ts'
import { parse } from './fields.ts'
import type { Actor, Transaction } from './floor.ts'
import { Problem } from './problems.ts'
import { type Role, roleIncludes } from './roles.ts'

/** The world a command may ask: nothing else reaches it. */
export interface Context {
  /** The instant of the change, ISO 8601 UTC with milliseconds. */
  now: string
  actor: Actor & { role: Role }
  /** A new UUIDv7. */
  newId: () => string
  /** A committed transaction that `recalls` of the command asked for, where it is still known. */
  recall: (transactionId: string) => Recalled | undefined
}

/** A transaction of the log, as a command recalls it. */
export interface Recalled extends Transaction {
  /** Entities that it deleted and that came back and went again since: the floor alone cannot tell. */
  supersededIds?: readonly string[]
}

/** A command as it is submitted. */
export interface Command {
  id: string
  type: string
  payload: unknown
}

export interface CommandDefinition<S extends z.ZodType = z.ZodType> {
  type: string
  /** The least role; a function where it depends on what is changed. */
  role: Role | ((payload: z.output<S>) => Role)
  payload: S
  /** Runs for the system itself only, never for a client. */
  internal?: true
  /** The transaction that `run` will ask its context for. */
  recalls?: (payload: z.output<S>) => string
  /** Changes the draft or throws a `Problem`. Synchronous, deterministic. */
  run: (draft: Draft, payload: z.output<S>, context: Context) => void
}

/** Names the parts of a command so that each is checked against its payload schema. */
export function defineCommand<S extends z.ZodType>(definition: CommandDefinition<S>): CommandDefinition<S> {
  return definition
}

/** A command ready to run: its payload read, its role known. */
export interface PreparedCommand {
  id: string
  type: string
  payload: unknown
  role: Role
  recalls: string | undefined
  run: (draft: Draft, context: Context) => void
}

/** Reads a payload by its definition; `validation_failed` names each wrong field below `root`. */
export function prepare<S extends z.ZodType>(
  definition: CommandDefinition<S>,
  command: Command,
  root = '',
): PreparedCommand {
  const payload = parse(definition.payload, command.payload, root)
  return {
    id: command.id,
    type: command.type,
    payload,
    role: typeof definition.role === 'function' ? definition.role(payload) : definition.role,
    recalls: definition.recalls?.(payload),
    run(draft, context) {
      try {
        definition.run(draft, payload, context)
      } catch (error) {
        throw error instanceof Problem ? error.below(root) : error
      }
    },
  }
}

/** Throws `forbidden` where the actor's role does not reach `needed`. */
export function mustHaveRole(actor: { role: Role }, needed: Role, doing: string): void {
  if (!roleIncludes(actor.role, needed)) {
    throw new Problem('forbidden', `${doing} needs the role ${needed}; you are ${actor.role}`)
  }
}

import type { z } from 'zod'
import type { Draft } from './draft.ts'
import type { LastEdit } from './edits.ts'
import type { EntityType, ListedType } from './entities.ts'
import { Instant, parse } from './fields.ts'
import type { Actor, Transaction } from './floor.ts'
import { Problem, type ProblemCode } from './problems.ts'
import { type Role, roleIncludes } from './roles.ts'
import type { Steps } from './steps.ts'

/** The world of a command: nothing else reaches it. */
export interface Context {
  /** The instant of the decision, ISO 8601 UTC in whole seconds. */
  now: string
  /** When the person did it, at `now` or before: what `joinedAt`, `seatedAt` and the like are. */
  doneAt: string
  actor: Actor & { role: Role }
  /** A new UUIDv7. */
  newId: () => string
  /** A committed transaction that `recalls` of the command asked for, where it is still known. */
  recall: (transactionId: string) => Recalled | undefined
  /** Who changed any of these fields of an entity last, where that is still known. */
  lastEdit: (entityType: EntityType, entityId: string, fields: readonly string[]) => LastEdit | undefined
  /** Whether an entity of this id was deleted, where that is still known. */
  wasDeleted: (entityType: ListedType, entityId: string) => boolean
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
  /** When the person did it, by the device's clock set right by the server's. Any instant, as clients write it. */
  at?: string | undefined
}

/** A lesser role for a part of what a command does. */
export interface Relaxed<F extends string = string> {
  readonly role: Role
  /** The payload holds none but these fields. */
  readonly fields: readonly F[]
  /** And they have this value: null takes something away. */
  readonly to?: null
}

/** What a noun declares of a command. */
export interface CommandDeclaration<
  T extends string,
  S extends z.ZodObject,
  Target extends keyof z.output<S> & string = never,
> {
  /** `noun.verb`. */
  type: T
  /** What it does, in a few words for the documentation: `Seat a party`. */
  summary: string
  /** What else a reader of the documentation should know. */
  description?: string
  /** The least role. */
  role: Role
  /** A lesser role is enough where the payload holds none but these fields, beside the one of `target`. */
  relaxed?: Relaxed<keyof z.output<S> & string>
  payload: S
  /** A payload for the documentation, without `target`. */
  example: Omit<z.input<S>, Target>
  /** The field of the payload that names the entity it changes. */
  target?: Target
  /** The fields of that entity that it depends on beside those it names: clients say in `was` what they saw of them. */
  guards?: readonly string[]
  /** The field that holds the id of each row it may add. Clients fill it in, so that the row has one id everywhere. */
  creates?: { readonly [E in ListedType]?: keyof z.output<S> & string }
  /** The entities that it may add to the history: an id that is taken there can then be told from a new one. */
  adds?: (payload: z.output<S>) => readonly { type: EntityType; id: string }[]
  /** What it may refuse beside `validation_failed` and `forbidden`, for the documentation. */
  refusals?: readonly ProblemCode[]
  /** The transaction that `run` asks its context for. */
  recalls?: (payload: z.output<S>) => string
  /** Changes the draft or throws a `Problem`. Deterministic, and without waiting; a long one gives steps. */
  run: (draft: Draft, payload: z.output<S>, context: Context) => Steps | undefined
}

/** A command of the registry. */
export interface CommandDefinition<
  T extends string = string,
  S extends z.ZodObject = z.ZodObject,
  Target extends string = string,
> {
  readonly type: T
  readonly summary: string
  readonly description: string | undefined
  readonly role: Role
  readonly relaxed: Relaxed | undefined
  readonly payload: S
  readonly example: object
  readonly target: Target | undefined
  readonly guards: readonly string[]
  readonly creates: { readonly [E in ListedType]?: string }
  readonly refusals: readonly ProblemCode[]
  /** Reads a command; `validation_failed` names each wrong field of the payload below `root`, and `at` as `atRoot`. */
  prepare(command: Command, root?: string, atRoot?: string): PreparedCommand
}

/** A command ready to run: its payload is valid, its role known. */
export interface PreparedCommand {
  id: string
  type: string
  payload: unknown
  role: Role
  /** As the client said it; `decide` bounds it. */
  at: string | undefined
  recalls: string | undefined
  /** The entities that its payload names as those to change or to add, which may have left the floor. */
  subjects: readonly { type: EntityType; id: string }[]
  /** Runs it, or gives the steps to run. */
  run: (draft: Draft, context: Context) => Steps | undefined
}

/** Declares a command, so that each part is checked against its payload. */
export function defineCommand<
  const T extends string,
  S extends z.ZodObject,
  const Target extends keyof z.output<S> & string = never,
>(declaration: CommandDeclaration<T, S, Target>): CommandDefinition<T, S, Target> {
  const { type, summary, description, role, relaxed, payload: schema, example, target } = declaration
  const { guards = [], creates = {}, adds, refusals = [], recalls, run } = declaration
  const lesser = new Set<string | undefined>([target, 'was', ...(relaxed?.fields ?? [])])
  const isRelaxed = (payload: object) =>
    Object.keys(payload).every((field) => lesser.has(field)) &&
    (relaxed?.to === undefined || relaxed.fields.every((field) => Reflect.get(payload, field) === relaxed.to))
  return {
    type,
    summary,
    description,
    role,
    relaxed,
    payload: schema,
    example,
    target,
    guards,
    creates,
    refusals,
    prepare(command, root = '', atRoot = 'at') {
      const payload = parse(schema, command.payload, root)
      return {
        id: command.id,
        type,
        payload,
        role: relaxed && isRelaxed(payload) ? relaxed.role : role,
        at: command.at === undefined ? undefined : parse(Instant, command.at, atRoot),
        recalls: recalls?.(payload),
        subjects: [...targetOf(target, payload), ...(adds?.(payload) ?? [])],
        run(draft, context) {
          try {
            const steps = run(draft, payload, context)
            return steps && stepsBelow(root, steps)
          } catch (error) {
            throw error instanceof Problem ? error.below(root) : error
          }
        },
      }
    },
  }
}

function* stepsBelow(root: string, steps: Steps): Steps {
  try {
    yield* steps
  } catch (error) {
    throw error instanceof Problem ? error.below(root) : error
  }
}

function targetOf(field: string | undefined, payload: object): PreparedCommand['subjects'] {
  if (field === undefined) return []
  return [{ type: field.replace(/Id$/, '') as EntityType, id: String(payload[field as keyof typeof payload]) }]
}

/** Throws `forbidden` where the actor's role does not include `needed`; `subject` says what needs it. */
export function mustHaveRole(actor: { role: Role }, needed: Role, subject: string): void {
  if (!roleIncludes(actor.role, needed)) {
    throw new Problem('forbidden', `${subject} needs the role ${needed}; you are ${actor.role}`)
  }
}

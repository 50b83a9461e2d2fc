import {
  type CommandDefinition,
  type CommandType,
  commands,
  type EntityType,
  entities,
  entityTypes,
  Id,
  type ListedType,
  type ProblemCode,
  type Role,
  roleIncludes,
} from '@qtable/domain'
import { bodyOf, changedEntities, operationOf, roleNote, TransactionAnswer } from '@qtable/protocol'
import { z } from 'zod'
import { atomicAnswer, createdAnswer, entityAnswer } from './change-answers.ts'
import { flag } from './listing.ts'
import { type Call, defineRoute, type MemberRoute, type Route, type RouteAnswer } from './route.ts'
import { type ClientWrittenCommand, meantBy, type RouteCommand, type Submitted, submit } from './submit.ts'

/** The path parameter of every route of one entity. */
export const byId = z.object({ id: Id.describe('The id of the entity') })

/** How a change is answered: what the documentation says of the answer, and how it is made. */
export interface ChangeAnswer<B = unknown> {
  success: MemberRoute['success']
  /** It answers with a new entity of this kind. */
  creates?: ListedType
  /** Clients receive the change as an atomic transaction, even where it touches one entity. */
  isAtomic?: true
  /** `subject` is the entity that the route is about. */
  render(
    submitted: Submitted,
    request: { subject: { type: EntityType; id: string } | undefined; body: B; base: string },
  ): RouteAnswer
}

/** Answers with the changed entity and its ETag. */
export function answersEntity(type: EntityType): ChangeAnswer {
  return {
    success: {
      status: 200,
      description: `The ${type} after the change`,
      body: changedEntities[type],
      headers: ['ETag'],
    },
    render: (submitted, { subject }) => entityAnswer(submitted, subject ?? { type, id: '' }),
  }
}

/** Answers with the new entity, its ETag and its path. */
export function answersCreated(type: ListedType): ChangeAnswer {
  return {
    success: {
      status: 201,
      description: `The new ${type}`,
      body: changedEntities[type],
      headers: ['ETag', 'Location'],
    },
    creates: type,
    render: (submitted, { base }) => createdAnswer(submitted, { type, at: `${base}/${entities[type].plural}` }),
  }
}

/** Answers without a body. */
export const answersDeleted: ChangeAnswer = {
  success: { status: 204, description: 'It is deleted' },
  render: ({ status }) => ({ replayed: status === 'duplicate' }),
}

/** Answers with every entity that the change touched. */
export function answersAtomic(
  description: string,
  { status = 200 as const }: { status?: 200 | 201 } = {},
): ChangeAnswer {
  return {
    isAtomic: true,
    success: { status, description, body: TransactionAnswer },
    render: (submitted, { subject }) => atomicAnswer(submitted, subject),
  }
}

/** What a route adds to the commands that it runs. */
interface ChangeRoute<B extends z.ZodType, T extends CommandType> {
  method: MemberRoute['method']
  path: string
  id: string
  summary: string
  description?: string | undefined
  tag: string
  /** The commands that it may run. Its role, its refusals and what the documentation says of both are theirs. */
  runs: readonly T[]
  /** What it refuses beside these commands. */
  refusals?: readonly ProblemCode[]
  /** Refusals of these commands that no request to this route can get. */
  neverRefuses?: readonly ProblemCode[] | undefined
  body?: B
  bodyOptional?: true | undefined
  /** Whether the URL may say `force=true`, for a method that takes no body. */
  forceInQuery?: boolean
  /** The lists of the body whose rows are operations: all of them are one batch, and a refusal lists the failing rows. */
  operationLists?: readonly (keyof z.output<B> & string)[]
  answer: ChangeAnswer<z.output<B>>
  /** What the documentation says of roles, in place of the role of each command. */
  roles?: string
  /** What the body changes, where that depends on the floor: the commands are made of it. `sent` tells a repeat. */
  resolve?(
    call: Call<unknown, unknown, unknown>,
    body: z.output<B>,
    id: string,
  ): Promise<{ sent: z.output<B>; changed: z.output<B> }>
  /** The commands of a request. `id` is the one in the path. */
  commands(
    body: z.output<B>,
    id: string,
    query: { force?: boolean },
  ): readonly NoInfer<RouteCommand<T>>[] | { clientWritten: readonly ClientWrittenCommand[] }
  /** The id that the body gives the change. */
  transactionId?(body: z.output<B>): string | undefined
}

const forced = z.object({ force: flag.describe('Do it all the same where something stands in the way') })

/** A route that runs commands. */
export function changeRoute<T extends CommandType, B extends z.ZodType = z.ZodUndefined>(
  route: ChangeRoute<B, T>,
): Route {
  const { runs, refusals = [], neverRefuses = [], answer, roles, forceInQuery = false, ...described } = route
  const { commands: commandsOf, resolve, transactionId } = route
  const definitions = runs.map((type): CommandDefinition => commands[type])
  const subjectType = subjectOf(definitions)
  mustAgree(route, definitions)
  return defineRoute<z.ZodType<{ id?: string }>, z.ZodType<{ force?: boolean }>, z.ZodType>({
    ...described,
    roles: roles ?? rolesOf(definitions),
    auth: definitions.reduce<Role>((least, { role, relaxed }) => lowerRole(least, relaxed?.role ?? role), 'owner'),
    refusals: [...definitions.flatMap((one) => one.refusals), ...refusals].filter(
      (code) => !neverRefuses.includes(code),
    ),
    ...(route.path.includes('/:id') ? { params: byId } : {}),
    ...(forceInQuery ? { query: forced } : {}),
    ...(subjectType ? { guarded: true } : {}),
    idempotent: true,
    success: answer.success,
    handle: async (call) => {
      const id = call.params?.id ?? String(call.identity.restaurantId)
      const subject = subjectType && { type: subjectType, id }
      const body = call.body as z.output<B>
      const query = call.query ?? {}
      const { sent, changed } = resolve ? await resolve(call, body, id) : { sent: body, changed: body }
      const submitted = await submit(call, {
        kind: route.operationLists ? 'batch' : answer.isAtomic ? 'atomic' : 'change',
        commands: commandsOf(changed, id, query),
        sent: sent === changed ? undefined : meantBy(() => commandsOf(sent, id, query), sent),
        entity: subject,
        transactionId: transactionId?.(sent),
      })
      return answer.render(submitted, { subject, body: sent, base: call.base() })
    },
  })
}

/** What a route adds to one command. Its body, role and refusals are the command's. */
interface CommandRoute {
  method: MemberRoute['method']
  path: string
  tag: string
  answer: ChangeAnswer
  /** The name of the operation. Derived from the command unless given: `setGuestStatus` of `guest.setStatus`. */
  id?: string
  /** The command's unless given. */
  summary?: string
  /** The command's unless given. */
  description?: string
  bodyOptional?: true
}

/**
 * A route that runs one command. The body is the command's payload; the `:id` of the path is the field that the command
 * names as its `target`.
 */
export function commandRoute<T extends CommandType>(type: T, route: CommandRoute): Route {
  const { target, summary, description, payload: schema }: CommandDefinition = commands[type]
  const isBodyless = route.method === 'DELETE'
  return changeRoute<T, z.ZodType>({
    id: operationOf(type),
    summary,
    description,
    ...route,
    runs: [type],
    ...(isBodyless ? { forceInQuery: Object.hasOwn(schema.shape, 'force') } : { body: bodyOf(type) }),
    commands: (body, id, query) => {
      const fields = isBodyless ? (query.force ? { force: true } : {}) : (body as object)
      const payload = target === undefined ? fields : { ...fields, [target]: id }
      return [{ type, payload } as RouteCommand<T>]
    },
  })
}

// The types cannot refuse a route whose parts contradict each other, so it fails when it is declared.
function mustAgree(
  { path, answer, neverRefuses = [] }: Pick<ChangeRoute<z.ZodType, CommandType>, 'path' | 'answer' | 'neverRefuses'>,
  definitions: readonly CommandDefinition[],
): void {
  const [only, ...others] = definitions
  if (only && others.length === 0) {
    const isOfOne = only.target !== undefined && only.target !== 'restaurantId'
    if (isOfOne && !path.includes('/:id')) throw new Error(`${path} lacks the :id that ${only.type} needs`)
    if (answer.creates && !Object.hasOwn(only.creates, answer.creates)) {
      throw new Error(`${path} answers with a new ${answer.creates}, and ${only.type} creates none`)
    }
  }
  const refused = definitions.flatMap(({ refusals }) => refusals)
  const never = neverRefuses.find((code) => !refused.includes(code))
  if (never !== undefined)
    throw new Error(`${path} says that it never refuses with ${never}, and no command of it does`)
}

/** The kind of the one entity that commands change: their noun, unless they create it or have several. */
function subjectOf(definitions: readonly CommandDefinition[]): EntityType | undefined {
  const [subject, ...others] = new Set(
    definitions.map(({ type, creates }) =>
      entityTypes.find((noun) => type.startsWith(`${noun}.`) && !Object.hasOwn(creates, noun)),
    ),
  )
  return others.length === 0 ? subject : undefined
}

/** The roles as the documentation says them: one sentence for each command. */
function rolesOf(definitions: readonly CommandDefinition[]): string {
  const [only, ...others] = definitions
  if (only && others.length === 0) return roleNote(only)
  return definitions.map((definition) => `\`${definition.type}\`: ${roleNote(definition)}`).join(' ')
}

function lowerRole(a: Role, b: Role): Role {
  return roleIncludes(a, b) ? b : a
}

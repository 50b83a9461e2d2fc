import {
  type CommandDefinition,
  type CommandRequest,
  type CommandType,
  commands,
  type EntityType,
  entities,
  Id,
  type ListedType,
  type ProblemCode,
  type Role,
  roleIncludes,
} from '@qtable/domain'
import { bodyOf, entityBodies, operationOf, roleNote, TransactionAnswer } from '@qtable/protocol'
import { z } from 'zod'
import { atomicAnswer, createdAnswer, entityAnswer } from './change-answers.ts'
import { type Answer, type Call, defineRoute, type MemberRoute, type Route } from './route.ts'
import { type ChangeRequest, type Submitted, submit } from './submit.ts'

/** The path parameter of every route of one entity. */
export const byId = z.object({ id: Id.describe('The id of the entity') })

/** How a change is answered: what the documentation says of it, and how the answer is made. */
interface AnswerKind<B = unknown> {
  success: MemberRoute['success']
  kind: ChangeRequest['kind']
  /** `about` is the entity in the path. */
  render(
    submitted: Submitted,
    request: { about: { type: EntityType; id: string } | undefined; body: B; base: string },
  ): Answer
}

/** The changed entity, with its ETag. */
export function answersEntity(type: EntityType): AnswerKind {
  const success = { status: 200, description: `The ${type} as it is now`, body: entityBodies[type], headers: ['ETag'] }
  return {
    kind: 'change',
    success: success as MemberRoute['success'],
    render: (submitted, { about }) => entityAnswer(submitted, about ?? { type, id: '' }),
  }
}

/** The new entity, with its ETag and its own path. */
export function answersCreated(type: ListedType): AnswerKind {
  return {
    kind: 'change',
    success: {
      status: 201,
      description: `The new ${type}`,
      body: entityBodies[type],
      headers: ['ETag', 'Location'],
    },
    render: (submitted, { base }) => createdAnswer(submitted, { type, at: `${base}/${entities[type].plural}` }),
  }
}

/** No body: it is gone. */
export const answersGone: AnswerKind = {
  kind: 'change',
  success: { status: 204, description: 'It is gone' },
  render: ({ status }) => ({ replayed: status === 'duplicate' }),
}

/** Every entity that the change touched. */
export function answersAtomic(description: string, { status = 200 as const }: { status?: 200 | 201 } = {}): AnswerKind {
  return {
    kind: 'atomic',
    success: { status, description, body: TransactionAnswer },
    render: (submitted, { about }) => atomicAnswer(submitted, about),
  }
}

/** What a route adds to the commands that it runs. */
interface ChangeRoute<B extends z.ZodType> {
  method: MemberRoute['method']
  path: string
  id: string
  summary: string
  description?: string | undefined
  tag: string
  /** The commands that it may run: its role, its refusals and what the documentation says of both are theirs. */
  runs: readonly CommandType[]
  /** Refusals of these commands that no request to this route can get. */
  neverRefuses?: readonly ProblemCode[] | undefined
  /** The kind of the entity in the path. */
  of?: EntityType
  body?: B
  bodyOptional?: true | undefined
  answer: AnswerKind<z.output<B>>
  /** What the documentation says of roles, where it is not the role of each command. */
  roles?: string
  /** The change that a request asks for. `id` is the one in the path. */
  change(body: z.output<B>, id: string): Partial<ChangeRequest> & Pick<ChangeRequest, 'commands'>
  /** How it is submitted, where a refusal is to be told in other words. */
  submit?: (call: Call, change: ChangeRequest) => Promise<Submitted>
}

/** A route that runs commands. */
export function changeRoute<B extends z.ZodType = z.ZodUndefined>(route: ChangeRoute<B>): Route {
  const {
    runs,
    neverRefuses = [],
    of,
    body,
    bodyOptional,
    answer,
    change,
    submit: submitting = submit,
    ...described
  } = route
  const definitions = runs.map((type): CommandDefinition => commands[type])
  const isById = route.path.includes('/:id')
  return defineRoute<z.ZodType<{ id?: string }>, z.ZodUndefined, z.ZodType>({
    ...described,
    roles: route.roles ?? rolesOf(definitions),
    auth: definitions.reduce<Role>((least, { role, relaxed }) => lower(least, relaxed?.role ?? role), 'owner'),
    refusals: definitions.flatMap(({ refusals }) => refusals).filter((code) => !neverRefuses.includes(code)),
    ...(isById ? { params: byId } : {}),
    ...(body ? { body } : {}),
    ...(bodyOptional ? { bodyOptional } : {}),
    ...(of ? { guarded: true } : {}),
    idempotent: true,
    success: answer.success,
    handle: async (call) => {
      const id = call.params?.id ?? String(call.identity.restaurantId)
      const about = of && { type: of, id }
      const body = call.body as z.output<B>
      const submitted = await submitting(call, {
        kind: answer.kind,
        ...(about && { entity: about }),
        ...change(body, id),
      })
      return answer.render(submitted, { about, body, base: call.base() })
    },
  })
}

/** What a route adds to one command. Its summary, body, role and refusals are the command's. */
interface CommandRoute {
  method: MemberRoute['method']
  path: string
  tag: string
  answer: AnswerKind
  /** The name of the operation, where it is not the command's: `setGuestStatus` of `guest.setStatus`. */
  id?: string
  summary?: string
  description?: string
  bodyOptional?: true
  /** The kind of the entity that it changes, where the payload does not name it. */
  of?: EntityType
}

/**
 * A route that runs one command. The body is the command's payload; the `:id` of the path is the field that the command
 * names as its `target`.
 */
export function commandRoute<T extends CommandType>(type: T, route: CommandRoute): Route {
  const definition: CommandDefinition = commands[type]
  const { target, summary, description } = definition
  const hasBody = route.method !== 'DELETE'
  return changeRoute<z.ZodType>({
    id: operationOf(type),
    summary,
    description,
    ...(target === undefined ? {} : { of: targetType(target) }),
    ...route,
    runs: [type],
    ...(hasBody ? { body: bodyOf(type) } : {}),
    change: (fields, entityId) => {
      const payload = target === undefined ? fields : { ...(fields as object), [target]: entityId }
      return { commands: [{ type, payload } as CommandRequest] }
    },
  })
}

function targetType(target: string): EntityType {
  return target.replace(/Id$/, '') as EntityType
}

/** The roles as the documents say them: of each command where there are several. */
function rolesOf(definitions: readonly CommandDefinition[]): string {
  const [only, ...others] = definitions
  if (only && others.length === 0) return roleNote(only)
  return definitions.map((definition) => `\`${definition.type}\`: ${roleNote(definition)}`).join(' ')
}

function lower(a: Role, b: Role): Role {
  return roleIncludes(a, b) ? b : a
}

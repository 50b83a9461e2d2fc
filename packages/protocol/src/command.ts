import { type CommandType, commands, commandTypes, Id } from '@qtable/domain'
import { z } from 'zod'
import { spelledInstant } from './instant-spelling.ts'
import { capitalized, operationOf } from './operation-name.ts'

type PayloadSchema<T extends CommandType> = (typeof commands)[T]['payload']
type TargetOf<T extends CommandType> = NonNullable<(typeof commands)[T]['target']>
/** The schema of a payload without the field that a route takes from its path. */
type BodySchema<T extends CommandType> = z.ZodObject<
  Extract<Omit<PayloadSchema<T>['shape'], TargetOf<T>>, z.core.$ZodShape>,
  z.core.$strict
>

const bodies = new Map<CommandType, z.ZodObject>()

/**
 * The payload of a command as the body of a route: without the field that the route takes from its path, and with a
 * name for the documents. The same schema object for every call, because a document refuses two schemas of one name.
 */
export function bodyOf<T extends CommandType>(type: T): BodySchema<T> {
  let body = bodies.get(type)
  if (!body) {
    const { payload, target, summary, example } = commands[type]
    const { [target ?? '']: _, ...shape } = payload.shape as Record<string, z.ZodType>
    const id = capitalized(operationOf(type))
    body = z.strictObject(shape).meta({ id, description: summary, examples: [example] })
    bodies.set(type, body)
  }
  return body as unknown as BodySchema<T>
}

/**
 * When the person did a command. `decide` of the domain bounds it. It is no part of what a command is: a repeat of an id
 * with another `at` is a repeat.
 */
export const DoneAt = z
  .string()
  .max(64)
  .overwrite(spelledInstant)
  .describe(
    'When the person did it, by the clock of the device set right by the clock of the server. It counts as now where it lies ahead, and as 24 hours ago where it lies further back. Absent: now',
  )
  .meta({ examples: ['2026-05-01T18:05:41.207Z'] })

/**
 * A command as clients send it. The payload is read by the command itself, so that a wrong field is named by its path.
 * The documents show `Command` of command-documents.ts in its place.
 */
export const CommandBody = z
  .strictObject({
    id: Id.describe('Chosen by the client: a repeat with the same id happens once'),
    type: z
      .string()
      .max(60)
      .describe(`One of ${commandTypes.join(', ')}`),
    payload: z.unknown().describe('The fields of the command'),
    at: DoneAt.optional(),
  })
  .meta({ documentedAs: 'Command' })

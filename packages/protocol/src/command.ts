import { type CommandType, commands, commandTypes, exampleIds, Id } from '@qtable/domain'
import { z } from 'zod'

type PayloadSchema<T extends CommandType> = (typeof commands)[T]['payload']
type TargetOf<T extends CommandType> = NonNullable<(typeof commands)[T]['target']>
/** The schema of a payload without the field that a route's path says. */
type BodySchema<T extends CommandType> = z.ZodObject<
  Extract<Omit<PayloadSchema<T>['shape'], TargetOf<T>>, z.core.$ZodShape>,
  z.core.$strict
>

/**
 * The payload of a command as the body of a route, without the field that the route's path says. One declaration, the
 * command's, serves batches, sockets and REST.
 */
export function bodyOf<T extends CommandType>(type: T): BodySchema<T> {
  const { payload, target } = commands[type]
  const { [target ?? '']: _, ...shape } = payload.shape as Record<string, z.ZodType>
  return z.strictObject(shape) as unknown as BodySchema<T>
}

/** The name of a command in generated clients: `guest.setStatus` is `setGuestStatus`, `undo` is `undo`. */
export function operationOf(type: string): string {
  const [noun = '', verb] = type.split('.')
  if (verb === undefined) return noun
  const [, first = '', rest = ''] = /^([a-z]+)(.*)$/.exec(verb) ?? []
  return `${first}${capitalized(noun)}${rest}`
}

/** A word with a capital. */
export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** A command as clients send it. The command itself reads its payload. */
export const CommandBody = z
  .strictObject({
    id: Id.describe('Chosen by the client: a repeat with the same id happens once'),
    type: z
      .string()
      .max(60)
      .describe(`One of ${commandTypes.join(', ')}`),
    payload: z.unknown().describe('The fields of the command, as its own schema says'),
  })
  .meta({
    id: 'Command',
    description: 'One change to a floor',
    examples: [
      {
        id: '0197f6a0-7c00-7000-8000-00000000c001',
        type: 'guest.create',
        payload: { name: 'Grace Hopper', partySize: 2 },
      },
    ],
  })

/** One command as documents name and describe it. */
export interface CommandDocument {
  type: CommandType
  /** The name of its schema: `GuestSetStatusCommand`. */
  name: string
  schema: z.ZodObject
}

/** Each command with the schema of its payload, for the documents of what takes any command. */
export function commandDocuments(): CommandDocument[] {
  return commandTypes.map((type) => {
    const { summary, description, role, relaxed, payload, target, example } = commands[type]
    const lesser = relaxed ? `, or ${relaxed.role} for ${relaxed.fields.join(' and ')} alone` : ''
    const needs = `Needs the role ${role}${lesser}.`
    const name = `${type.split('.').map(capitalized).join('')}Command`
    const whole = target === undefined ? example : { [target]: exampleTarget(target), ...example }
    const schema = z.strictObject({ id: Id, type: z.literal(type), payload }).meta({
      description: [`${summary}.`, description, needs].filter((text) => text !== undefined).join(' '),
      examples: [{ id: '0197f6a0-7c00-7000-8000-00000000c001', type, payload: whole }],
    })
    return { type, name, schema }
  })
}

function exampleTarget(target: string): string | undefined {
  return (exampleIds as Readonly<Record<string, string>>)[target.replace(/Id$/, '')]
}

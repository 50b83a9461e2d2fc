import {
  type CommandDefinition,
  type CommandType,
  commands,
  commandTypes,
  type EntityType,
  entities,
  exampleIds,
  Id,
} from '@qtable/domain'
import { z } from 'zod'
import { bodyOf, DoneAt } from './command.ts'
import { capitalized, operationOf } from './operation-name.ts'

let documented: z.ZodType | undefined

/**
 * Any command, for the documents: one schema for each type, told apart by `type`. Built on the first call. Requests are
 * read by `CommandBody`.
 */
export function documentedCommand(): z.ZodType {
  documented ??= z.discriminatedUnion('type', commandTypes.map(commandSchema) as [z.ZodObject, ...z.ZodObject[]]).meta({
    id: 'Command',
    description: 'One change to a floor',
    examples: [exampleCommand('guest.create')],
  })
  return documented
}

/** The sentence that says who may run a command. */
export function roleNote({ role, relaxed }: Pick<CommandDefinition, 'role' | 'relaxed'>): string {
  if (!relaxed) return `Needs the role ${role}.`
  const fields = `${relaxed.fields.join(' and ')}${relaxed.to === undefined ? '' : ` to ${relaxed.to}`}`
  return `Needs the role ${role}, or ${relaxed.role} to set ${fields} alone.`
}

function commandSchema(type: CommandType): z.ZodObject {
  const definition: CommandDefinition = commands[type]
  const { summary, description, role } = definition
  const sentences = [`${summary}.`, description, roleNote(definition)]
  return z
    .strictObject({
      id: Id.describe('Chosen by the client: a repeat with the same id happens once'),
      type: z.literal(type),
      payload: payloadOf(type),
      at: DoneAt.optional(),
    })
    .meta({
      id: `${type.split('.').map(capitalized).join('')}Command`,
      description: sentences.filter((text) => text !== undefined).join(' '),
      'x-role': role,
      examples: [exampleCommand(type)],
    })
}

// Without a target, the payload is the body of the command's route.
function payloadOf(type: CommandType): z.ZodType {
  const { payload, target, summary }: CommandDefinition = commands[type]
  if (target === undefined) return bodyOf(type)
  const id = `${capitalized(operationOf(type))}Payload`
  return payload.meta({ id, description: summary, examples: [examplePayload(type)] })
}

function exampleCommand(type: CommandType): object {
  return { id: exampleIds.command, type, payload: examplePayload(type) }
}

function examplePayload(type: CommandType): object {
  const { target, example }: CommandDefinition = commands[type]
  if (target === undefined) return example
  const noun = target.replace(/Id$/, '') as EntityType
  return { [target]: entities[noun].example.id, ...example }
}

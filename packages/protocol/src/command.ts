import { clientCommandTypes, commands, Id } from '@qtable/domain'
import { z } from 'zod'

/**
 * The payload of a command as the body of a route, without the fields that the route's path says already. One
 * declaration, the command's own, serves batches, sockets and REST.
 */
export function payloadOf(type: string, ...inPath: string[]): z.ZodObject {
  const payload = commands.get(type)?.payload
  if (!(payload instanceof z.ZodObject)) throw new Error(`no command ${type} with fields`)
  return z.strictObject(Object.fromEntries(Object.entries(payload.shape).filter(([field]) => !inPath.includes(field))))
}

/** A command as clients send it. Its payload is read by the command itself. */
export const CommandBody = z
  .strictObject({
    id: Id.describe('Chosen by the client: a repeat with the same id happens once'),
    type: z
      .string()
      .max(60)
      .describe(`One of ${clientCommandTypes.join(', ')}`),
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

/** One command with the schema of its payload, for the documentation of those that take any. */
export function commandSchemas(): { type: string; schema: z.ZodObject }[] {
  return clientCommandTypes.map((type) => ({
    type,
    schema: z.strictObject({ id: Id, type: z.literal(type), payload: payloadOf(type) }),
  }))
}

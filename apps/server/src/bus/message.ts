import { entityTypes, Instant, RestaurantId, roles } from '@qtable/domain'
import { z } from 'zod'
import type { Message } from './bus.ts'

const uuid = z.uuid()
const version = z.int().min(0)

const entity = z.looseObject({ id: z.union([uuid, RestaurantId]), version })

const Change = z
  .looseObject({
    entity_type: z.enum(entityTypes),
    entity_id: z.string(),
    action: z.enum(['create', 'update', 'delete']),
    data: entity.optional(),
    before: entity.optional(),
    archived: z.literal(true).optional(),
  })
  .refine(({ action, data, entity_id }) => (action === 'delete' ? !data : String(data?.id) === entity_id))

const Logged = z.looseObject({
  id: uuid,
  version,
  at: Instant,
  actor: z.object({ id: z.string(), name: z.string() }),
  command: z.string(),
  commandIds: z.array(uuid),
  role: z.enum(roles),
  atomic: z.boolean(),
  forced: z.boolean(),
  fingerprint: z.string(),
  changes: z.array(Change),
})

const Envelope = z.object({
  from: z.string(),
  message: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('hint'),
      restaurantId: RestaurantId,
      epoch: uuid,
      version,
      transactions: z.array(Logged).optional(),
      previous: uuid.optional(),
    }),
    z.object({
      kind: z.literal('ended'),
      ended: z.object({ userId: uuid, restaurantId: RestaurantId.optional(), sessionId: uuid.optional() }),
    }),
  ]),
})

// What is longer than this costs Redis and every node more than a query for it would.
const longestWithTransactions = 16_384

/** A message as text, from the node `from`. A hint too long for a message goes without its transactions. */
export function writeMessage(from: string, message: Message): string {
  const text = JSON.stringify({ from, message })
  if (text.length <= longestWithTransactions || message.kind !== 'hint') return text
  const { kind, restaurantId, epoch, version } = message
  return JSON.stringify({ from, message: { kind, restaurantId, epoch, version } })
}

/** What another node than `self` wrote; undefined where it is this node's own, or not what a node would write. */
export function readMessage(self: string, text: string): Message | undefined {
  // Redis gives each node its own messages back: not worth reading.
  if (text.startsWith(`{"from":"${self}"`)) return undefined
  const read = Envelope.safeParse(parsed(text))
  if (!read.success) return undefined
  // The outline is checked. What is inside the entities was checked by the command that made them.
  return read.data.message as Message
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

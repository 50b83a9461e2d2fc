import { entityTypes, Instant, RestaurantId, roles } from '@qtable/domain'
import { z } from 'zod'
import { completeChange } from '../journal/read-entity.ts'
import type { BusMessage } from './bus.ts'

const uuid = z.uuid()
const version = z.int().min(0)

const Entity = z.looseObject({ id: z.union([uuid, RestaurantId]), version })

const Change = z
  .looseObject({
    entity_type: z.enum(entityTypes),
    entity_id: z.string(),
    action: z.enum(['create', 'update', 'delete']),
    data: Entity.optional(),
    before: Entity.optional(),
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

// A longer message costs Redis and every node more than a query for its transactions would.
const maxCharacters = 16_384

/** Encodes a message of the node `from`. A hint that is too long is sent without its transactions. */
export function encodeMessage(from: string, message: BusMessage): string {
  const text = JSON.stringify({ from, message })
  if (text.length <= maxCharacters || message.kind !== 'hint') return text
  const { kind, restaurantId, epoch, version } = message
  return JSON.stringify({ from, message: { kind, restaurantId, epoch, version } })
}

/** Decodes a message of another node than `self`; undefined if it is this node's own message, or invalid. */
export function decodeMessage(self: string, text: string): BusMessage | undefined {
  // Redis delivers each node its own messages too. They are dropped unparsed.
  if (text.startsWith(`{"from":"${self}"`)) return undefined
  const envelope = Envelope.safeParse(parseJson(text))
  if (!envelope.success) return undefined
  const message = envelope.data.message as BusMessage
  if (message.kind !== 'hint' || !message.transactions) return message
  // The command that wrote the entities has checked them. A node of an older version lacks fields that came later.
  const transactions = message.transactions.map((one) => ({ ...one, changes: one.changes.map(completeChange) }))
  return { ...message, transactions }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

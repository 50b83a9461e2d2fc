import { Problem } from '@qtable/domain'
import { ClientMessage, clientMessageTypes } from '@qtable/protocol'
import { readJson } from '../wire/json.ts'

/** Parses a client's message (SY60): undefined if it is malformed, `unknown` with the type if no message has that type. */
export function parseClientMessage(bytes: Buffer): ClientMessage | { unknown: string } | undefined {
  return parseAck(bytes) ?? (bytes.equals(plainPing) ? { type: 'ping' } : parseMessage(bytes))
}

// Every device acknowledges every frame. Serialised as most libraries do it, an ack needs no JSON parser and no schema.
const usualAck = /^\{"type":"ack","version":(0|[1-9]\d{0,14})\}$/
const maxUsualAckBytes = 40

// Older clients send this word in place of a message.
const plainPing = Buffer.from('ping')

function parseAck(bytes: Buffer): ClientMessage | undefined {
  const [, version] = bytes.length > maxUsualAckBytes ? [] : (usualAck.exec(bytes.toString('latin1')) ?? [])
  return version === undefined ? undefined : { type: 'ack', version: Number(version) }
}

function parseMessage(bytes: Buffer): ClientMessage | { unknown: string } | undefined {
  let value: unknown
  try {
    value = readJson(bytes)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
  const { type } = (value ?? {}) as { type?: unknown }
  if (typeof type !== 'string' || Array.isArray(value)) return undefined
  if (!clientMessageTypes.has(type)) return { unknown: type.slice(0, 60).toWellFormed() }
  return ClientMessage.safeParse(value).data
}

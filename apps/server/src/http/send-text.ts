import type { FastifyReply } from 'fastify'
import { type EncodedText, encodeText } from '../wire/encoded-text.ts'
import { encodingFor } from '../wire/encodings.ts'
import { send } from './answer.ts'

/** Compressing a body of this many bytes or fewer saves next to nothing. */
const smallBytes = 1024

/** An answer whose body is text. */
export interface TextAnswer {
  status: number
  /** Names and values in turn. */
  headers: readonly string[]
  text: string | EncodedText
}

/** Sends text, compressed where the client accepts that and the text is long enough. */
export function sendText(reply: FastifyReply, { status, headers, text }: TextAnswer): void | Promise<void> {
  const size = typeof text === 'string' ? Buffer.byteLength(text) : text.plain.length
  const encoding = size > smallBytes ? encodingFor(reply.request.headers['accept-encoding']) : 'identity'
  if (encoding === 'identity') {
    return send(reply, { status, headers, body: typeof text === 'string' ? text : text.plain })
  }
  const sendCompressed = (body: Buffer) =>
    send(reply, { status, headers: [...headers, 'content-encoding', encoding], body })
  const bytes = (typeof text === 'string' ? encodeText(text) : text).compressed(encoding)
  return Buffer.isBuffer(bytes) ? sendCompressed(bytes) : bytes.then(sendCompressed)
}

import type { FastifyReply } from 'fastify'
import { type Written, writtenOf } from '../wire/encoded-text.ts'
import { encodingFor } from '../wire/encodings.ts'
import { send } from './answer.ts'

/** What is no longer than this, in bytes, is sent as it is. */
const worthCompressing = 1024

/** An answer that is text. */
export interface TextAnswer {
  status: number
  /** Names and values in turn. */
  headers: readonly string[]
  text: string | Written
}

/** Sends text, compressed where the client asks for that and it is long enough. */
export function sendText(reply: FastifyReply, { status, headers, text }: TextAnswer): void | Promise<void> {
  const size = typeof text === 'string' ? Buffer.byteLength(text) : text.plain.length
  const encoding = size > worthCompressing ? encodingFor(reply.request.headers['accept-encoding']) : 'identity'
  if (encoding === 'identity')
    return send(reply, { status, headers, body: typeof text === 'string' ? text : text.plain })
  const sendSmaller = (body: Buffer) =>
    send(reply, { status, headers: [...headers, 'content-encoding', encoding], body })
  const bytes = (typeof text === 'string' ? writtenOf(text) : text).compressed(encoding)
  return Buffer.isBuffer(bytes) ? sendSmaller(bytes) : bytes.then(sendSmaller)
}

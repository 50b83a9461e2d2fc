import type { FastifyReply } from 'fastify'
import { encodingFor } from './encodings.ts'
import { type Written, writtenOf } from './written.ts'

/** What is no longer than this, in bytes, is sent as it is. */
const worthCompressing = 1024

/** Sends text, compressed where the client asks for that and it is long enough. */
export function sendText(reply: FastifyReply, text: string | Written): FastifyReply | Promise<FastifyReply> {
  const size = typeof text === 'string' ? Buffer.byteLength(text) : text.plain.length
  const encoding = size > worthCompressing ? encodingFor(reply.request.headers['accept-encoding']) : 'identity'
  if (encoding === 'identity') return reply.send(typeof text === 'string' ? text : text.plain)
  const bytes = (typeof text === 'string' ? writtenOf(text) : text).compressed(encoding)
  reply.header('content-encoding', encoding)
  return Buffer.isBuffer(bytes) ? reply.send(bytes) : bytes.then((made) => reply.send(made))
}

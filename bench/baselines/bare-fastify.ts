import Fastify, { type FastifyInstance } from 'fastify'
import { answerCalls } from '../processes/answer-calls.ts'

// The baseline of the rows that read: Fastify with its defaults, without hooks or logs.

let app: FastifyInstance | undefined

const calls = {
  /** Listens; returns the port. `/fixed` sends a buffer of `bytes` bytes, `/not-modified` an empty 304. */
  async open({ bytes }: { bytes: number }): Promise<number> {
    await app?.close()
    const body = Buffer.alloc(bytes, 'x')
    app = Fastify()
    app.get('/fixed', (_request, reply) => reply.type('application/json; charset=utf-8').send(body))
    app.get('/not-modified', (_request, reply) => reply.code(304).send())
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    return Number(port)
  },
}
export type BareFastify = typeof calls
answerCalls(calls)

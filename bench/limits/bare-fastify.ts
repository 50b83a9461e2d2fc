import Fastify, { type FastifyInstance } from 'fastify'
import { answerCalls } from '../processes/answer-calls.ts'

// The limit of every row that reads: Fastify as it comes, without a hook, a log or a header of its own.

let app: FastifyInstance | undefined

const calls = {
  /** Listens; gives the port. `/fixed` sends the same buffer of so many bytes, `/not-modified` nothing. */
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

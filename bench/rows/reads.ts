import { httpRequest } from '../drivers/http-lane.ts'
import { inTurns, medians } from '../measure/rounds.ts'
import type { Line } from '../measure/row.ts'
import type { Stand, World } from '../world/world.ts'
import { paceOf } from './race-of-changes.ts'

const concurrent = 32

/** A read of one restaurant and what it is compared with. */
export interface Read {
  figure: string
  limit: string
  path: string
  headers?: Readonly<Record<string, string>>
  /** The path of the bare server. */
  limitPath: '/fixed' | '/not-modified'
  expected: { status: number; bytes: number }
  mark: string
  least: number
}

/** Lets the server and a bare Fastify answer the same driver in turns; every answer must have the status and length given. */
export async function raceOfReads(world: World, { server, restaurants }: Stand, read: Read): Promise<Line> {
  const tokens = restaurants[0]?.tokens ?? []
  const { expected, headers = {} } = read
  const bare = await world.startLimit('bare-fastify')
  const drivers = [await world.startDriver(), await world.startDriver()] as const
  // The same request to both, byte for byte but for the path.
  const lanes = (path: string) =>
    Array.from({ length: concurrent }, (_, n) => [
      httpRequest({ method: 'GET', path, token: tokens[n % tokens.length], headers }),
    ])
  const barePort = await bare.ask('open', { bytes: expected.bytes })
  const options = { expected, keepsTransactions: false }
  await drivers[0].ask('openLoop', { port: server.port, lanes: lanes(read.path), ...options })
  await drivers[1].ask('openLoop', { port: barePort, lanes: lanes(read.limitPath), ...options })
  const { rounds: count, seconds } = world.effort
  const rounds = await inTurns({
    rounds: count,
    of: {
      figure: async () => paceOf(await drivers[0].ask('runLoop', { seconds })),
      limit: async () => paceOf(await drivers[1].ask('runLoop', { seconds })),
    },
  })
  const [figure, limit] = [medians(rounds.figure), medians(rounds.limit)]
  const ratio = figure.perSecond / limit.perSecond
  return {
    ...{ figure: read.figure, limit: read.limit, unit: '/s', mark: read.mark, rounds, ratio },
    ...{ value: figure.perSecond, limitValue: limit.perSecond, p50: figure.p50, p99: figure.p99 },
    isReached: ratio >= read.least,
  }
}

/** Asks once, as any client would. */
export async function readOnce({ server, restaurants }: Stand, path: string) {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    headers: { authorization: `Bearer ${restaurants[0]?.tokens[0]}`, 'accept-encoding': 'identity' },
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status} ${text}`)
  return { bytes: Buffer.byteLength(text), etag: answer.headers.get('etag') ?? '', body: JSON.parse(text) as unknown }
}

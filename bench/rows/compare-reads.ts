import type { BenchContext } from '../bench-context.ts'
import type { Deployment } from '../deployment/deployment.ts'
import { httpRequest } from '../drivers/http-connection.ts'
import { interleave, medians } from '../measure/rounds.ts'
import type { Line } from '../measure/row.ts'
import { throughputOf } from './compare-writes.ts'

const concurrent = 32

/** A read of one restaurant and its baseline. */
export interface Read {
  figure: string
  baseline: string
  path: string
  headers?: Readonly<Record<string, string>>
  /** The path of the bare server. */
  baselinePath: '/fixed' | '/not-modified'
  /** The status and the length of every answer, of both servers. */
  expected: { status: number; bytes: number }
  /** The share of the baseline's throughput that the server must reach. */
  leastRatio: number
}

/** Measures the server and a bare Fastify in interleaved rounds, with the same driver and the same request. */
export async function compareReads(
  bench: BenchContext,
  { server, restaurants }: Deployment,
  read: Read,
): Promise<Line> {
  const tokens = restaurants[0]?.tokens ?? []
  const { expected, headers = {}, leastRatio } = read
  const bare = await bench.startBaseline('bare-fastify')
  const drivers = [await bench.startDriver(), await bench.startDriver()] as const
  // The requests differ in nothing but the path.
  const connectionsTo = (path: string) =>
    Array.from({ length: concurrent }, (_, n) => [
      httpRequest({ method: 'GET', path, token: tokens[n % tokens.length], headers }),
    ])
  const barePort = await bare.call('open', { bytes: expected.bytes })
  const options = { expected, keepsTransactions: false }
  await drivers[0].call('openLoop', { port: server.port, connections: connectionsTo(read.path), ...options })
  await drivers[1].call('openLoop', { port: barePort, connections: connectionsTo(read.baselinePath), ...options })
  const { rounds: count, seconds } = bench.effort
  const rounds = await interleave({
    rounds: count,
    of: {
      figure: async () => throughputOf(await drivers[0].call('runLoop', { seconds })),
      baseline: async () => throughputOf(await drivers[1].call('runLoop', { seconds })),
    },
  })
  const [figure, baseline] = [medians(rounds.figure), medians(rounds.baseline)]
  const ratio = figure.perSecond / baseline.perSecond
  return {
    ...{ figure: read.figure, baseline: read.baseline, unit: '/s', rounds, ratio },
    ...{ value: figure.perSecond, baselineValue: baseline.perSecond, p50: figure.p50, p99: figure.p99 },
    target: `≥ ${leastRatio}×`,
    isMet: ratio >= leastRatio,
  }
}

/** Sends the read once, as any client would. */
export async function readOnce({ server, restaurants }: Deployment, path: string) {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    headers: { authorization: `Bearer ${restaurants[0]?.tokens[0]}`, 'accept-encoding': 'identity' },
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status} ${text}`)
  return { bytes: Buffer.byteLength(text), etag: answer.headers.get('etag') ?? '', body: JSON.parse(text) as unknown }
}

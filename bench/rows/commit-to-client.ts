import { asAdmin } from '../deployment/cluster.ts'
import type { Deployment } from '../deployment/deployment.ts'
import { verifyFloors, verifyVersion } from '../deployment/verify.ts'
import { httpRequest } from '../drivers/http-connection.ts'
import type { MeasuredChange, PacedResult } from '../drivers/paced-load.ts'
import { interleave, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { percentile } from '../measure/statistics.ts'
import { frameBytes, syncPath } from './frames.ts'
import { statusChanges } from './status-changes.ts'

const sockets = 50
const perSecond = 100
// The most changes in flight. At this rate there is rarely more than one.
const connectionCount = 16

/** The time from PostgreSQL's commit timestamp to the frame at each socket of a busy restaurant. */
export const commitToClient: Row = {
  name: 'commit-to-client',
  begins: 'One restaurant in a new database, its sockets open; half as many rounds as count',
  async run(bench) {
    const size = bench.scaled(sockets)
    const deployment = await bench.openDeployment({ restaurants: 1, devices: 10 }, { keepsCommitTimes: true })
    const [own] = deployment.restaurants
    if (!own) throw new Error('the row needs a restaurant')
    const bare = await bench.startBaseline('bare-ws')
    const drivers = [await bench.startDriver(), await bench.startDriver()] as const
    const barePort = await bare.call('open', { frameBytes: await frameBytes(deployment) })
    const { tokens } = own
    const broadcast = httpRequest({ method: 'POST', path: '/', body: {} })
    const each = <T>(of: (n: number) => T) => Array.from({ length: connectionCount }, (_, n) => of(n))
    const sync = { tokens, size, path: syncPath, connections: each((n) => statusChanges(own, n)) }
    const raw = { tokens, size, path: '/', connections: each(() => [broadcast]) }
    await drivers[0].call('openPacedLoad', { port: deployment.server.port, restaurants: [sync] })
    await drivers[1].call('openPacedLoad', { port: barePort, restaurants: [raw] })
    const { rounds: count, seconds } = bench.effort
    const rounds = await interleave({
      rounds: count,
      of: {
        figure: async () => {
          const result = await drivers[0].call('runPaced', { perSecond, seconds })
          return timesOf(result, await commitTimes(deployment))
        },
        baseline: async () => timesOf(await drivers[1].call('runPaced', { perSecond, seconds })),
      },
    })
    const [version] = await drivers[0].call('pacedReached', undefined)
    await verifyVersion(deployment, own, version ?? 0)
    await verifyFloors(deployment, [own])
    const [figure, baseline] = [medians(rounds.figure), medians(rounds.baseline)]
    return [
      {
        figure: `commit → client, ${sockets} sockets, ${perSecond} changes/s`,
        baseline: 'raw ws, from the broadcast of the same bytes',
        unit: 'ms',
        ...{ value: figure.p50, baselineValue: baseline.p50, ratio: figure.p50 / baseline.p50 },
        ...{ p50: figure.p50, p99: figure.p99 },
        target: 'p50 < 2 ms, p99 < 10 ms',
        isMet: figure.p50 < 2 && figure.p99 < 10,
        rounds,
      },
    ]
  },
}

/** PostgreSQL's commit timestamp of each version, in milliseconds since 1970. */
async function commitTimes({ adminUrl }: Deployment): Promise<Map<number, number>> {
  const [log] = await asAdmin(
    adminUrl,
    `select version::int, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at from qtable.log`,
  )
  return new Map(log?.rows.map(({ version, at }) => [version, at]))
}

function timesOf({ restaurants, driverBusy }: PacedResult, committedAt?: ReadonlyMap<number, number>) {
  const changes = restaurants.flat()
  const committed = ({ version, broadcastAt }: MeasuredChange) => committedAt?.get(version) ?? broadcastAt
  const fromCommit = changes.flatMap((change) => change.receivedAt.map((at) => at - committed(change)))
  const fromSending = changes.flatMap(({ receivedAt, sentAt }) => receivedAt.map((at) => at - sentAt))
  const answers = changes.map(({ sentAt, answeredAt }) => answeredAt - sentAt)
  if (fromCommit.some((ms) => !(ms >= 0))) throw new Error('a frame arrived before its change was committed')
  return {
    p50: percentile(fromCommit, 0.5),
    p99: percentile(fromCommit, 0.99),
    fromSendingP50: percentile(fromSending, 0.5),
    fromSendingP99: percentile(fromSending, 0.99),
    answerP50: percentile(answers, 0.5),
    answerP99: percentile(answers, 0.99),
    driverBusy,
  }
}

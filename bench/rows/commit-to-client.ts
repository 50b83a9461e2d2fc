import { httpRequest } from '../drivers/http-lane.ts'
import type { MeasuredChange, PacedResult } from '../drivers/paced.ts'
import { inTurns, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { percentile } from '../measure/statistics.ts'
import { mustHaveReached, mustShowRows } from '../world/agreement.ts'
import { asAdmin } from '../world/cluster.ts'
import type { Stand } from '../world/world.ts'
import { frameBytes, syncPath } from './frames.ts'
import { statusChanges } from './status-changes.ts'

const sockets = 50
const perSecond = 100
// As many changes as may be under way at once; at this pace it is rarely more than one.
const connections = 16

/** From PostgreSQL's own time of the commit to the frame at each socket, as a busy restaurant would see it. */
export const commitToClient: Row = {
  name: 'commit-to-client',
  begins: 'One restaurant in a new database, its sockets open; half as many rounds as count',
  async run(world) {
    const size = world.sized(sockets)
    const stand = await world.openStand({ restaurants: 1, devices: 10 }, { keepsCommitTimes: true })
    const [own] = stand.restaurants
    if (!own) throw new Error('a restaurant was asked for')
    const bare = await world.startLimit('bare-ws')
    const drivers = [await world.startDriver(), await world.startDriver()] as const
    const barePort = await bare.ask('open', { frameBytes: await frameBytes(stand) })
    const { tokens } = own
    const broadcast = httpRequest({ method: 'POST', path: '/', body: {} })
    const each = <T>(of: (n: number) => T) => Array.from({ length: connections }, (_, n) => of(n))
    const sync = { tokens, size, path: syncPath, lanes: each((n) => statusChanges(own, n)) }
    const raw = { tokens, size, path: '/', lanes: each(() => [broadcast]) }
    await drivers[0].ask('openPaced', { port: stand.server.port, restaurants: [sync] })
    await drivers[1].ask('openPaced', { port: barePort, restaurants: [raw] })
    const { rounds: count, seconds } = world.effort
    const rounds = await inTurns({
      rounds: count,
      of: {
        figure: async () => {
          const result = await drivers[0].ask('runPaced', { perSecond, seconds })
          return timesOf(result, await commitTimes(stand))
        },
        limit: async () => timesOf(await drivers[1].ask('runPaced', { perSecond, seconds })),
      },
    })
    const [version] = await drivers[0].ask('pacedReached', undefined)
    await mustHaveReached(stand, own, version ?? 0)
    await mustShowRows(stand, [own])
    const [figure, limit] = [medians(rounds.figure), medians(rounds.limit)]
    return [
      {
        figure: `commit → client, ${sockets} sockets, ${perSecond} changes/s`,
        limit: 'raw ws, from the broadcast of the same bytes',
        unit: 'ms',
        ...{ value: figure.p50, limitValue: limit.p50, ratio: figure.p50 / limit.p50 },
        ...{ p50: figure.p50, p99: figure.p99 },
        mark: 'p50 < 2 ms, p99 < 10 ms',
        isReached: figure.p50 < 2 && figure.p99 < 10,
        rounds,
      },
    ]
  },
}

/** When PostgreSQL committed each version. */
async function commitTimes({ adminUrl }: Stand): Promise<Map<number, number>> {
  const [log] = await asAdmin(
    adminUrl,
    `select version::int, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at from qtable.log`,
  )
  return new Map(log?.rows.map(({ version, at }) => [version, at]))
}

function timesOf({ restaurants, driverBusy }: PacedResult, committedAt?: ReadonlyMap<number, number>) {
  const changes = restaurants.flat()
  const happenedAt = ({ version, saidAt }: MeasuredChange) => committedAt?.get(version) ?? saidAt
  const fromThen = changes.flatMap((change) => change.heardAt.map((at) => at - happenedAt(change)))
  const fromSending = changes.flatMap(({ heardAt, sentAt }) => heardAt.map((at) => at - sentAt))
  const answers = changes.map(({ sentAt, answeredAt }) => answeredAt - sentAt)
  if (fromThen.some((ms) => !(ms >= 0))) throw new Error('a frame came before what it tells of')
  return {
    p50: percentile(fromThen, 0.5),
    p99: percentile(fromThen, 0.99),
    fromSendingP50: percentile(fromSending, 0.5),
    fromSendingP99: percentile(fromSending, 0.99),
    answerP50: percentile(answers, 0.5),
    answerP99: percentile(answers, 0.99),
    driverBusy,
  }
}

import type { PlainLoopOptions } from '../baselines/plain-loop.ts'
import type { BenchContext } from '../bench-context.ts'
import type { Deployment } from '../deployment/deployment.ts'
import type { BenchRestaurant, FloorFill } from '../deployment/restaurants.ts'
import { verifyFloors, verifyLogged } from '../deployment/verify.ts'
import type { LoopResult, RequestCycle } from '../drivers/closed-loop.ts'
import { interleave, medians } from '../measure/rounds.ts'
import type { Line } from '../measure/row.ts'
import { median, percentile } from '../measure/statistics.ts'

/** What one run of a closed loop measured. */
export interface Throughput extends Record<string, number> {
  perSecond: number
  /** Latencies in milliseconds. */
  p50: number
  p99: number
  /** The share of a core that the driver took. */
  driverBusy: number
}

/** The requests that write to a deployment, and the plain loops that write beside them. */
export interface WritePlan<B extends string> {
  connections: readonly RequestCycle[]
  /** The restaurants that the requests change. */
  of: readonly BenchRestaurant[]
  /** Each writes to other restaurants than the server, which would lose time to catch up with foreign writes. */
  baselines: Record<B, Omit<PlainLoopOptions, 'url' | 'workingRole'>>
}

/** What each round measured; `other` is the server of the checkout that is measured beside this one. */
export type WriteRounds<B extends string> = Record<B | 'figure', Throughput[]> & { other?: Throughput[] }

/**
 * Measures the server and plain loops in interleaved rounds. Verifies at the end that every acknowledged change is in the
 * log and that the floors are those of the database.
 */
export async function compareWrites<B extends string>(
  bench: BenchContext,
  fill: FloorFill,
  plan: (deployment: Deployment) => WritePlan<B> | Promise<WritePlan<B>>,
): Promise<WriteRounds<B>> {
  const { rounds, seconds } = bench.effort
  const deployment = await bench.openDeployment(fill)
  const otherDeployment = await bench.other?.openDeployment(fill)
  const { baselines, ...writes } = await plan(deployment)
  const until = { seconds }
  const figure = await openWriteLoad(bench, deployment, { ...writes, until })
  const other =
    otherDeployment && (await openWriteLoad(bench, otherDeployment, { ...(await plan(otherDeployment)), until }))
  const of: Record<string, () => Promise<Throughput>> = { figure: figure.run, ...(other ? { other: other.run } : {}) }
  for (const name in baselines) of[name] = await openBaseline(bench, deployment, baselines[name])
  const measured = await interleave({ rounds, of })
  for (const load of [figure, other]) await load?.verify()
  return measured as WriteRounds<B>
}

/** Opens the connections of a closed loop that writes. `run` measures until `until`, `verify` checks what was acknowledged. */
export async function openWriteLoad(
  bench: BenchContext,
  deployment: Deployment,
  {
    connections,
    of,
    until,
  }: Pick<WritePlan<string>, 'connections' | 'of'> & { until: { seconds: number } | { times: number } },
) {
  const driver = await bench.startDriver()
  const acknowledged: string[] = []
  const { port } = deployment.server
  await driver.call('openLoop', { port, connections, expected: { status: 200 }, keepsTransactions: true })
  return {
    async run(): Promise<Throughput> {
      const result = await driver.call('runLoop', until)
      for (const id of result.transactionIds) acknowledged.push(id)
      return throughputOf(result)
    },
    async verify(): Promise<void> {
      await verifyLogged(deployment, acknowledged)
      await verifyFloors(deployment, of.slice(0, 5))
    },
  }
}

async function openBaseline(
  bench: BenchContext,
  { url, workingRole }: Deployment,
  options: Omit<PlainLoopOptions, 'url' | 'workingRole'>,
) {
  const loop = await bench.startBaseline('plain-loop')
  await loop.call('open', { url, workingRole, ...options })
  return async () => throughputOf(await loop.call('run', { seconds: bench.effort.seconds }))
}

export function throughputOf({ count, seconds, latencies, driverBusy }: LoopResult): Throughput {
  return { perSecond: count / seconds, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), driverBusy }
}

/**
 * The lines of a row that counts changes per second: beside the plain loop, of which it must reach `leastRatio` times the
 * throughput with a p99 below `mostP99` milliseconds, and beside the other checkout.
 */
export function writeLines(
  { leastRatio, mostP99, ...names }: { figure: string; baseline: string; leastRatio: number; mostP99: number },
  rounds: WriteRounds<'baseline'>,
): Line[] {
  const [figure, baseline] = [medians(rounds.figure), medians(rounds.baseline)]
  const ratio = figure.perSecond / baseline.perSecond
  return [
    {
      ...names,
      unit: '/s',
      ...{ value: figure.perSecond, baselineValue: baseline.perSecond, ratio, p50: figure.p50, p99: figure.p99 },
      target: `≥ ${leastRatio}×, p99 < ${mostP99} ms`,
      isMet: ratio >= leastRatio && figure.p99 < mostP99,
      rounds,
    },
    ...otherCheckoutLines({ figure: names.figure, unit: '/s' }, rounds),
  ]
}

// Two measurements of one commit differ by so much.
const tolerance = 0.03

/**
 * The same figure beside that of the other checkout; no line where there is none. The ratio is the median of the ratios of
 * each round, because the two ran within a second of each other and the machine drifts.
 */
export function otherCheckoutLines(
  { figure: name, unit }: { figure: string; unit: '/s' | 'ms' },
  { figure, other }: { figure: Throughput[]; other?: Throughput[] },
): Line[] {
  if (!other) return []
  const [ours, theirs] = [medians(figure), medians(other)]
  const isRate = unit === '/s'
  const key = isRate ? 'perSecond' : 'p50'
  const [value, baselineValue] = [ours[key], theirs[key]]
  const ratio = median(figure.map((sample, round) => sample[key] / (other[round]?.[key] ?? Number.NaN)))
  return [
    {
      ...{ figure: name, baseline: 'the checkout of --against', unit },
      ...{ value, baselineValue, ratio, p50: ours.p50, p99: ours.p99 },
      target: isRate ? '≥ 0.97×' : '≤ 1.03×',
      isMet: isRate ? ratio >= 1 - tolerance : ratio <= 1 + tolerance,
      rounds: { figure, other },
    },
  ]
}

import { setTimeout as delay } from 'node:timers/promises'
import { openChecker, type Violation } from '../checker.ts'
import type { Invariant } from '../invariants/invariants.ts'
import { openRandom } from '../random.ts'
import { openTrace, type Trace } from '../trace.ts'
import { waitUntil } from '../wait-until.ts'
import { type ClusterCounts, checkCluster } from './check-cluster.ts'
import { injectFault, whileAllOffline } from './inject-fault.ts'
import { type FaultKind, type FaultTrack, lengthOf, planFaults } from './plan-faults.ts'
import { openTestCluster, type TestCluster } from './test-cluster.ts'

/** The invariants that a run checks. */
export const faultInvariants: readonly Invariant[] = [
  ...(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10'] as const),
  ...(['I14', 'I16', 'I17', 'I20', 'I24'] as const),
]

/** What one run did and found. */
export interface FaultReport extends ClusterCounts {
  seed: number
  /** In the order of the tracks. */
  faults: readonly FaultKind[]
  /** Versions that sockets told alone, over all listeners. */
  framesHeard: number
  /** Changes and reads of the roaming client. */
  acknowledged: number
  reads: number
  /** What it met while PostgreSQL was down. */
  readsWithoutDatabase: number
  refusedWithoutDatabase: number
  /** From the end of the last fault until all were equal; undefined if they never were. */
  convergedInMs: number | undefined
  tookMs: number
  counts: ReadonlyMap<Invariant, number>
  violations: readonly Violation[]
  trace: readonly string[]
}

const nodeCount = 3
const equalWithinMs = 10_000
// A run that takes longer than I17 allows still tells how long it took.
const giveUpAfterMs = 60_000
// The share of the changes that is made at the end, while every device is offline.
const offlineShare = 0.05

/** Runs nodes and clients under the faults of one seed, and checks what they were told. */
export async function runFaults(options: {
  seed: number
  /** Changes of each device. */
  operations: number
  /** How often the plan has each kind of fault at least. */
  rounds: number
  devices?: number
}): Promise<FaultReport> {
  const { seed, operations, rounds, devices = 8 } = options
  const start = performance.now()
  const trace = openTrace({ nowMs: () => performance.now(), keptLines: Number.POSITIVE_INFINITY })
  const checker = openChecker(trace, { keptViolations: 100 })
  const randomFor = (name: string) => openRandom(hashOf(`${seed} ${name}`))
  const plan = planFaults({ random: randomFor('plan'), nodes: nodeCount, devices, rounds })
  const cluster = await openTestCluster({ nodes: nodeCount, devices, randomFor, checker })
  try {
    await mustBeLive(cluster)
    trace.record('run', `seed ${seed}: ${devices} devices on ${nodeCount} nodes`)
    await runWorkload(cluster, { plan, operations, trace })
    const convergedInMs = await waitUntil(() => areEqual(cluster), giveUpAfterMs)
    trace.record('run', `all are equal after ${convergedInMs} ms`)
    const isInTime = convergedInMs !== undefined && convergedInMs <= equalWithinMs
    checker.check('I17', isInTime, () => `equal after ${convergedInMs} ms; ${statesOf(cluster)}`)
    const { roamer, listeners } = cluster
    const checked = await checkCluster(cluster, checker)
    return {
      ...{ seed, convergedInMs, ...checked, ...roamer.counts, acknowledged: roamer.acknowledged.length },
      framesHeard: listeners.reduce((sum, { transactionIds }) => sum + transactionIds.size, 0),
      faults: plan.flat().map(({ fault }) => fault.kind),
      tookMs: performance.now() - start,
      ...{ counts: checker.counts, violations: checker.violations, trace: trace.lines() },
    }
  } catch (error) {
    throw new Error(`seed ${seed}\n${trace.lines().join('\n')}`, { cause: error })
  } finally {
    await cluster.close()
  }
}

/** Clients and faults at the same time; then every device works offline for a while. */
async function runWorkload(
  cluster: TestCluster,
  { plan, operations, trace }: { plan: readonly FaultTrack[]; operations: number; trace: Trace },
): Promise<void> {
  const { devices, roamer } = cluster
  // The workload lasts about as long as the faults.
  const pauseMs = Math.max(1, lengthOf(plan) / operations)
  const offline = Math.ceil(operations * offlineShare)
  const work = (times: number) => devices.map((device) => device.work(times, pauseMs))
  const roaming = roamer.run()
  try {
    await settleAll([...plan.map((track) => injectTrack(cluster, track, trace)), ...work(operations - offline)])
    trace.record('fault', 'all devices and the bus: down')
    await whileAllOffline(cluster, () => settleAll(work(offline)))
    trace.record('fault', 'none from now on')
  } finally {
    roamer.stop()
    await roaming
  }
}

async function injectTrack(cluster: TestCluster, track: FaultTrack, trace: Trace): Promise<void> {
  for (const { pauseMs, fault } of track) {
    await delay(pauseMs)
    const { kind, ...details } = fault
    trace.record('fault', `${kind} ${JSON.stringify(details)}`)
    await injectFault(cluster, fault)
    trace.record('fault', `${kind} is over`)
  }
}

/** Waits for all even if one fails: a fault that is still going on would start processes after the cluster is closed. */
async function settleAll(promises: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(promises)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

async function mustBeLive({ devices }: TestCluster): Promise<void> {
  const areLive = () => devices.every(({ client }) => client.status.connection === 'live' && client.view !== undefined)
  if ((await waitUntil(areLive, giveUpAfterMs)) === undefined) throw new Error('Not every device is live')
}

function areEqual({ devices, listeners }: TestCluster): boolean {
  const versions = new Set([
    ...devices.map(({ client }) => client.base?.version),
    ...listeners.map(({ version }) => version),
  ])
  return versions.size === 1 && devices.every(({ client }) => client.status.unsent === 0)
}

function statesOf({ devices, listeners }: TestCluster): string {
  const states = devices.map(({ name, client: { status, base } }) => {
    const { connection, transport, unsent } = status
    return `${name} is ${connection} by ${transport} at ${base?.version} with ${unsent} unsent`
  })
  return [...states, ...listeners.map(({ name, version }) => `${name} is at ${version}`)].join('; ')
}

/** FNV-1a. */
function hashOf(text: string): number {
  return [...text].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5)
}

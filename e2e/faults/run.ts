import { setTimeout as delay } from 'node:timers/promises'
import { openDice } from '../../apps/server/src/sockets/testing/random-commands.ts'
import { judge } from './judge.ts'
import { type Fault, planOf, type Track } from './plan.ts'
import { openStand, type Stand } from './stand.ts'
import { openStory, type Wrong } from './story.ts'
import { until } from './until.ts'

export interface RunOptions {
  seed: number
  /** For each device. */
  operations: number
  /** How often each kind of fault comes at least. */
  rounds: number
  devices?: number
}

/** What one run saw. */
export interface Report {
  seed: number
  /** Of each fault, in the order in which the tracks have them. */
  kinds: readonly Fault['kind'][]
  versions: number
  confirmed: number
  refused: number
  refusedHere: number
  /** Frames of one version that bare sockets got. */
  heard: number
  /** Changes over HTTP that were acknowledged, and floors that were read. */
  acknowledged: number
  reads: number
  /** While PostgreSQL was away. */
  readsWithoutDatabase: number
  refusedWithoutDatabase: number
  /** From the moment when nothing was wrong any more until all were equal and nothing was unsent. */
  healedInMs: number | undefined
  tookMs: number
  wrongs: readonly Wrong[]
  story: readonly string[]
}

const nodeCount = 3
// I17. Longer is a failure, and how long it took in the end is told all the same.
const healWithinMs = 10_000
const giveUpAfterMs = 60_000
// Of the work, what is done at the end and by everybody offline.
const aloneShare = 0.05

/** Lets an evening go wrong as the seed will have it, and looks at what is left. */
export async function runFaults({ seed, operations, rounds, devices = 8 }: RunOptions): Promise<Report> {
  const start = performance.now()
  const story = openStory()
  const diceOf = (who: string) => openDice(hashOf(`${seed} ${who}`))
  const plan = planOf({ dice: diceOf('plan'), nodes: nodeCount, devices, rounds })
  const stand = await openStand({ nodes: nodeCount, devices, diceOf, story })
  try {
    await mustBeLive(stand)
    story.tell(`${devices} devices on ${nodeCount} nodes; seed ${seed}`)
    const walking = stand.walker.walk()
    // Work and faults last about as long as each other.
    const everyMs = Math.max(1, lengthOf(plan) / operations)
    const alone = Math.ceil(operations * aloneShare)
    const work = (times: number) => stand.devices.map((device) => device.work(times, everyMs))
    try {
      await allOver([...plan.map((track) => sufferAll(stand, track)), ...work(operations - alone)])
      story.tell('everybody is alone')
      await stand.isolate(() => allOver(work(alone)))
      story.tell('nothing is wrong any more')
    } finally {
      stand.walker.stop()
      await walking
    }
    const healedInMs = await until(() => areEqual(stand), giveUpAfterMs)
    story.tell(`equal after ${healedInMs} ms`)
    if (healedInMs === undefined || healedInMs > healWithinMs) {
      story.wrong(
        'I17',
        `healed after ${healedInMs} ms; ${[...stand.devices.map(stateOf), ...stand.listeners.map(({ name, version }) => `${name} is at ${version}`)].join('; ')}`,
      )
    }
    const judged = await judge(stand, story)
    return {
      ...{ seed, healedInMs, ...judged, ...stand.walker.counts, acknowledged: stand.walker.acknowledged.length },
      heard: stand.listeners.reduce((sum, { heard }) => sum + heard.size, 0),
      kinds: plan.flat().map(({ fault }) => fault.kind),
      tookMs: performance.now() - start,
      wrongs: story.wrongs,
      story: story.lines,
    }
  } catch (error) {
    throw new Error(`seed ${seed}\n${story.lines.join('\n')}`, { cause: error })
  } finally {
    await stand.close()
  }
}

// Where one fails the others go on to their end all the same: what they stopped would be started after the close.
async function allOver(all: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(all)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

async function sufferAll(stand: Stand, track: Track): Promise<void> {
  for (const { pauseMs, fault } of track) {
    await delay(pauseMs)
    await stand.suffer(fault)
  }
}

// What ends by itself takes about a second more than it is away.
function lengthOf(plan: readonly Track[]): number {
  const length = (fault: Fault) => ('awayMs' in fault ? fault.awayMs + ('device' in fault ? 0 : 1_000) : 0)
  return Math.max(...plan.map((track) => track.reduce((sum, { pauseMs, fault }) => sum + pauseMs + length(fault), 0)))
}

async function mustBeLive({ devices }: Stand): Promise<void> {
  const areLive = () => devices.every(({ client }) => client.status.connection === 'live' && client.view !== undefined)
  if ((await until(areLive, giveUpAfterMs)) === undefined) throw new Error('not every device came in')
}

function areEqual({ devices, listeners }: Stand): boolean {
  const versions = new Set([
    ...devices.map(({ client }) => client.base?.version),
    ...listeners.map((one) => one.version),
  ])
  return versions.size === 1 && devices.every(({ client }) => client.status.unsent === 0)
}

function stateOf({ name, client: { status, base } }: Stand['devices'][number]): string {
  return `${name} is ${status.connection} by ${status.transport} at ${base?.version} with ${status.unsent} unsent`
}

// FNV-1a.
function hashOf(text: string): number {
  return [...text].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5)
}

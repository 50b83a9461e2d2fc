import type { Change, Floor } from '@qtable/domain'
import type { Caller, Heard } from './caller.ts'
import { brokenBy } from './history.ts'
import { floorFrom, floorWith } from './replica.ts'
import { differenceOf, highestOn } from './same-floor.ts'
import type { Simulation } from './simulation.ts'

/** Somebody who reads now and then, by HTTP. */
export interface Reader {
  readonly name: string
  readonly floor: Floor | undefined
  read(): Promise<void>
}

type Step = (simulation: Simulation, caller: Caller, name: string) => Reader

/** Reads the whole floor each time: one instant, with everything that was acknowledged before. */
export const openFullReader: Step = (simulation, caller, name) => {
  const { checks } = simulation
  return {
    name,
    floor: undefined,
    async read() {
      const heard = await caller.ask('GET', '/sync/full')
      if (heard?.status !== 200) return
      const seen = floorFrom(heard.body)
      checks.holds(
        'I5',
        heard.sees(seen.version),
        () => `${name} reads ${seen.version} at ${heard.servedBy}, and more was acknowledged`,
      )
      checks.holds('I4', highestOn(seen) <= seen.version, () => `the floor of ${seen.version} has what is later`)
      checks.holds('I4', brokenBy(seen) === undefined, () => `the floor of ${seen.version}: ${brokenBy(seen)}`)
      mustBeTrue(simulation, { name, floor: seen, invariant: 'I2' })
    },
  }
}

/**
 * Reads what changed since the last reply, by its cursor or (the older clients) by its time. What a reply says of a
 * version that is known already is left alone, as SY92 asks of everybody who moves between nodes.
 */
export function openDeltaReader(
  simulation: Simulation,
  caller: Caller,
  { name, by }: { name: string; by: 'cursor' | 'timestamp' },
): Reader {
  const { checks, story, history } = simulation
  const invariant = by === 'cursor' ? 'I2' : 'I19'
  let floor: Floor | undefined
  let since = ''

  async function readAll(): Promise<void> {
    const heard = await caller.ask('GET', '/sync/full')
    if (heard?.status !== 200) return
    floor = floorFrom(heard.body)
    since = String(heard.body[by])
    mustBeTrue(simulation, { name, floor, invariant })
  }

  function take({ body, sees, servedBy }: Heard, from: Floor): void {
    const version = body.version as number
    const changes = body.changes as Change[]
    const hasMore = body.has_more === true
    checks.holds(
      'I5',
      hasMore || sees(version),
      () => `${name} is told of ${version} at ${servedBy}, and more was acknowledged`,
    )
    const isFromThere = by === 'timestamp' || body.from_version === from.version
    checks.holds('I1', isFromThere, () => `${name} asks from ${from.version}, is answered from ${body.from_version}`)
    if (version < from.version) {
      checks.holds('I14', history.lives > 0 || by === 'timestamp', () => `${name}: ${from.version}, then ${version}`)
      return
    }
    floor = floorWith(from, changes, { version, timestamp: String(body.timestamp) })
    since = String(body[by])
    story.tell(name, `reads on to ${version}`)
    mustBeTrue(simulation, { name, floor, invariant })
  }

  return {
    name,
    get floor() {
      return floor
    },
    async read() {
      // By time nobody can tell one life of the database from the next: such a client has to take all anew.
      if (!floor || (by === 'timestamp' && history.lives > 0)) return readAll()
      const from = floor
      const heard = await caller.ask('GET', `/sync/delta?since=${encodeURIComponent(since)}`)
      if (heard?.status === 410) floor = undefined
      else if (heard?.status === 200 && (by === 'cursor' || history.lives === 0)) take(heard, from)
    },
  }
}

function mustBeTrue(
  { history, checks }: Simulation,
  { name, floor, invariant }: { name: string; floor: Floor; invariant: 'I2' | 'I19' },
): void {
  const truths = history.floorsAt(floor.version)
  const isSame = history.lives > 0 || truths.some((truth) => differenceOf(floor, truth) === undefined)
  checks.holds(invariant, isSame, () => `${name} at ${floor.version}: ${truths[0] && differenceOf(floor, truths[0])}`)
}

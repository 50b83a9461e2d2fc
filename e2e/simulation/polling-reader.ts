import type { Change, Floor } from '@qtable/domain'
import { brokenRule, differenceBetween, highestVersion } from '../compare-floors.ts'
import { floorAfter, floorFromSync } from '../decode-floor.ts'
import type { Invariant } from '../invariants/invariants.ts'
import type { ReceivedResponse, SimulatedHttpClient } from './simulated-http-client.ts'
import type { Simulation } from './simulation.ts'

/** A client that reads the floor by HTTP now and then, and checks it. */
export interface PollingReader {
  readonly name: string
  /** The floor that it has put together; undefined if it keeps none. */
  readonly floor: Floor | undefined
  /** The invariant that its floor is a case of. */
  readonly invariant: Invariant
  read(): Promise<void>
}

/** Reads the whole floor each time: one instant, with everything that was acknowledged before. */
export function openFullReader(simulation: Simulation, http: SimulatedHttpClient): PollingReader {
  const { checker } = simulation
  const { name } = http
  const invariant = 'I2'
  return {
    name,
    floor: undefined,
    invariant,
    async read() {
      const response = await http.request('GET', '/sync/full')
      if (response?.status !== 200) return
      const { body, isFresh, servedBy } = response
      const floor = floorFromSync(body)
      const { version } = floor
      checker.check(
        'I5',
        isFresh(version),
        () => `${name} reads ${version} at ${servedBy}, behind what is acknowledged`,
      )
      checker.check('I4', highestVersion(floor) <= version, () => `the floor of ${version} has a later entity`)
      checker.check('I4', brokenRule(floor) === undefined, () => `the floor of ${version}: ${brokenRule(floor)}`)
      checkFloor(simulation, { name, floor, invariant })
    },
  }
}

/**
 * Reads what changed since the last response: from its cursor on or, as older clients do, from its time on. It ignores
 * a response of an older version than its own, as SY92 asks of every client that moves between nodes.
 */
export function openDeltaReader(
  simulation: Simulation,
  http: SimulatedHttpClient,
  by: 'cursor' | 'timestamp',
): PollingReader {
  const { checker, trace, model } = simulation
  const { name } = http
  const invariant = by === 'cursor' ? 'I2' : 'I19'
  let floor: Floor | undefined
  let since = ''

  async function readFull(): Promise<void> {
    const response = await http.request('GET', '/sync/full')
    if (response?.status !== 200) return
    floor = floorFromSync(response.body)
    since = String(response.body[by])
    checkFloor(simulation, { name, floor, invariant })
  }

  function apply({ body, isFresh, servedBy }: ReceivedResponse, from: Floor): void {
    const version = body.version as number
    const changes = body.changes as Change[]
    checker.check(
      'I5',
      body.has_more === true || isFresh(version),
      () => `${name} reads up to ${version} at ${servedBy}, behind what is acknowledged`,
    )
    const isLinked = by === 'timestamp' || body.from_version === from.version
    checker.check('I1', isLinked, () => `${name} asks from ${from.version} and gets from ${body.from_version}`)
    if (version < from.version) {
      const isAllowed = model.restoreCount > 0 || by === 'timestamp'
      checker.check('I14', isAllowed, () => `${name} goes from ${from.version} to ${version}`)
      return
    }
    floor = floorAfter(from, changes, { version, timestamp: String(body.timestamp) })
    since = String(body[by])
    trace.record(name, `reads a delta up to ${version}`)
    checkFloor(simulation, { name, floor, invariant })
  }

  return {
    name,
    get floor() {
      return floor
    },
    invariant,
    async read() {
      // A time does not say which epoch it is of: after a restore, such a client has to start again.
      if (!floor || (by === 'timestamp' && model.restoreCount > 0)) return readFull()
      const from = floor
      const response = await http.request('GET', `/sync/delta?since=${encodeURIComponent(since)}`)
      if (response?.status === 410) floor = undefined
      else if (response?.status === 200 && (by === 'cursor' || model.restoreCount === 0)) apply(response, from)
    },
  }
}

/** The floor equals the committed floor of its version. */
function checkFloor(
  { model, checker }: Simulation,
  { name, floor, invariant }: { name: string; floor: Floor; invariant: Invariant },
): void {
  const expected = model.floorsAt(floor.version)
  const isEqual = model.restoreCount > 0 || expected.some((one) => differenceBetween(floor, one) === undefined)
  checker.check(
    invariant,
    isEqual,
    () => `${name} at ${floor.version}: ${expected[0] && differenceBetween(floor, expected[0])}`,
  )
}

import type { Floor } from '@qtable/domain'
import { differenceBetween } from '../compare-floors.ts'
import type { Random } from '../random.ts'
import type { PollingReader } from './polling-reader.ts'
import type { SimulatedDevice } from './simulated-device.ts'
import type { SimulatedListener } from './simulated-listener.ts'
import type { Simulation } from './simulation.ts'

/** The clients that are told of changes, and so have to become equal without asking. */
export interface Followers {
  devices: readonly SimulatedDevice[]
  listeners: readonly SimulatedListener[]
}

const equalWithinMs = 10_000
// A client that no browser tells that its network is back waits out its back-off first (SY105).
const maxBackoffMs = 30_000

/** I17: some time after the faults ended, every follower and every node has the newest floor. */
export async function checkConvergence(simulation: Simulation, followers: Followers, random: Random): Promise<void> {
  const { scheduler, checker } = simulation
  const isOver = () => checker.violations.length > 0
  await scheduler.advance(200, isOver)
  const isTold = random.chance(0.7)
  if (isTold) for (const device of followers.devices) device.page.online()
  const withinMs = equalWithinMs + (isTold ? 0 : maxBackoffMs)
  const from = scheduler.now
  // Nothing is read by HTTP meanwhile: it would tell a node how far the log is, which it must find out without that.
  while (!isOver() && behind(simulation, followers) !== '' && scheduler.now - from < withinMs) {
    await scheduler.advance(250, isOver)
  }
  if (isOver()) return
  const late = behind(simulation, followers)
  checker.check('I17', late === '', () => `after ${withinMs} ms: ${late}`)
}

/** Who is not equal to the log yet, in words; empty if all are. */
function behind({ model, nodes, restaurantId }: Simulation, { devices, listeners }: Followers): string {
  const { version } = model.floor
  const isEqual = (floor: Floor | undefined) =>
    floor !== undefined && differenceBetween(floor, model.floor) === undefined
  const states = [
    ...devices.map(
      ({
        name,
        page: {
          client: { base, status },
        },
      }) => ({
        name: `${name} (${status.connection} by ${status.transport}, ${status.unsent} unsent)`,
        isEqual: isEqual(base) && status.unsent === 0 && status.connection === 'live',
        at: base?.version,
      }),
    ),
    ...listeners.map(({ name, floor }) => ({ name, isEqual: isEqual(floor), at: floor?.version })),
    ...nodes.map(({ process, floors }) => {
      const at = floors.cached(restaurantId)?.floor.version
      return { name: process.name, isEqual: at === undefined || at === version, at }
    }),
  ]
  return states
    .filter((one) => !one.isEqual)
    .map(({ name, at }) => `${name} is at ${at} of ${version}`)
    .join('; ')
}

/** Once all are equal: every change has its one outcome, and rows, log, followers and readers have the same floor. */
export async function checkEnd(
  simulation: Simulation,
  { devices, listeners, readers }: Followers & { readers: readonly PollingReader[] },
): Promise<void> {
  const { checker, model } = simulation
  for (const { name, page, checkRefusals } of devices) {
    const { client, unsettled } = page
    checkRefusals()
    checker.check('I20', unsettled.size === 0, () => `${name} has ${unsettled.size} changes without an outcome`)
    checker.check('I3', client.view === client.base, () => `${name} shows more than what is confirmed`)
  }
  const floors = [
    ...devices.map(({ name, page }) => ({ name, floor: page.client.base })),
    ...listeners.map(({ name, floor }) => ({ name, floor })),
  ]
  for (const { name, floor } of floors) {
    const difference = floor ? differenceBetween(floor, model.floor) : 'no floor'
    checker.check('I17', difference === undefined, () => `${name} at the end: ${difference}`)
  }
  for (const reader of readers) await checkReader(simulation, reader)
  const rows = await simulation.journal.load(simulation.restaurantId)
  const difference = differenceBetween(rows.floor, model.floor)
  checker.check('I6', difference === undefined, () => `the rows and the log disagree: ${difference}`)
}

/** What a reader has put together bit by bit is the whole floor, once it has read to the end. */
async function checkReader({ scheduler, model, checker }: Simulation, reader: PollingReader): Promise<void> {
  for (let reads = 0; reads < 4; reads++) {
    void reader.read()
    await scheduler.advance(500)
  }
  const { name, floor, invariant } = reader
  if (!floor) return
  const difference = differenceBetween(floor, model.floor)
  checker.check(invariant, difference === undefined, () => `${name} at the end: ${difference}`)
}

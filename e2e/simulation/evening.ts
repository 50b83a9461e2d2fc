import type { Floor } from '@qtable/domain'
import { openCaller } from './caller.ts'
import { type Device, openDevice } from './device.ts'
import { openFaults } from './faults.ts'
import { openRacers } from './racers.ts'
import type { Random } from './random.ts'
import { openDeltaReader, openFullReader, type Reader } from './readers.ts'
import { differenceOf } from './same-floor.ts'
import type { Simulation } from './simulation.ts'
import { openWatcher, type Watcher } from './watcher.ts'
import { work } from './work.ts'

/** Everybody who is there. */
interface Cast {
  devices: readonly Device[]
  watchers: readonly Watcher[]
}

const equalWithinMs = 10_000
// Without a word of the browser a client waits out its back-off first (SY105).
const longestBackoffMs = 30_000

/** A stretch of an evening with everything that can go wrong in it, then peace; checked all along and at the end. */
export async function playEvening(simulation: Simulation): Promise<void> {
  const { timeline, random, checks, history } = simulation
  const chance = random.fork()
  const hire = (name: string) => ({ name, person: simulation.accounts.hire(name, 'manager') })
  const isOver = () => checks.violation !== undefined
  const devices = ['Ann', 'Ben', 'Cem', 'Dot']
    .slice(0, 2 + chance.int(3))
    .map((name) => openDevice(simulation, hire(name)))
  const watchers = [
    openWatcher(simulation, { ...hire('Wes'), endpoint: 'sync' }),
    openWatcher(simulation, { ...hire('Ria'), endpoint: 'realtime' }),
  ]
  const callers = ['Hal', 'Ida', 'Jon', 'Kay'].map((name) => openCaller(simulation, hire(name)))
  const [hal, ida, jon, kay] = callers
  if (!hal || !ida || !jon || !kay) throw new Error('nobody calls')
  const readers = [
    openFullReader(simulation, hal, 'Hal'),
    openDeltaReader(simulation, ida, { name: 'Ida', by: 'timestamp' }),
    openDeltaReader(simulation, jon, { name: 'Jon', by: 'cursor' }),
  ]
  const cast = { devices, watchers }
  const networks = [...watchers.map(({ network }) => network), ...callers.map(({ network }) => network)]
  const racers = openRacers(simulation, callers)
  const faults = openFaults(simulation, { devices, watchers, networks })
  let isCalm = false

  // Again and again after a pause of about `ms`, until the evening is calm.
  function often(ms: number, act: () => unknown): void {
    const again = () => {
      if (isCalm) return
      often(ms, act)
      act()
    }
    timeline.after(chance.between(0.1, 2) * ms, again, undefined)
  }

  const pace = chance.one([150, 400, 1200])
  const isWordy = chance.chance(0.1)
  for (const device of devices) {
    const mine: string[] = []
    often(pace, () => work(device, { chance, mine, isWordy }))
    timeline.after(
      0,
      function look() {
        device.lookAtSession()
        timeline.after(700, look, undefined)
      },
      undefined,
    )
  }
  for (const device of devices) often(5000, () => device.lookAtRefusals())
  for (const reader of readers) often(700, () => reader.read())
  often(2500, racers.change)
  often(2500, racers.seat)
  often(2500, racers.failingBatch)
  often(2000, racers.follow)
  often(3000, racers.badCursor)
  often(1500, () => repeatSomething(devices, { chance, repeat: racers.repeat }))
  const rush = chance.one([300, 800, 2000])
  await timeline.pass(1000, isOver)
  often(rush, faults.strike)
  await timeline.pass(chance.between(2500, 9000), isOver)
  isCalm = true
  faults.heal()
  await timeline.pass(200, isOver)
  const isTold = chance.chance(0.7)
  if (isTold) for (const device of devices) device.online()
  const withinMs = equalWithinMs + (isTold ? 0 : longestBackoffMs)
  const from = timeline.now
  // Nobody reads by HTTP meanwhile: a node that is asked finds out how far the log is, and must do so unasked.
  while (!isOver() && !isLevel(simulation, cast) && timeline.now - from < withinMs) await timeline.pass(250, isOver)
  if (isOver()) return
  checks.holds('I17', isLevel(simulation, cast), () => `after ${withinMs} ms: ${whoIsNot(simulation, cast)}`)
  lookOnce(simulation, cast)
  for (const reader of readers) await readToTheEnd(simulation, reader)
  const rows = await simulation.journal.load(simulation.restaurantId)
  const difference = differenceOf(rows.floor, history.floor)
  checks.holds('I6', difference === undefined, () => `the rows and the log disagree: ${difference}`)
}

// What is on its way from a device is sent by somebody else as well, under the same id.
function repeatSomething(
  devices: readonly Device[],
  { chance, repeat }: { chance: Random; repeat: ReturnType<typeof openRacers>['repeat'] },
): void {
  const single = devices.flatMap(({ client }) => client.pending).filter(({ entry }) => !entry.isBatch)
  const [command] = single.length > 0 ? chance.one(single).entry.commands : []
  if (command) void repeat(command)
}

function whoIsNot(simulation: Simulation, { devices, watchers }: Cast): string {
  const { history, nodes } = simulation
  const { version } = history.floor
  const isEqual = (floor: Floor | undefined) => floor !== undefined && differenceOf(floor, history.floor) === undefined
  const behind = [
    ...devices.map(({ name, client: { base, status } }) => ({
      name: `${name} (${status.connection} by ${status.transport}, ${status.unsent} unsent)`,
      isLevel: isEqual(base) && status.unsent === 0 && status.connection === 'live',
      at: base?.version,
    })),
    ...watchers.map(({ name, floor }) => ({ name, isLevel: isEqual(floor), at: floor?.version })),
    ...nodes.map(({ actor, floors }) => {
      const at = floors.cached(simulation.restaurantId)?.floor.version
      return { name: actor.name, isLevel: at === undefined || at === version, at }
    }),
  ].filter((one) => !one.isLevel)
  return behind.map(({ name, at }) => `${name} is at ${at} of ${version}`).join('; ')
}

function isLevel(simulation: Simulation, cast: Cast): boolean {
  return whoIsNot(simulation, cast) === ''
}

/** At the end: everybody has the same floor, and everything that was done has its one outcome. */
function lookOnce({ history, checks }: Simulation, { devices, watchers }: Cast): void {
  for (const { name, client, open, lookAtOutcomes } of devices) {
    lookAtOutcomes()
    checks.holds('I20', open.size === 0, () => `${name} waits for ${open.size} answers`)
    checks.holds('I3', client.view === client.base, () => `${name} shows more than what is confirmed`)
  }
  for (const { name, base } of [
    ...devices.map(({ name, client }) => ({ name, base: client.base })),
    ...watchers.map(({ name, floor }) => ({ name, base: floor })),
  ]) {
    const difference = base ? differenceOf(base, history.floor) : 'nothing'
    checks.holds('I17', difference === undefined, () => `${name} in the end: ${difference}`)
  }
}

/** What was read bit by bit comes to the whole. */
async function readToTheEnd({ timeline, history, checks }: Simulation, reader: Reader): Promise<void> {
  for (let tries = 0; tries < 4; tries++) {
    void reader.read()
    await timeline.pass(500)
  }
  const { name, floor } = reader
  if (floor) {
    const difference = differenceOf(floor, history.floor)
    checks.holds(name === 'Ida' ? 'I19' : 'I2', difference === undefined, () => `${name} in the end: ${difference}`)
  }
}

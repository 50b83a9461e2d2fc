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
  readers: readonly Reader[]
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
  const cast = { devices, watchers, readers }
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
  for (const reader of readers) often(700, () => reader.read())
  often(2500, racers.change)
  often(2500, racers.seat)
  often(2500, racers.failingBatch)
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
  while (!isOver() && !isLevel(simulation, cast) && timeline.now - from < withinMs) {
    for (const reader of readers) void reader.read()
    await timeline.pass(250, isOver)
  }
  if (isOver()) return
  checks.holds('I17', isLevel(simulation, cast), () => `after ${withinMs} ms: ${whoIsNot(simulation, cast)}`)
  await lookOnce(simulation, cast)
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

function whoIsNot(simulation: Simulation, { devices, watchers, readers }: Cast): string {
  const { history, nodes } = simulation
  const { version } = history.floor
  const isEqual = (floor: Floor | undefined) => floor !== undefined && differenceOf(floor, history.floor) === undefined
  const behind = [
    ...devices.map(({ name, client: { base, status } }) => ({
      name: `${name} (${status.connection} by ${status.transport}, ${status.unsent} unsent)`,
      isLevel: isEqual(base) && status.unsent === 0 && status.connection === 'live',
      at: base?.version,
    })),
    ...[...watchers, ...readers.slice(1)].map(({ name, floor }) => ({
      name,
      isLevel: isEqual(floor),
      at: floor?.version,
    })),
    ...nodes.map(({ actor, floors }) => {
      const at = floors.peek(simulation.restaurantId)?.floor.version
      return { name: actor.name, isLevel: at === undefined || at === version, at }
    }),
  ].filter((one) => !one.isLevel)
  return behind.map(({ name, at }) => `${name} is at ${at} of ${version}`).join('; ')
}

function isLevel(simulation: Simulation, cast: Cast): boolean {
  return whoIsNot(simulation, cast) === ''
}

/** At the end: everybody has the same floor, and everything that was done has its one outcome. */
async function lookOnce({ history, checks }: Simulation, { devices, watchers, readers }: Cast): Promise<void> {
  for (const { name, client, open } of devices) {
    checks.holds('I20', open.size === 0, () => `${name} waits for ${open.size} answers`)
    const difference = client.base ? differenceOf(client.base, history.floor) : 'nothing'
    checks.holds('I17', difference === undefined, () => `${name} in the end: ${difference}`)
    checks.holds('I3', client.view === client.base, () => `${name} shows more than what is confirmed`)
  }
  for (const { name, floor } of [...watchers, ...readers.slice(1)]) {
    const difference = floor ? differenceOf(floor, history.floor) : 'nothing'
    checks.holds('I17', difference === undefined, () => `${name} in the end: ${difference}`)
  }
}

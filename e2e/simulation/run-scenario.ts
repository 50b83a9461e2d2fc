import type { Random } from '../random.ts'
import { checkConvergence, checkEnd } from './check-end.ts'
import { leftOpen } from './check-times.ts'
import { openDeviceWorkload } from './device-workload.ts'
import { openFaultInjector } from './fault-injector.ts'
import { type HttpWorkload, openHttpWorkload } from './http-workload.ts'
import { openDeltaReader, openFullReader } from './polling-reader.ts'
import { openSimulatedDevice, type SimulatedDevice } from './simulated-device.ts'
import { openSimulatedHttpClient } from './simulated-http-client.ts'
import { openSimulatedListener } from './simulated-listener.ts'
import type { Simulation } from './simulation.ts'

/**
 * Some seconds of an evening: clients work, faults come, and everything is checked as it happens. Then the faults end,
 * the workload stops, and all clients have to become equal.
 */
export async function runScenario(simulation: Simulation): Promise<void> {
  const { scheduler, checker } = simulation
  const random = simulation.random.fork()
  const isOver = () => checker.violations.length > 0
  const { devices, listeners, httpClients, readers } = openClients(simulation, random)
  const http = openHttpWorkload(simulation, httpClients)
  const networks = [...listeners, ...httpClients].map(({ network }) => network)
  const faults = openFaultInjector(simulation, { devices, listeners, networks })
  let isWorking = true

  /** Repeats something after a random pause of about `ms`, until the workload stops. */
  function often(ms: number, act: () => unknown): void {
    const again = () => {
      if (!isWorking) return
      often(ms, act)
      act()
    }
    scheduler.schedule(random.between(0.1, 2) * ms, again, undefined)
  }

  const pauseMs = random.one([150, 400, 1200])
  const hasLongNotes = random.chance(0.1)
  for (const device of devices) {
    const workload = openDeviceWorkload(device, { random, hasLongNotes })
    often(pauseMs, workload.act)
    often(pauseMs, workload.edit)
    keepSignedIn(simulation, device)
  }
  for (const device of devices) often(5000, device.dismissRefusal)
  for (const reader of readers) often(700, reader.read)
  often(2500, http.raceWithIfMatch)
  often(2500, http.raceForTable)
  often(2500, http.raceWithVersion)
  often(2000, http.raceWithGuards)
  often(3000, http.uploadLate)
  often(1500, () => arriveTwice(simulation, { devices, random }))
  if (simulation.rollsOver) often(1500, () => closeDay(simulation, random))
  often(2500, http.sendFailingBatch)
  often(2000, http.changeWhatWasCreated)
  often(3000, http.readWithBadCursor)
  often(1500, () => repeatPending(devices, { random, http }))
  const faultPauseMs = random.one([300, 800, 2000])
  await scheduler.advance(1000, isOver)
  often(faultPauseMs, faults.inject)
  await scheduler.advance(random.between(2500, 9000), isOver)
  isWorking = false
  faults.heal()
  await checkConvergence(simulation, { devices, listeners }, random)
  if (!isOver()) await checkEnd(simulation, { devices, listeners, readers })
  if (!isOver() && simulation.rollsOver) await checkDayIsClosed(simulation, random)
}

/** Two to four devices, a listener for each socket endpoint, four plain HTTP clients, and a reader on three of them. */
function openClients(simulation: Simulation, random: Random) {
  const newcomer = (kind: string, name: string) => ({
    name: `${kind} ${name}`,
    user: simulation.accounts.addUser(name, 'manager'),
  })
  const devices = ['Ann', 'Ben', 'Cem', 'Dot']
    .slice(0, 2 + random.int(3))
    .map((name) => openSimulatedDevice(simulation, newcomer('device', name)))
  const listeners = [
    openSimulatedListener(simulation, { ...newcomer('listener', 'Wes'), endpoint: 'sync' }),
    openSimulatedListener(simulation, { ...newcomer('listener', 'Ria'), endpoint: 'realtime' }),
  ]
  const openHttp = (name: string) => openSimulatedHttpClient(simulation, newcomer('client', name))
  const [hal, ida, jon, kay] = [openHttp('Hal'), openHttp('Ida'), openHttp('Jon'), openHttp('Kay')]
  const readers = [
    openFullReader(simulation, hal),
    openDeltaReader(simulation, ida, 'timestamp'),
    openDeltaReader(simulation, jon, 'cursor'),
  ]
  return { devices, listeners, httpClients: [hal, ida, jon, kay], readers }
}

/** Signs the device in again, soon after it has been signed out. */
function keepSignedIn({ scheduler }: Simulation, device: SimulatedDevice): void {
  const look = () => {
    device.signInIfNeeded()
    scheduler.schedule(700, look, undefined)
  }
  scheduler.schedule(0, look, undefined)
}

/** Two devices mark one booking arrived, each without the other, and go on with its party. */
function arriveTwice(
  { model }: Simulation,
  { devices, random }: { devices: readonly SimulatedDevice[]; random: Random },
): void {
  const expected = [...model.floor.reservations.values()].filter(({ status }) => status === 'confirmed')
  if (expected.length === 0) return
  const { id: reservationId } = random.one(expected)
  for (const device of devices.slice(0, 2)) {
    const { client } = device.page
    if (!client.view?.reservations.has(reservationId)) continue
    device.run('reservation.arrive', { reservationId, force: true })
    const guestId = client.view.reservations.get(reservationId)?.guestId
    if (!guestId) continue
    if (random.chance(0.5)) device.run('guest.update', { guestId, notes: `${device.name} saw them` })
    else device.run('guest.seat', { guestId, tableIds: [random.one([...client.view.tables.keys()])], force: true })
  }
}

/** One node or two close the day, as their jobs do. */
function closeDay({ nodes, scheduler }: Simulation, random: Random): void {
  for (const node of random.chance(0.5) ? nodes : [random.one(nodes)]) {
    if (node.process.isDead) continue
    const command = { id: random.uuid(scheduler.now), type: 'serviceDay.close' as const, payload: { limit: 5 } }
    node.runInternal(command).catch(() => {})
  }
}

/** What was left open when the day rolled over is settled, once its close has been run to its end. */
async function checkDayIsClosed(simulation: Simulation, random: Random): Promise<void> {
  const { scheduler, model, checker } = simulation
  for (let version = -1; version < model.floor.version; ) {
    version = model.floor.version
    closeDay(simulation, random)
    await scheduler.advance(1000)
  }
  const [open] = leftOpen(model.floor)
  checker.check('I35', open === undefined, () => `the close of the day leaves ${JSON.stringify(open)}`)
}

/** Sends a command that a device has under way from elsewhere too, under the same id. */
function repeatPending(
  devices: readonly SimulatedDevice[],
  { random, http }: { random: Random; http: HttpWorkload },
): void {
  const single = devices.flatMap(({ page }) => page.client.pending).filter(({ mutation }) => !mutation.isBatch)
  if (single.length === 0) return
  const { mutation } = random.one(single)
  const [command] = mutation.commands
  if (command) void http.repeat({ ...command, at: mutation.at })
}

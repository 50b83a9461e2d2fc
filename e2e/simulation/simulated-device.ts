import { type Client, memoryStorage, type Running } from '@qtable/client'
import { openFakeTabs } from '@qtable/client/testing'
import type { CommandRequest, CommandType, Floor, PayloadOf } from '@qtable/domain'
import { differenceBetween } from '../compare-floors.ts'
import type { SentEdit } from './check-edits.ts'
import { openOutcomeChecker } from './outcome-checker.ts'
import { askedOf, isPlanRefusal, planRefusalsOn } from './plan-oracle.ts'
import type { Invocation } from './reference-model.ts'
import type { SimulatedUser } from './simulated-accounts.ts'
import type { SimulatedNetwork } from './simulated-network.ts'
import { openSimulatedPage, type SimulatedPage } from './simulated-page.ts'
import type { Simulation } from './simulation.ts'

/** A tablet with the real SDK. Its page may close, die and open again; its storage stays. All it shows is checked. */
export interface SimulatedDevice {
  readonly name: string
  /** The page that is open. */
  readonly page: SimulatedPage
  run<T extends CommandType>(
    type: T,
    payload: PayloadOf<T>,
    options?: { evenIfRefused?: boolean; edit?: SentEdit | undefined },
  ): Running
  batch(commands: readonly CommandRequest[]): Running
  /** Ends all faults of its networks, those of closed pages included: requests may still be under way there. */
  heal(): void
  /** Dismisses the oldest listed refusal, if there is one. */
  dismissRefusal(): void
  /** Checks that the listed refusals are exactly the changes that did not happen. */
  checkRefusals(): void
  /** Signs in again if the session is over. */
  signInIfNeeded(): void
  /** Closes or kills the page, and opens another one on the same storage. */
  reopen(how: 'closed' | 'killed'): Promise<void>
}

const minSignInPauseMs = 1500

export function openSimulatedDevice(
  simulation: Simulation,
  { name, user }: { name: string; user: SimulatedUser },
): SimulatedDevice {
  const { scheduler, model, trace, accounts } = simulation
  const random = simulation.random.fork()
  const storage = memoryStorage()
  // Without a browser's locks, what a killed page held is free only after its lease: such pages are never killed.
  const browser = random.chance(0.7) ? openFakeTabs() : undefined
  const socketSendsHeaders = random.chance(0.5)
  const { expires_in, token_type: _, ...session } = accounts.startSession(user)
  void storage.writeSession({ ...session, expiresAt: scheduler.now + expires_in * 1000 })
  const networks = new Set<SimulatedNetwork>()
  const outcomes = openOutcomeChecker(simulation, name)
  let page = openPage(0)
  let maySignInAt = 0

  function openPage(clockSkewMs: number): SimulatedPage {
    const options = { simulation, name, random, storage, browser, socketSendsHeaders, clockSkewMs }
    const opened = openSimulatedPage(options)
    networks.add(opened.network)
    watchPage(simulation, { name, page: opened, isOpen: () => opened === page })
    return opened
  }

  function send(invocation: Invocation, what: string, start: (client: Client) => Running): Running {
    const { client, process, unsettled } = page
    const running = scheduler.runAs(process, () => start(client))
    // Nothing is sent before the next event. The time of doing is in the outbox, and stays however long it waits there.
    const doneAt = client.pending.find(({ mutation }) => mutation.id === running.id)?.mutation.at
    model.invoke({ ...invocation, doneAt })
    outcomes.follow(running, { what, unsettled, pending: client.pending })
    return running
  }

  /** Tells the model which party this device shows for a reservation that has arrived. */
  function meetArrival({ reservationId }: PayloadOf<'reservation.arrive'>): void {
    const reservation = page.client.view?.reservations.get(reservationId)
    if (!reservation?.guestId) return
    model.meetArrival({ reservationId, arrivals: reservation.arrivals - 1, guestId: reservation.guestId })
  }

  return {
    name,
    get page() {
      return page
    },
    run(type, payload, { evenIfRefused = false, edit } = {}) {
      const id = random.uuid(scheduler.now)
      const invocation = { id, commandIds: [id], isBatch: false, edit }
      checkForeseen(simulation, { page, name, type, payload: payload as object })
      const running = send(invocation, type, (client) => client.run(type, payload, { id, evenIfRefused }))
      if (type === 'reservation.arrive') meetArrival(payload as PayloadOf<'reservation.arrive'>)
      return running
    },
    batch(requests) {
      const id = random.uuid(scheduler.now)
      const commands = requests.map((request) => ({ ...request, id: random.uuid(scheduler.now) }))
      const invocation = { id, commandIds: commands.map((command) => command.id), isBatch: true }
      return send(invocation, `a batch of ${commands.length}`, (client) => client.batch(commands, { id }))
    },
    heal() {
      for (const network of networks) network.heal()
    },
    dismissRefusal() {
      const { client, process } = page
      const [oldest] = client.refusals
      if (!oldest || process.isDead) return
      const stored = scheduler.runAs(process, () => client.dismiss(oldest.id))
      outcomes.dismiss(oldest.id, stored)
    },
    checkRefusals: () => outcomes.checkRefusals(page.client.refusals),
    signInIfNeeded() {
      const { client, process } = page
      if (client.status.connection !== 'signed_out' || scheduler.now < maySignInAt) return
      maySignInAt = scheduler.now + minSignInPauseMs
      trace.record(name, 'signs in again')
      scheduler.runAs(process, () => client.signIn({ email: user.email, password: '-' }).catch(() => {}))
    },
    async reopen(wanted) {
      const how = browser ? wanted : 'closed'
      trace.record(name, `its page is ${how}`)
      page.network.cut()
      if (how === 'closed') await page.close()
      if (how === 'killed') {
        page.kill()
        networks.delete(page.network)
      }
      page = openPage(page.process.clockSkewMs)
    },
  }
}

/**
 * I36: a page offers tables as free exactly where they are. It foresees with the function of the domain; the oracle looks
 * at the floor that the page shows.
 */
function checkForeseen(
  { checker, scheduler }: Simulation,
  { page, name, type, payload }: { page: SimulatedPage; name: string; type: CommandType; payload: object },
): void {
  const { view } = page.client
  const asked = view && askedOf(view, type, payload)
  if (!asked) return
  const request = { type, payload } as CommandRequest
  const code = scheduler.runAs(page.process, () => page.client.foresee([request])).problem?.code
  // Other refusals come first, and say nothing of the tables.
  if (code !== undefined && !isPlanRefusal(code)) return
  const { force = false } = payload as { force?: boolean }
  const found = planRefusalsOn(view, asked, Math.max(scheduler.now, Date.parse(view.committedAt)), { force })
  const isTrue = code === undefined ? found.size === 0 : found.has(code)
  checker.check('I36', isTrue, () => `${name} foresees ${code} for ${type}, and the floor says ${[...found].join()}`)
}

/** Records the connection of a page, and checks each confirmed floor that it shows while it is open. */
function watchPage(
  simulation: Simulation,
  { name, page, isOpen }: { name: string; page: SimulatedPage; isOpen: () => boolean },
): void {
  const { checker, model, trace } = simulation
  let lastConnection = ''
  page.client.on('status', ({ connection, transport }) => {
    const now = `${connection} (${transport})`
    if (now !== lastConnection && isOpen()) trace.record(name, `is ${now}`)
    lastConnection = now
  })

  let shown: Floor | undefined
  let shownVersion = 0
  page.client.on('view', () => {
    const { base } = page.client
    if (!base || base === shown || !isOpen() || page.process.isDead) return
    shown = base
    trace.record(name, `shows version ${base.version}`)
    const isTrue = checkShown(simulation, name, base)
    // The SDK does not tell the epoch, so a version may go back once the database was restored.
    const wentBack = base.version < shownVersion
    const from = shownVersion
    checker.check('I14', !wentBack || model.restoreCount > 0, () => `${name} goes from ${from} to ${base.version}`)
    if (isTrue) shownVersion = base.version
  })
}

/** Whether the floor was committed like this. */
function checkShown({ checker, model }: Simulation, name: string, floor: Floor): boolean {
  const expected = model.floorsAt(floor.version)
  const isEqual = expected.some((one) => differenceBetween(floor, one) === undefined)
  checker.check('I7', expected.length > 0, () => `${name} shows version ${floor.version}, which was never committed`)
  checker.check('I2', isEqual || expected.length === 0 || model.restoreCount > 0, () => {
    const [first] = expected
    return `${name} at ${floor.version}: ${first && differenceBetween(floor, first)}`
  })
  return isEqual
}

import { type Client, type ClientOptions, memoryStorage, openClient, type Running } from '@qtable/client'
import { openFakeTabs } from '@qtable/client/testing'
import type { CommandRequest, CommandType, Floor, PayloadOf } from '@qtable/domain'
import type { Person } from './accounts.ts'
import { type Network, openNetwork } from './network.ts'
import { openOwnWork } from './own-work.ts'
import { differenceOf } from './same-floor.ts'
import type { Simulation } from './simulation.ts'
import type { Actor } from './timeline.ts'

/** A tablet with the SDK: its page may close, die and open again; what it stored stays. */
export interface Device {
  readonly name: string
  readonly actor: Actor
  readonly client: Client
  readonly network: Network
  /** Everything works again, also for pages that are closed and have something under way. */
  mend(): void
  readonly person: Person
  /** What the present page waits for. */
  readonly open: ReadonlySet<string>
  run<T extends CommandType>(type: T, payload: PayloadOf<T>, options?: { evenIfRefused?: boolean }): Running
  batch(commands: readonly CommandRequest[]): Running
  /** Tells the page that the network is back, as browsers do. */
  online(): void
  /** Looks at the oldest of what was refused, and dismisses it. */
  lookAtRefusals(): void
  /** Everything that was done here has had its outcome, and what was refused is listed: nothing else is. */
  lookAtOutcomes(): void
  /** Signs in again where the session is over. */
  lookAtSession(): void
  /** Closes the page, or ends it as an empty battery does, and opens another on the same storage. */
  reopen(how: 'closed' | 'killed'): Promise<void>
}

const signInEveryMs = 1500

export function openDevice(simulation: Simulation, { name, person }: { name: string; person: Person }): Device {
  const { timeline, random, checks, history, story, accounts, nodes } = simulation
  const chance = random.fork()
  const storage = memoryStorage()
  // Without the locks of a browser what a dead page held is free after its lease only: such a page is not killed here.
  const browser = chance.chance(0.7) ? openFakeTabs() : undefined
  const socketSendsHeaders = chance.chance(0.5)
  const { expires_in, token_type: _, ...session } = accounts.begin(person)
  void storage.writeSession({ ...session, expiresAt: timeline.now + expires_in * 1000 })
  const networks = new Set<Network>()
  const own = openOwnWork(simulation, name)
  let page = openPage(0)
  let signInAt = 0

  function openPage(clockAheadMs: number) {
    const self: Actor = { name, clockAheadMs, isDead: false }
    const network = openNetwork({ timeline, random: random.fork(), device: self, nodes })
    networks.add(network)
    const heard = new Map<string, () => void>()
    const tab = browser?.open()
    const options: ClientOptions = {
      url: 'http://qtable',
      storage,
      ...(tab ? { tabs: tab } : {}),
      platform: {
        now: () => Math.floor(timeline.now + self.clockAheadMs),
        setTimeout: (run, ms) => timeline.after(ms, run, self),
        clearTimeout: (timer) => timer !== undefined && timeline.cancel(timer as ReturnType<typeof timeline.after>),
        random: chance.next,
        newId: () => chance.uuid(timeline.now),
        fetch: network.fetch,
        openSocket: network.openSocket,
        socketSendsHeaders,
      },
    }
    // What a page listens to is all that it has of a browser.
    Object.assign(globalThis, {
      addEventListener: (event: string, listener: () => void) => void heard.set(event, listener),
    })
    const client = timeline.as(self, () => openClient(options))
    Reflect.deleteProperty(globalThis, 'addEventListener')
    const opened = {
      self,
      tab,
      network,
      heard,
      client,
      open: new Set<string>(),
      version: 0,
      base: undefined as unknown,
    }
    let told = ''
    client.on('status', ({ connection, transport }) => {
      const is = `${connection} by ${transport}`
      if (is !== told && opened === page) story.tell(name, `is ${is}`)
      told = is
    })
    client.on('view', () => look(opened))
    return opened
  }

  function look(seen: typeof page): void {
    const { base } = seen.client
    if (!base || base === seen.base || seen !== page || seen.self.isDead) return
    seen.base = base
    story.tell(name, `shows ${base.version}`)
    const isSame = mustBeTrue(base)
    // The SDK tells no epoch; a version that goes back inside one is never another life of the database.
    const wentBack = base.version < seen.version
    checks.holds('I14', !wentBack || history.lives > 0, () => `${name} goes from ${seen.version} to ${base.version}`)
    if (isSame) seen.version = base.version
  }

  function mustBeTrue(floor: Floor): boolean {
    const truths = history.floorsAt(floor.version)
    const isSame = truths.some((truth) => differenceOf(floor, truth) === undefined)
    checks.holds('I7', truths.length > 0, () => `${name} shows version ${floor.version}, which was never committed`)
    checks.holds('I2', isSame || truths.length === 0 || history.lives > 0, () => {
      const [truth] = truths
      return `${name} at ${floor.version}: ${truth && differenceOf(floor, truth)}`
    })
    return isSame
  }

  function follow(running: Running, what: string): Running {
    const { id } = running
    const { open } = page
    own.done(id, page.client.pending)
    open.add(id)
    const settled = (outcome: 'confirmed' | 'refused', detail: string) => {
      story.tell(name, `hears that ${story.name(id)} is ${outcome} ${detail}`)
      const isOpen = open.delete(id)
      checks.holds('I20', isOpen, () => `${name} hears twice of ${story.name(id)}`)
      if (history.isLost(id)) return
      const isInLog = history.versionOf(id) !== undefined
      checks.holds(
        'I20',
        isInLog === (outcome === 'confirmed'),
        () => `${what} ${story.name(id)} is told as ${outcome}`,
      )
    }
    story.tell(name, `does ${what} ${story.name(id)}`)
    running.then(
      ({ version }) => settled('confirmed', `at ${version}`),
      ({ code }: { code: string }) => settled('refused', code),
    )
    return running
  }

  return {
    name,
    person,
    get actor() {
      return page.self
    },
    get network() {
      return page.network
    },
    mend() {
      for (const network of networks) network.mend()
    },
    get client() {
      return page.client
    },
    get open() {
      return page.open
    },
    run(type, payload, options = {}) {
      const id = chance.uuid(timeline.now)
      history.wished({ id, commandIds: [id], isBatch: false })
      return follow(
        timeline.as(page.self, () => page.client.run(type, payload, { id, ...options })),
        type,
      )
    },
    batch(commands) {
      const id = chance.uuid(timeline.now)
      const own = commands.map((command) => ({ ...command, id: chance.uuid(timeline.now) }))
      history.wished({ id, commandIds: own.map((command) => command.id), isBatch: true })
      return follow(
        timeline.as(page.self, () => page.client.batch(own, { id })),
        `a batch of ${commands.length}`,
      )
    },
    online: () => timeline.as(page.self, () => page.heard.get('online')?.()),
    lookAtRefusals() {
      const [oldest] = page.client.refusals
      if (!oldest || page.self.isDead) return
      own.dismissing(
        oldest.id,
        timeline.as(page.self, () => page.client.dismiss(oldest.id)),
      )
    },
    lookAtOutcomes: () => own.look(page.client.refusals),
    lookAtSession() {
      if (page.client.status.connection !== 'signed_out' || timeline.now < signInAt) return
      signInAt = timeline.now + signInEveryMs
      story.tell(name, 'signs in again')
      timeline.as(page.self, () => page.client.signIn({ email: person.email, password: '-' }).catch(() => {}))
    },
    async reopen(wanted) {
      const how = browser ? wanted : 'closed'
      story.tell(name, `the page is ${how}`)
      page.network.cut()
      if (how === 'closed') await timeline.as(page.self, () => page.client.close())
      if (how === 'killed') {
        page.self.isDead = true
        page.tab?.kill()
        networks.delete(page.network)
      }
      page = openPage(page.self.clockAheadMs)
    },
  }
}

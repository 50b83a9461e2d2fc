import { Problem } from '@qtable/domain'
import type { Client, ClientEvents, RunOptions, Status } from './client.ts'
import { openEmitter, throwLater } from './events.ts'
import { watchPage } from './hints.ts'
import { newEntry } from './new-entry.ts'
import { openPlace, type Place } from './place.ts'
import { openWaiting, type Running, refusedAtOnce } from './running.ts'
import { openSession, type SessionKeeper, scopeOf } from './session.ts'
import type { ConnectionStatus } from './status.ts'
import { memoryStorage } from './storage/memory.ts'
import { openStorage } from './storage/open-storage.ts'
import type { ClientStorage } from './storage/storage.ts'
import { openStore } from './store.ts'
import type { Link } from './sync/state.ts'
import { type TabsOptions, tabsOf } from './tabs/tabs.ts'
import type { Transport } from './transport/connection.ts'
import { openHttp } from './transport/http.ts'
import { pollingTransport } from './transport/polling.ts'
import { socketTransport } from './transport/socket.ts'
import { type World, worldOf } from './world.ts'

export interface ClientOptions {
  /** Of the server: `https://floor.example`. */
  url: string
  /** Parts of the world to replace: clock, chance, network. */
  world?: Partial<World>
  /** Where to keep floor, outbox and session; IndexedDB in browsers and memory elsewhere, unless given. */
  storage?: ClientStorage
  /** How tabs find each other; the browser's own means unless given. */
  tabs?: TabsOptions
  /** Milliseconds between two questions while polling; 3000 unless given. */
  pollEveryMs?: number
}

/** Opens a client. It works offline from the first moment with what an earlier one stored. */
export function openClient(options: ClientOptions): Client {
  const world = worldOf(options.world)
  const url = options.url.replace(/\/+$/, '')
  const http = openHttp({ url, world })
  const events = openEmitter<ClientEvents>(throwLater)
  const store = openStore()
  const waiting = openWaiting()
  const submitted = new Set<string>()
  const tabId = world.newId()
  const signedOut: ConnectionStatus = { connection: 'signed_out', transport: 'socket' }
  let connection = signedOut
  let status: Status | undefined
  let storage: ClientStorage = memoryStorage()
  let session: SessionKeeper | undefined
  let place: Place | undefined
  let placeScope = ''
  let moving: Promise<void> = Promise.resolve()
  let clockOffsetMs = 0
  let isClosed = false
  let tabs = tabsOf(undefined, { storage, world, tabId })

  const report = (error: unknown) =>
    events.emit('notice', { code: 'storage_failed', detail: error instanceof Error ? error.message : String(error) })

  function statusNow(): Status {
    status ??= {
      ...connection,
      unsent: store.outbox.length,
      storage: storage.kind,
      isLeader: place?.role?.isLeader ?? false,
      user: session?.current?.user,
      restaurant: session?.current?.restaurant,
      restaurants: session?.current?.restaurants ?? [],
    }
    return status
  }

  function tellStatus(next: ConnectionStatus = connection): void {
    connection = next
    status = undefined
    events.emit('status', statusNow())
  }

  let unsentTold = 0
  store.onStep(({ settled, before, others }) => {
    const floor = store.base?.floor
    if (before !== store.view) events.emit('view', store.view?.floor)
    for (const one of settled) {
      const { id, commands } = one.entry
      const isMine = waiting.has(id)
      waiting.settle(one, { run: before?.runs.get(id), floor })
      if (one.outcome === 'confirmed') events.emit('confirmed', { id, version: one.version })
      // Told where it was done; what an earlier page did, by the tab that sent it.
      else if (isMine || (place?.role?.isLeader && !submitted.has(id))) {
        events.emit('refused', { id, commands, problem: one.problem })
      }
    }
    if (others) events.emit('others', others)
    if (unsentTold === store.outbox.length) return
    unsentTold = store.outbox.length
    tellStatus()
  })

  function transportsOf(keeper: SessionKeeper): Record<Link['transport'], Transport> {
    const { call } = keeper
    const everyMs = options.pollEveryMs
    return {
      socket: socketTransport({ url, world, call, token: () => keeper.token() }),
      polling: pollingTransport({ world, call, ...(everyMs === undefined ? {} : { everyMs }) }),
    }
  }

  // One move after another: leaving a restaurant has to be done before the next is entered.
  function move(keeper: SessionKeeper): Promise<void> {
    moving = moving.then(async () => {
      const next = isClosed ? undefined : keeper.current
      if (scopeOf(next) === placeScope) return
      await place?.stop({ forget: !isClosed })
      place = undefined
      placeScope = scopeOf(next)
      connection = signedOut
      store.reset({ base: undefined, outbox: [], actor: () => undefined })
      if (next) {
        connection = { connection: 'connecting', transport: 'socket' }
        place = await openPlace(next, {
          world,
          storage,
          store,
          session: keeper,
          tabId,
          shared: tabs.shared,
          transports: transportsOf(keeper),
          onStatus: tellStatus,
          onSubmitted: (id) => void submitted.add(id),
          onClock(offsetMs) {
            clockOffsetMs = offsetMs
          },
          onNotice: (notice) => events.emit('notice', notice),
          report,
        })
      }
      tellStatus()
    })
    return moving
  }

  async function begin(): Promise<SessionKeeper> {
    storage = options.storage ?? (await openStorage(world, report))
    tabs = tabsOf(options.tabs, { storage, world, tabId })
    const keeper: SessionKeeper = openSession({
      http,
      world,
      storage,
      locks: tabs.locks,
      onChange() {
        tabs.sayChanged()
        void move(keeper)
      },
    })
    session = keeper
    tabs.onChanged(() => void keeper.load().catch(report))
    await keeper.load().catch(report)
    await moving
    tellStatus()
    return keeper
  }

  const opening = begin()
  const endPage = watchPage({
    network: (state) => place?.role?.hint(state),
    leaving: () => place?.leave(),
  })

  async function moved(work: (keeper: SessionKeeper) => Promise<void>): Promise<void> {
    await work(await opening)
    await moving
  }

  function mustBeSent(evenIfUnsent = false): void {
    const unsent = store.outbox.length
    if (unsent === 0 || evenIfUnsent) return
    throw new Problem('in_use', `${unsent} changes wait to be sent`, { current: { unsent } })
  }

  function submit(make: () => ReturnType<typeof newEntry>, { evenIfRefused = false, id = '' }: RunOptions): Running {
    if (!place || !session?.current) return refusedAtOnce(id, new Problem('unauthenticated', 'Sign in first'))
    try {
      const entry = make()
      const foreseen = store.foresee(entry)
      const problem = foreseen?.run.problem
      // What only the server knows, only the server can refuse.
      if (problem && foreseen.isRecallKnown && !evenIfRefused) return refusedAtOnce(entry.id, problem)
      const running = waiting.add(entry.id, foreseen?.run.transaction?.changes ?? [])
      store.add(entry)
      place.submit(entry)
      return running
    } catch (error) {
      if (error instanceof Problem) return refusedAtOnce(id, error)
      throw error
    }
  }

  const at = () => world.now() + clockOffsetMs
  const context = () => ({ newId: world.newId, at: at(), now: world.now(), outbox: store.outbox })

  return {
    ready: opening.then(() => {}),
    get status() {
      return statusNow()
    },
    get view() {
      return store.view?.floor
    },
    get base() {
      return store.base?.floor
    },
    get pending() {
      return store.outbox.map(({ entry }) => ({ entry, problem: store.view?.runs.get(entry.id)?.problem }))
    },
    now: at,
    signIn: (given) => moved((keeper) => keeper.signIn(given)),
    register: (given) => moved((keeper) => keeper.register(given)),
    switchTo: (restaurantId, { evenIfUnsent } = {}) =>
      moved((keeper) => {
        mustBeSent(evenIfUnsent)
        return keeper.switchTo(restaurantId)
      }),
    signOut: ({ evenIfUnsent } = {}) =>
      moved((keeper) => {
        mustBeSent(evenIfUnsent)
        return keeper.signOut()
      }),
    run: (type, payload, given = {}) =>
      submit(() => newEntry({ commands: [{ type, payload, id: given.id }], isBatch: false }, context()), given),
    batch: (commands, given = {}) =>
      submit(() => newEntry({ id: given.id, commands, isBatch: true }, context()), given),
    undo: (transactionId) =>
      submit(
        () => newEntry({ commands: [{ type: 'undo', payload: { transactionId } }], isBatch: false }, context()),
        {},
      ),
    transaction: (id) => store.transaction(id),
    request: async (method, path, body) => (await opening).call({ method, path, body }),
    on: (name, listener) => events.on(name, listener),
    async close() {
      isClosed = true
      endPage()
      const keeper = await opening
      tabs.close()
      await move(keeper)
      storage.close()
    },
  }
}

import { Problem } from '@qtable/domain'
import type { Client, ClientEvents } from './client.ts'
import { openDoing } from './doing.ts'
import { openEmitter, throwLater } from './events.ts'
import { watchPage } from './hints.ts'
import { watchLateness } from './lateness.ts'
import { openPlace } from './place.ts'
import type { Refusal } from './refusals.ts'
import { openWaiting } from './running.ts'
import { openSession, type SessionKeeper, scopeOf } from './session.ts'
import { type ConnectionStatus, openStatusBoard, signedOut } from './status.ts'
import { memoryStorage } from './storage/memory.ts'
import { openStorage } from './storage/open-storage.ts'
import type { ClientStorage } from './storage/storage.ts'
import { openStore } from './store.ts'
import { type TabsOptions, tabsOf } from './tabs/tabs.ts'
import { tellSteps } from './tell-steps.ts'
import { openHttp } from './transport/http.ts'
import { pollingTransport } from './transport/polling.ts'
import { socketTransport } from './transport/socket.ts'
import { openWhereabouts } from './whereabouts.ts'
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
  let storage: ClientStorage = memoryStorage()
  let session: SessionKeeper | undefined
  let refusals: readonly Refusal[] = []
  let clockOffsetMs = 0
  const at = () => world.now() + clockOffsetMs
  let tabs = tabsOf(undefined, { storage, world, tabId })

  const report = (error: unknown) =>
    events.emit('notice', { code: 'storage_failed', detail: error instanceof Error ? error.message : String(error) })

  const board = openStatusBoard(() => ({
    unsent: store.outbox.length,
    isLate: lateness.isLate,
    storage: storage.kind,
    isLeader: here.place?.role?.isLeader ?? false,
    session: session?.current,
  }))
  const tellStatus = (next?: ConnectionStatus) => events.emit('status', board.change(next))

  function tellRefusals(list: readonly Refusal[]): void {
    refusals = list
    events.emit('refusals', list)
  }

  const told = tellSteps({
    store,
    waiting,
    events,
    onUnsent: () => tellStatus(),
    // Told where it was done; what an earlier page did, by the tab that sends it.
    isTold: (id) => waiting.has(id) || (board.status.isLeader && !submitted.has(id)),
  })

  const lateness = watchLateness({
    store,
    world,
    onChange(isLate) {
      tellStatus()
      if (isLate) here.place?.role?.hint('late')
    },
  })

  const here = openWhereabouts({
    enter(next, keeper) {
      const as = keeper.as(scopeOf(next))
      board.change({ connection: 'connecting', transport: 'socket' })
      return openPlace(next, {
        world,
        storage,
        store,
        session: keeper,
        tabId,
        shared: tabs.shared,
        openChannel: tabs.openChannel,
        at,
        transports: {
          socket: socketTransport({ url, world, ...as }),
          polling: pollingTransport({ world, ...as, everyMs: options.pollEveryMs }),
        },
        onStatus: tellStatus,
        onSubmitted: (id) => void submitted.add(id),
        onRefusals: tellRefusals,
        onClock(offsetMs) {
          clockOffsetMs = offsetMs
        },
        onNotice: (notice) => events.emit('notice', notice),
        report,
      })
    },
    onLeft() {
      board.change(signedOut)
      store.reset({ base: undefined, outbox: [], actor: () => undefined })
      if (refusals.length > 0) tellRefusals([])
    },
    onArrived: () => tellStatus(),
    isShutOut: () => board.status.connection === 'signed_out',
    report,
  })

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
        void here.go(keeper)
      },
      onRenewed(isOwn) {
        if (isOwn) tabs.sayChanged()
        tellStatus()
      },
    })
    session = keeper
    const changed = async () => {
      await keeper.load()
      await here.go(keeper)
    }
    tabs.onChanged(() => void changed().catch(report))
    await keeper.load().catch(report)
    await here.arrived()
    tellStatus()
    return keeper
  }

  const opening = begin()
  const endPage = watchPage({
    network: (state) => here.place?.role?.hint(state),
    leaving: () => here.place?.leave(),
  })

  async function moved(work: (keeper: SessionKeeper) => Promise<void>): Promise<void> {
    await work(await opening)
    await here.arrived()
  }

  function mustBeSent(evenIfUnsent = false): void {
    const unsent = store.outbox.length
    if (unsent === 0 || evenIfUnsent) return
    throw new Problem('in_use', `${unsent} changes wait to be sent`, { current: { unsent } })
  }

  const doing = openDoing({
    world,
    store,
    waiting,
    at,
    place: () => (scopeOf(session?.current) === here.scope ? here.place : undefined),
  })

  return {
    ready: opening.then(() => {}),
    get status() {
      return board.status
    },
    get view() {
      return store.view?.floor
    },
    get base() {
      return store.base?.floor
    },
    get pending() {
      return told.pending
    },
    get refusals() {
      return refusals
    },
    dismiss: async (...ids) => here.place?.refusals.dismiss(ids),
    now: at,
    newId: () => world.newId(),
    whenLoaded: () =>
      new Promise((resolve) => {
        if (store.view) resolve(store.view.floor)
        else {
          const end = events.on('view', (floor) => {
            if (!floor) return
            end()
            resolve(floor)
          })
        }
      }),
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
        here.willSignOut()
        return keeper.signOut()
      }),
    ...doing,
    transaction: (id) => store.transaction(id),
    request: async (method, path, body) => (await opening).call({ method, path, body }),
    on: (name, listener) => events.on(name, listener),
    async close() {
      endPage()
      lateness.stop()
      const keeper = await opening
      tabs.close()
      await here.close(keeper)
      storage.close()
    },
  }
}

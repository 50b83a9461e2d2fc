import type { Floor } from '@qtable/domain'
import type { Client, ClientEvents } from './client.ts'
import { emitEvents } from './emit-events.ts'
import { type Emitter, openEmitter, throwLater } from './emitter.ts'
import { openMutations } from './mutations.ts'
import { openRunningMutations } from './outbox/running.ts'
import { type Platform, platformOf } from './platform.ts'
import { openStore, type Store } from './replica/store.ts'
import { openClientSession } from './session/client-session.ts'
import { openServerClock } from './session/server-clock.ts'
import { openStatus } from './status.ts'
import type { ClientStorage } from './storage/storage.ts'
import { signedOutStatus } from './sync/connection-status.ts'
import { watchLateMutations } from './sync/late-mutations.ts'
import type { TabsOptions } from './tabs/browser-tabs.ts'

export interface ClientOptions {
  /** Of the server: `https://floor.example`. */
  url: string
  /** Replaces parts of the platform: clock, timers, chance, ids, network. */
  platform?: Partial<Platform>
  /** Keeps floor, outbox and session; IndexedDB in browsers and memory elsewhere, unless given. */
  storage?: ClientStorage
  /** The means by which tabs coordinate; the browser's own unless given. */
  tabs?: TabsOptions
  /** Milliseconds between two polls; 3000 unless given. */
  pollEveryMs?: number
}

/** Opens a client. It works offline from the start with what an earlier one stored. */
export function openClient(options: ClientOptions): Client {
  const platform = platformOf(options.platform)
  const { clock, store, events, status, lists, late, session, mutations } = openParts(options, platform)
  return {
    ...mutations,
    ready: session.ready,
    whenLoaded: () => loadedFloor(store, events),
    get status() {
      return status.current
    },
    get view() {
      return store.view?.floor
    },
    get base() {
      return store.base?.floor
    },
    get pending() {
      return lists.pending
    },
    get refusals() {
      return lists.refusals
    },
    dismiss: async (...ids) => session.current?.refusals.dismiss(ids),
    now: clock.now,
    newId: () => platform.newId(),
    signIn: session.signIn,
    completeSignIn: session.completeSignIn,
    register: session.register,
    accept: session.accept,
    switchTo: session.switchTo,
    signOut: session.signOut,
    request: session.request,
    pages: session.pages,
    post: session.post,
    transaction: store.transaction,
    on: events.on,
    async close() {
      late.stop()
      await session.close()
    },
  }
}

// The parts refer to each other by functions that are called only after all of them are open.
function openParts({ url, storage, tabs, pollEveryMs }: ClientOptions, platform: Platform) {
  const clock = openServerClock(() => platform.now())
  const store = openStore()
  const running = openRunningMutations()
  const events = openEmitter<ClientEvents>(throwLater)
  const status = openStatus({
    read: () => ({
      unsent: store.outbox.length,
      isLate: late.isLate,
      storage: session.storageKind,
      isKept: session.current?.isKept ?? session.storageKind !== 'memory',
      isLeader: session.current?.isLeader ?? false,
      session: session.signedIn,
    }),
    onChange: (value) => events.emit('status', value),
  })
  const lists = emitEvents({ store, running, events, status })
  const late = watchLateMutations({
    store,
    platform,
    onChange(isLate) {
      status.emit()
      if (isLate) session.current?.notify('late')
    },
  })
  const session = openClientSession({
    url: url.replace(/\/+$/, ''),
    platform,
    store,
    storage,
    tabs,
    pollEveryMs,
    clock,
    onStatus: status.emit,
    onNotice: (notice) => events.emit('notice', notice),
    onForwarded: lists.addForwarded,
    onWarned: lists.addWarnings,
    onKept: () => status.emit(),
    onRefusals: lists.setRefusals,
    onEnter: () => status.set({ connection: 'connecting', transport: 'socket' }),
    onLeft() {
      status.set(signedOutStatus)
      store.reset({ base: undefined, outbox: [], actor: () => undefined })
      if (lists.refusals.length > 0) lists.setRefusals([])
    },
    isRejected: () => status.current.connection === 'signed_out',
    reportError(error) {
      events.emit('notice', { code: 'storage_failed', detail: error instanceof Error ? error.message : String(error) })
    },
  })
  const mutations = openMutations({
    platform,
    store,
    running,
    serverNow: clock.now,
    restaurant: () => session.restaurant,
  })
  return { clock, store, events, status, lists, late, session, mutations }
}

function loadedFloor(store: Store, events: Emitter<ClientEvents>): Promise<Floor> {
  return new Promise((resolve) => {
    if (store.view) return resolve(store.view.floor)
    const unsubscribe = events.on('view', (floor) => {
      if (!floor) return
      unsubscribe()
      resolve(floor)
    })
  })
}

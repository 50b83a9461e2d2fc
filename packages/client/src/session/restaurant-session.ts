import type { Mutation } from '../outbox/mutation.ts'
import { type Outbox, withMutations } from '../outbox/outbox.ts'
import { openRefusals, type Refusal, type Refusals } from '../outbox/refusals.ts'
import { baseOfStored } from '../replica/base.ts'
import type { Store } from '../replica/store.ts'
import { type ClientStorage, type StoredSession, scopeOf } from '../storage/storage.ts'
import type { ConnectionStatus } from '../sync/connection-status.ts'
import type { ConnectivityEvent } from '../sync/state.ts'
import type { BrowserTabs } from '../tabs/browser-tabs.ts'
import { type ElectedRole, openElectedRole } from '../tabs/elected-role.ts'
import { type LeaderOptions, openLeader } from '../tabs/leader.ts'
import { openTabOutbox } from '../tabs/tab-outbox.ts'
import type { TabRole } from '../tabs/tab-role.ts'
import type { Auth } from './auth.ts'
import type { ServerClock } from './server-clock.ts'

/** One person in one restaurant on this tab, from sign-in to sign-out. */
export interface RestaurantSession {
  readonly isLeader: boolean
  /** Whether what is unsent is stored, and outlives the page. */
  readonly isKept: boolean
  readonly refusals: Refusals
  /** Stores a mutation that is in the store's outbox, then sends it. */
  submit(mutation: Mutation): void
  notify(event: ConnectivityEvent): void
  /** The page may end at any moment: writes what is not written yet, and lets other tabs take over. */
  flush(): void
  /**
   * Ends it when everything is written. `floor` is removed from the device at a switch to another restaurant, `all` (the
   * floor and the refusals) at sign-out. The outbox is always kept.
   */
  stop(options: { forget: 'nothing' | 'floor' | 'all' }): Promise<void>
}

export interface RestaurantSessionOptions
  extends Pick<LeaderOptions, 'onNotice' | 'onWarned' | 'transports' | 'platform'> {
  storage: ClientStorage
  store: Store
  auth: Auth
  tabs: BrowserTabs
  tabId: string
  clock: ServerClock
  onStatus(status: ConnectionStatus): void
  /** Another tab did this mutation, and reports its outcome. */
  onForwarded(id: string): void
  onRefusals(list: readonly Refusal[]): void
  /** `isKept` changed. */
  onKept(): void
  reportError(error: unknown): void
}

/** Shows what the device has stored of a person in a restaurant, then leads or follows. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: its parts share the role and whether the session is over
export async function openRestaurantSession(
  session: StoredSession,
  options: RestaurantSessionOptions,
): Promise<RestaurantSession> {
  const { storage, store, tabs, auth, clock, platform, reportError } = options
  const { shared, openChannel } = tabs
  const scope = scopeOf(session)
  let role: TabRole | undefined
  let isOver = false
  let isKept = storage.kind !== 'memory'
  const own = shared ? undefined : await openTabOutbox({ ...options, scope, onAdopted: adopt })

  async function readOutbox(): Promise<Outbox> {
    const stored = (await storage.readOutbox(scope).catch(reportError)) ?? []
    const toSend = stored.filter(({ tabId }) => !own || tabId === own.tabId).map(({ mutation }) => mutation)
    return withMutations([], toSend, { stage: 'ready' })
  }

  function adopt(mutations: readonly Mutation[]): void {
    // Before there is a role, `readOutbox` finds them.
    if (!role) return
    store.changeOutbox((before) => ({ outbox: withMutations(before, mutations, { stage: 'ready' }), settled: [] }))
    for (const mutation of mutations) role.submit(mutation)
  }

  function setKept(next: boolean): void {
    if (isKept === next || storage.kind === 'memory') return
    isKept = next
    if (isKept) restore()
    options.onKept()
  }

  async function put(mutation: Mutation): Promise<void> {
    try {
      await storage.putMutation(scope, { mutation, tabId: own?.tabId ?? '' })
      setKept(true)
    } catch (error) {
      setKept(false)
      reportError(error)
    }
  }

  // What the storage may have lost is in memory. Writing it twice does no harm.
  function restore(): void {
    if (isOver) return
    for (const { mutation } of store.outbox) void put(mutation)
    refusals.restore()
    role?.restore()
  }

  const stored = await storage.readBase(scope).catch(reportError)
  const base = stored ? baseOfStored(stored) : undefined
  if (stored?.clockOffsetMs !== undefined) clock.restore(stored.clockOffsetMs)
  const by = { id: session.user.id, name: session.user.name }
  const refusals = await openRefusals({
    ...{ ...options, scope, by, openChannel },
    serverNow: clock.now,
    onChange: options.onRefusals,
  })
  store.reset({ base, outbox: await readOutbox(), actor: () => auth.current && { ...auth.current.user } })

  const leading = {
    ...{ ...options, scope, refusals, stored: base, restaurantId: session.restaurant.id },
    onClock: clock.take,
    clockOffsetMs: () => clock.offsetMs,
  }
  const elected: ElectedRole | undefined = shared && openElectedRole({ ...leading, ...shared, readOutbox })
  role = elected ?? openLeader({ ...leading, openChannel: undefined })
  role.start()
  const endReset = storage.onReset(restore)
  if (storage.kind !== 'memory') void platform.persistStorage().catch(() => {})

  return {
    get isLeader() {
      return role?.isLeader ?? false
    },
    get isKept() {
      return isKept
    },
    refusals,
    submit(mutation) {
      // Where it cannot be stored it is sent from memory.
      void put(mutation).then(() => {
        if (!isOver) role?.submit(mutation)
      })
    },
    notify: (event) => role?.notify(event),
    flush() {
      void role?.flush()
      void own?.release()
    },
    async stop({ forget }) {
      isOver = true
      endReset()
      await role?.stop()
      await own?.stop()
      await refusals.stop({ forget: forget === 'all' })
      if (forget !== 'nothing') await storage.writeBase(scope, undefined, []).catch(reportError)
      await elected?.resign()
    },
  }
}

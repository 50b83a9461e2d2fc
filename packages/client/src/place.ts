import type { Entry, Outbox } from './outbox.ts'
import { withEntry } from './outbox.ts'
import { openRefusals, type Refusal, type Refusals } from './refusals.ts'
import { baseOf } from './replica.ts'
import { type SessionKeeper, scopeOf } from './session.ts'
import type { ConnectionStatus } from './status.ts'
import type { ClientStorage, StoredSession } from './storage/storage.ts'
import type { Store } from './store.ts'
import type { LoopOptions } from './sync/loop.ts'
import { nameAmongTabs, type OpenChannel } from './tabs/channel.ts'
import { type Election, openElection } from './tabs/election.ts'
import { openFollower } from './tabs/follower.ts'
import { type Lane, openLane } from './tabs/lane.ts'
import { openLeader } from './tabs/leader.ts'
import type { Locks } from './tabs/locks.ts'
import type { Role } from './tabs/role.ts'
import type { World } from './world.ts'

/** One person in one restaurant, on this tab: from signing in to signing out. */
export interface Place {
  readonly role: Role | undefined
  readonly refusals: Refusals
  /** Stores an entry that is in the store's outbox, and has it sent. */
  submit(entry: Entry): void
  /** The page may be gone any moment: writes what has not been written. */
  leave(): void
  /**
   * Ends it; what was not written is. `floor` is removed from the device when somebody goes elsewhere, `all` when they
   * sign out: the floor and what was refused. The outbox never is.
   */
  stop(options: { forget: 'nothing' | 'floor' | 'all' }): Promise<void>
}

export interface PlaceOptions extends Pick<LoopOptions, 'onClock' | 'onNotice' | 'transports'> {
  world: World
  storage: ClientStorage
  store: Store
  session: SessionKeeper
  tabId: string
  /** How tabs agree on one that leads; undefined where this one is on its own. */
  shared: { locks: Locks; openChannel: OpenChannel } | undefined
  /** How tabs tell each other something, also where they cannot agree on one that leads. */
  openChannel: OpenChannel | undefined
  /** Milliseconds since 1970, by the server's clock. */
  at(): number
  onStatus(status: ConnectionStatus): void
  onSubmitted(id: string): void
  onRefusals(list: readonly Refusal[]): void
  report(error: unknown): void
}

/** Reads what is stored of a person in a restaurant, and leads or follows. */
export async function openPlace(current: StoredSession, options: PlaceOptions): Promise<Place> {
  const { storage, store, shared, session, report } = options
  const scope = scopeOf(current)
  const lane: Lane | undefined = shared ? undefined : await openLane({ ...options, scope, onAdopted: adopt })
  /** Entries that were given to the role, which may have been another one then. */
  const given = new Set<string>()
  let role: Role | undefined
  let election: Election | undefined
  let isOver = false

  const actor = () => session.current && { ...session.current.user }
  const found = await storage.readBase(scope).catch(report)
  const base = found ? baseOf(found) : undefined
  const { id, name } = current.user
  const refusals = await openRefusals({ ...options, scope, by: { id, name }, onChange: options.onRefusals })
  store.reset({ base, outbox: await stored(), actor })

  async function stored(): Promise<Outbox> {
    const found = (await storage.readOutbox(scope).catch(report)) ?? []
    return found
      .filter((one) => !lane || one.lane === lane.name)
      .reduce((outbox: Outbox, { entry }) => withEntry(outbox, entry, { stage: 'ready' }), [])
  }

  function adopt(entries: readonly Entry[]): void {
    if (!role) return
    store.changeOutbox((before) => ({
      outbox: entries.reduce((outbox, entry) => withEntry(outbox, entry, { stage: 'ready' }), before),
      settled: [],
    }))
    for (const entry of entries) role.submit(entry)
  }

  const mine = { scope, refusals, stored: base, restaurantId: current.restaurant.id }

  function lead(openChannel: OpenChannel | undefined): void {
    const leader = openLeader({ ...options, ...mine, openChannel })
    role = leader
    leader.begin()
    for (const { entry } of store.outbox) if (given.has(entry.id)) leader.submit(entry)
  }

  function follow(openChannel: OpenChannel): void {
    role = openFollower({ ...options, scope, openChannel, onSilence: () => election?.seize() })
    role.begin()
  }

  // The tab that led is gone. What it had stored is all there is of its outbox, beside what this tab did itself.
  async function takeOver(openChannel: OpenChannel): Promise<void> {
    const left = await stored()
    await role?.stop()
    if (isOver) return
    store.changeOutbox((before) => ({
      outbox: before
        .filter(({ progress }) => progress.stage === 'storing')
        .reduce((outbox, { entry, progress }) => withEntry(outbox, entry, progress), left),
      settled: [],
    }))
    lead(openChannel)
  }

  async function stepDown(openChannel: OpenChannel): Promise<void> {
    await role?.stop()
    if (!isOver) follow(openChannel)
  }

  if (shared) {
    const { locks, openChannel } = shared
    follow(openChannel)
    election = openElection({
      locks,
      name: nameAmongTabs('leader', scope),
      onWon: () => takeOver(openChannel),
      onLost: () => stepDown(openChannel),
      report,
    })
  } else lead(undefined)

  return {
    get role() {
      return role
    },
    refusals,
    submit(entry) {
      void storage
        .putEntry(scope, { entry, lane: lane?.name ?? '' })
        // Better sent from memory than not at all.
        .catch(report)
        .then(() => {
          given.add(entry.id)
          role?.submit(entry)
        })
    },
    leave() {
      void role?.flush()
      void lane?.release()
    },
    async stop({ forget }) {
      isOver = true
      await role?.stop()
      role = undefined
      await lane?.stop()
      await refusals.stop({ forget: forget === 'all' })
      if (forget !== 'nothing') await storage.writeBase(scope, undefined, []).catch(report)
      await election?.stop()
    },
  }
}

import { type Outbox, withMutations } from '../outbox/outbox.ts'
import type { OpenChannel } from '../platform.ts'
import { versionedName } from './channel.ts'
import { type Election, openElection } from './election.ts'
import { openFollower } from './follower.ts'
import { type LeaderOptions, openLeader } from './leader.ts'
import type { Locks } from './locks.ts'
import type { TabRole } from './tab-role.ts'

/** Follows until this tab is elected, then leads. */
export interface ElectedRole extends TabRole {
  /** Lets another tab lead. Called after `stop`, when everything is written that the next leader reads. */
  resign(): Promise<void>
}

export interface ElectedRoleOptions extends Omit<LeaderOptions, 'openChannel'> {
  openChannel: OpenChannel
  locks: Locks
  /** The stored outbox, all of it ready to send. */
  readOutbox(): Promise<Outbox>
}

export function openElectedRole(options: ElectedRoleOptions): ElectedRole {
  const { store, scope, locks, readOutbox, reportError } = options
  // Stored mutations of this tab. A follower that becomes the leader sends those that its predecessor did not.
  const submittedIds = new Set<string>()
  let election: Election | undefined
  let isOver = false
  let role = follow()

  function follow(): TabRole {
    return openFollower({ ...options, onSilence: () => election?.seize() })
  }

  // The former leader is gone. Of its outbox only the stored part is left, beside what this tab is still storing.
  async function lead(): Promise<void> {
    const stored = await readOutbox()
    await role.stop()
    if (isOver) return
    store.changeOutbox((before) => {
      const storing = before.filter(({ delivery }) => delivery.stage === 'storing').map(({ mutation }) => mutation)
      return { outbox: withMutations(stored, storing, { stage: 'storing' }), settled: [] }
    })
    role = openLeader(options)
    role.start()
    for (const { mutation } of store.outbox) if (submittedIds.has(mutation.id)) role.submit(mutation)
  }

  async function stepDown(): Promise<void> {
    await role.stop()
    if (isOver) return
    role = follow()
    role.start()
  }

  return {
    get isLeader() {
      return role.isLeader
    },
    start() {
      role.start()
      election = openElection({
        locks,
        name: versionedName('leader', scope),
        onWon: lead,
        onLost: stepDown,
        reportError,
      })
    },
    submit(mutation) {
      submittedIds.add(mutation.id)
      role.submit(mutation)
    },
    notify: (event) => role.notify(event),
    flush: () => role.flush(),
    restore: () => role.restore(),
    async stop() {
      isOver = true
      await role.stop()
    },
    async resign() {
      await election?.stop()
    },
  }
}

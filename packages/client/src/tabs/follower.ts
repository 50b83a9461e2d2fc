import { type Outbox, type Settled, withEntry } from '../outbox.ts'
import { baseOf } from '../replica.ts'
import type { ConnectionStatus } from '../status.ts'
import type { Store } from '../store.ts'
import type { World } from '../world.ts'
import { type OpenChannel, openChannel, settledOf, type TabMessage } from './channel.ts'
import type { Role } from './role.ts'

export interface FollowerOptions {
  store: Store
  scope: string
  world: World
  openChannel: OpenChannel
  /** The leader does not answer. */
  onSilence(): void
  onStatus(status: ConnectionStatus): void
}

// Asked this often whether it is awake; a leader that missed this many in a row sleeps.
const askMs = 4_000
const missesAtMost = 2

/**
 * A tab that shows what the leader has. Its own commands run here at once, go to the leader, and are gone from here
 * only when the leader says what became of them: a leader that dies takes none along.
 */
export function openFollower(options: FollowerOptions): Role {
  const { store, scope, world, onStatus, onSilence } = options
  // Of this tab, or found in the storage, and not known to be settled: a tab that is gone, or one of another version, may
  // have stored what the leader has never heard of.
  const own = new Map(store.outbox.map(({ entry }) => [entry.id, entry]))
  const channel = openChannel(options.openChannel, scope, (message) => {
    misses = 0
    take(message)
  })
  let misses = 0
  let timer: unknown

  function ask(): void {
    if (misses >= missesAtMost) {
      onSilence()
      return
    }
    misses++
    channel.post({ type: 'ping' })
    timer = world.setTimeout(ask, askMs)
  }

  // What this tab did and the leader has not seen yet stays: it is on its way there.
  function merged(theirs: Outbox, settled: readonly Settled[] = []) {
    return (before: Outbox): Outbox => {
      for (const { entry } of settled) own.delete(entry.id)
      // The same values as before, where they are: what was read of them once need not be read again.
      const known = new Map(before.map(({ entry }) => [entry.id, entry]))
      const kept = theirs.map((pending) => ({ ...pending, entry: known.get(pending.entry.id) ?? pending.entry }))
      const ours = before.filter(({ entry, progress }) => progress.stage === 'storing' || own.has(entry.id))
      const done = new Set(settled.map(({ entry }) => entry.id))
      return ours
        .filter(({ entry }) => !done.has(entry.id))
        .reduce((outbox: Outbox, { entry, progress }) => withEntry(outbox, entry, progress), kept)
    }
  }

  function take(message: TabMessage): void {
    switch (message.type) {
      case 'whole':
        if (message.base) store.takeBase(baseOf(message.base), merged(message.outbox))
        else store.changeOutbox((outbox) => ({ outbox: merged(message.outbox)(outbox), settled: [] }))
        onStatus(message.status)
        for (const entry of own.values()) {
          if (!message.outbox.some((pending) => pending.entry.id === entry.id)) channel.post({ type: 'submit', entry })
        }
        break
      case 'update':
        takeUpdate(message)
        break
      case 'status':
        onStatus(message.status)
        break
      case 'hello':
      case 'ping':
      case 'submit':
    }
  }

  function takeUpdate({ frame, base, outbox, settled }: TabMessage & { type: 'update' }): void {
    const ended = settled.map(settledOf)
    const change = merged(outbox, ended)
    // The leader settles; what its frame confirms is told with what it says became of it, as one step.
    if (base) store.takeBase(baseOf(base), change, ended)
    else if (!frame) store.changeOutbox((before) => ({ outbox: change(before), settled: ended }))
    else if (store.takeFrame(frame, change, ended) === 'gap') channel.post({ type: 'hello' })
  }

  return {
    isLeader: false,
    begin() {
      channel.post({ type: 'hello' })
      ask()
    },
    submit(entry) {
      own.set(entry.id, entry)
      channel.post({ type: 'submit', entry })
    },
    hint() {},
    async flush() {},
    async stop() {
      world.clearTimeout(timer)
      channel.close()
    },
  }
}

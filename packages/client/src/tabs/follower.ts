import type { Warning } from '@qtable/domain'
import type { Mutation } from '../outbox/mutation.ts'
import { type Outbox, type SettledMutation, withMutation } from '../outbox/outbox.ts'
import type { OpenChannel, Platform } from '../platform.ts'
import { baseOf } from '../replica/base.ts'
import type { OutboxFromTab, Store } from '../replica/store.ts'
import type { ClockWindow } from '../session/server-clock.ts'
import type { ConnectionStatus } from '../sync/connection-status.ts'
import { deserializeSettled, openTabChannel, type TabMessage } from './channel.ts'
import type { TabRole } from './tab-role.ts'

export interface FollowerOptions {
  store: Store
  scope: string
  platform: Platform
  openChannel: OpenChannel
  /** The leader does not answer. */
  onSilence(): void
  onStatus(status: ConnectionStatus): void
  onClock(window: ClockWindow): void
  onWarned(id: string, warnings: readonly Warning[]): void
}

const pingMs = 4_000
// A leader that leaves this many pings in a row unanswered is asleep.
const maxMissed = 2

/**
 * Follows the leader. A mutation of this tab shows here at once and goes to the leader. It leaves the outbox only when
 * the leader reports its outcome, so that none is lost when the leader ends.
 */
export function openFollower(options: FollowerOptions): TabRole {
  const { store, scope, platform, onStatus, onSilence } = options
  // Mutations that this tab did or found in the storage, without a known outcome. Another tab, or one of another app
  // version, may have stored them and ended before the leader heard of them.
  const own = new Map(store.outbox.map(({ mutation }) => [mutation.id, mutation]))
  const channel = openTabChannel(options.openChannel, scope, (message) => {
    missed = 0
    take(message)
  })
  let missed = 0
  let timer: unknown

  function ping(): void {
    if (missed >= maxMissed) {
      onSilence()
      return
    }
    missed++
    channel.post({ type: 'ping' })
    timer = platform.setTimeout(ping, pingMs)
  }

  function take(message: TabMessage): void {
    switch (message.type) {
      case 'state':
        takeState(message)
        break
      case 'update':
        takeUpdate(message)
        break
      case 'status':
        onStatus(message.status)
        break
      case 'clock':
        options.onClock(message.window)
        break
      case 'warned':
        options.onWarned(message.id, message.warnings)
        break
      case 'state_request':
      case 'ping':
      case 'submit':
    }
  }

  function takeState({ base, outbox, status }: TabMessage & { type: 'state' }): void {
    const merge = mergedWith(outbox, own, [])
    if (base) store.takeBase(baseOf(base), merge)
    else store.changeOutbox(merge)
    onStatus(status)
    for (const mutation of own.values()) {
      if (!outbox.some((entry) => entry.mutation.id === mutation.id)) channel.post({ type: 'submit', mutation })
    }
  }

  // The leader's outcomes are part of the same update as the frame that brings them.
  function takeUpdate({ frame, base, outbox, settled }: TabMessage & { type: 'update' }): void {
    const merge = mergedWith(outbox, own, settled.map(deserializeSettled))
    if (base) store.takeBase(baseOf(base), merge)
    else if (!frame) store.changeOutbox(merge)
    else if (store.takeFrame(frame, merge) === 'gap') channel.post({ type: 'state_request' })
  }

  return {
    isLeader: false,
    start() {
      channel.post({ type: 'state_request' })
      ping()
    },
    submit(mutation) {
      own.set(mutation.id, mutation)
      channel.post({ type: 'submit', mutation })
    },
    notify() {},
    async flush() {},
    restore() {},
    async stop() {
      platform.clearTimeout(timer)
      channel.close()
    },
  }
}

/** The leader's outbox, with those of `own` that have not reached the leader yet. What it settled leaves `own`. */
function mergedWith(leaders: Outbox, own: Map<string, Mutation>, settled: readonly SettledMutation[]): OutboxFromTab {
  return (before) => {
    // Not before the store asks: after a gap it does not, and the leader has to be asked for the outcome again.
    for (const { mutation } of settled) own.delete(mutation.id)
    // Keeps this tab's own values: a copy would have to be validated again.
    const known = new Map(before.map(({ mutation }) => [mutation.id, mutation]))
    const theirs = leaders.map((entry) => ({ ...entry, mutation: known.get(entry.mutation.id) ?? entry.mutation }))
    const done = new Set(settled.map(({ mutation }) => mutation.id))
    const outbox = before
      .filter(({ mutation, delivery }) => delivery.stage === 'storing' || own.has(mutation.id))
      .filter(({ mutation }) => !done.has(mutation.id))
      .reduce((all: Outbox, { mutation, delivery }) => withMutation(all, mutation, delivery), theirs)
    return { outbox, settled }
  }
}

import { withDelivery, withMutation } from '../outbox/outbox.ts'
import type { Refusals } from '../outbox/refusals.ts'
import type { OpenChannel } from '../platform.ts'
import { type Base, storedBase } from '../replica/base.ts'
import { openReplicaWriter } from '../replica/replica-writer.ts'
import type { StoreUpdate } from '../replica/store.ts'
import type { ClientStorage } from '../storage/storage.ts'
import { type ConnectionStatus, connectionStatusOf } from '../sync/connection-status.ts'
import { openSyncEngine, type SyncEngineOptions } from '../sync/sync-engine.ts'
import { openTabChannel, type SerializedSettled, serializeSettled, type TabMessage } from './channel.ts'
import type { TabRole } from './tab-role.ts'

export interface LeaderOptions extends Omit<SyncEngineOptions, 'onState'> {
  storage: ClientStorage
  refusals: Refusals
  /** The base in the storage, where it is known. */
  stored: Base | undefined
  scope: string
  /** Undefined where this tab is on its own. */
  openChannel: OpenChannel | undefined
  onStatus(status: ConnectionStatus): void
  /** Another tab did this mutation, and reports its outcome. */
  onForwarded(id: string): void
  /** By how many milliseconds the server's clock is ahead of this device's. */
  clockOffsetMs(): number
  reportError(error: unknown): void
}

// The outcomes that a tab may have missed while it slept.
const maxRemembered = 500

/** Leads: has the connection, sends for all tabs, and shares what it knows (SY107). */
export function openLeader(options: LeaderOptions): TabRole {
  const { store } = options
  const engine = openSyncEngine({
    ...options,
    onClock(window) {
      options.onClock(window)
      channel?.post({ type: 'clock', window })
    },
    onWarned(id, warnings) {
      options.onWarned(id, warnings)
      channel?.post({ type: 'warned', id, warnings })
    },
    onState() {
      options.onStatus(status())
      channel?.post({ type: 'status', status: status() })
    },
  })
  const status = () => connectionStatusOf(engine.state)
  const writer = openReplicaWriter(options)
  const channel = options.openChannel && openTabChannel(options.openChannel, options.scope, take)
  const unsubscribe = store.onUpdate(shareUpdate)
  const remembered = new Map<string, SerializedSettled>()

  function take(message: TabMessage): void {
    if (message.type === 'state_request') shareState()
    if (message.type === 'ping') channel?.post({ type: 'status', status: status() })
    if (message.type === 'submit') takeSubmitted(message)
  }

  function takeSubmitted({ mutation }: TabMessage & { type: 'submit' }): void {
    const settled = remembered.get(mutation.id)
    if (settled) {
      channel?.post({ type: 'update', outbox: store.outbox, settled: [settled] })
      return
    }
    options.onForwarded(mutation.id)
    store.changeOutbox((outbox) => ({ outbox: withMutation(outbox, mutation, { stage: 'ready' }), settled: [] }))
    // Also for a known mutation: a tab that submits it again has missed an update.
    shareState()
    engine.deliver()
  }

  function shareState(): void {
    const { base, outbox } = store
    channel?.post({ type: 'state', base: base && storedBase(base), outbox, status: status() })
    const offsetMs = options.clockOffsetMs()
    channel?.post({ type: 'clock', window: { leastMs: offsetMs, mostMs: offsetMs } })
  }

  function shareUpdate({ frame, isNewBase, settled }: StoreUpdate): void {
    const { base, outbox } = store
    const serialized = settled.map(serializeSettled)
    remember(serialized)
    channel?.post({
      type: 'update',
      outbox,
      settled: serialized,
      ...(frame ? { frame } : {}),
      ...(isNewBase && base ? { base: storedBase(base) } : {}),
    })
  }

  function remember(settled: readonly SerializedSettled[]): void {
    for (const one of settled) remembered.set(one.mutation.id, one)
    for (const id of remembered.keys()) {
      if (remembered.size <= maxRemembered) break
      remembered.delete(id)
    }
  }

  return {
    isLeader: true,
    start() {
      shareState()
      engine.start()
    },
    submit({ id }) {
      store.changeOutbox((outbox) => ({ outbox: withDelivery(outbox, new Set([id]), { stage: 'ready' }), settled: [] }))
      engine.deliver()
    },
    notify: engine.notify,
    flush: writer.flush,
    restore: writer.restore,
    async stop() {
      unsubscribe()
      engine.stop()
      channel?.close()
      await writer.stop()
    },
  }
}

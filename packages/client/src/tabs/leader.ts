import { type Entry, withEntry, withProgress } from '../outbox.ts'
import type { Refusals } from '../refusals.ts'
import { type Base, storedBase } from '../replica.ts'
import { type ConnectionStatus, statusOf } from '../status.ts'
import type { ClientStorage } from '../storage/storage.ts'
import type { StoreStep } from '../store.ts'
import { openKeeper } from '../sync/keeper.ts'
import { type LoopOptions, openLoop } from '../sync/loop.ts'
import { type OpenChannel, openChannel, type PlainSettled, plainSettled, type TabMessage } from './channel.ts'
import type { Role } from './role.ts'

export interface LeaderOptions extends Omit<LoopOptions, 'onState'> {
  storage: ClientStorage
  refusals: Refusals
  /** The base that is in the storage, where that is known. */
  stored: Base | undefined
  scope: string
  /** Undefined where this tab is on its own. */
  openChannel: OpenChannel | undefined
  onStatus(status: ConnectionStatus): void
  /** Another tab did something: it will hear there what became of it. */
  onSubmitted(id: string): void
  report(error: unknown): void
}

// What tabs may ask about that had not heard of it.
const knownAtMost = 500

/** The tab that has the connection and sends for all tabs (SY107). */
export function openLeader(options: LeaderOptions): Role {
  const { store } = options
  const loop = openLoop({
    ...options,
    onState(state) {
      options.onStatus(statusOf(state))
      channel?.post({ type: 'status', status: statusOf(state) })
    },
  })
  const keeper = openKeeper(options)
  const channel = options.openChannel && openChannel(options.openChannel, options.scope, take)
  const endSteps = store.onStep(share)
  const known = new Map<string, PlainSettled>()

  function take(message: TabMessage): void {
    if (message.type === 'hello') shareAll()
    if (message.type === 'ping') channel?.post({ type: 'status', status: statusOf(loop.state) })
    if (message.type !== 'submit') return
    const settled = known.get(message.entry.id)
    if (settled) {
      channel?.post({ type: 'update', outbox: store.outbox, settled: [settled] })
      return
    }
    options.onSubmitted(message.entry.id)
    store.changeOutbox((outbox) => ({ outbox: withEntry(outbox, message.entry, { stage: 'ready' }), settled: [] }))
    // Also where it was known: whoever asks again has missed something.
    shareAll()
    loop.deliver()
  }

  function shareAll(): void {
    const { base, outbox } = store
    channel?.post({ type: 'whole', base: base && storedBase(base), outbox, status: statusOf(loop.state) })
  }

  function remember(settled: readonly PlainSettled[]): void {
    for (const one of settled) known.set(one.entry.id, one)
    for (const id of known.keys()) {
      if (known.size <= knownAtMost) break
      known.delete(id)
    }
  }

  function share({ frame, isNewBase, settled }: StoreStep): void {
    const { base, outbox } = store
    const plain = settled.map(plainSettled)
    remember(plain)
    channel?.post({
      type: 'update',
      outbox,
      settled: plain,
      ...(frame ? { frame } : {}),
      ...(isNewBase && base ? { base: storedBase(base) } : {}),
    })
  }

  return {
    isLeader: true,
    begin() {
      shareAll()
      loop.start()
    },
    submit(entry: Entry) {
      store.changeOutbox((outbox) => ({
        outbox: withProgress(outbox, new Set([entry.id]), { stage: 'ready' }),
        settled: [],
      }))
      loop.deliver()
    },
    hint: loop.hint,
    flush: () => keeper.flush(),
    async stop() {
      endSteps()
      loop.stop()
      channel?.close()
      await keeper.stop()
    },
  }
}

import type { Actor, Problem } from '@qtable/domain'
import type { OpenChannel } from '../platform.ts'
import type { ClientStorage, StoredRefusal } from '../storage/storage.ts'
import { deserializeProblem, serializeProblem } from '../transport/serialized-problem.ts'
import type { SettledMutation } from './outbox.ts'

/** A mutation that the server refused. The view no longer shows it, and a person has to know. */
export interface Refusal extends Omit<StoredRefusal, 'problem'> {
  readonly problem: Problem
}

/** The refusals of one person in one restaurant that are not dismissed, the same on every tab (SY108). */
export interface Refusals {
  /** Oldest first. The same value until it changes. */
  readonly list: readonly Refusal[]
  /** Stores the refused ones in place of their outbox rows, and removes the rows of withdrawn ones. */
  keep(settled: readonly SettledMutation[]): void
  dismiss(ids: readonly string[]): Promise<void>
  /** Writes the list again: the storage may have lost it. */
  restore(): void
  /** Resolves when everything is written. `forget` removes all of them from the device. */
  stop(options: { forget: boolean }): Promise<void>
}

export interface RefusalsOptions {
  storage: ClientStorage
  scope: string
  by: Actor
  /** Milliseconds since 1970, by the server's clock. */
  serverNow(): number
  /** Tells other tabs that the list changed; undefined where tabs have no channel. */
  openChannel: OpenChannel | undefined
  onChange(list: readonly Refusal[]): void
  reportError(error: unknown): void
}

/**
 * Opens the list. The storage is the truth: a tab that changes it says so, and the others read it again. A refusal that
 * is not stored yet, or cannot be stored, is listed all the same on the tab that received it.
 */
export async function openRefusals(options: RefusalsOptions): Promise<Refusals> {
  const { storage, scope, by, serverNow, onChange, reportError } = options
  const channel = options.openChannel?.(`qtable refusals ${scope}`)
  const unwritten = new Map<string, Refusal>()
  // A read or write in progress must not bring a dismissed refusal back.
  const dismissed = new Set<string>()
  let stored: readonly Refusal[] = []
  let list: readonly Refusal[] = []
  let work: Promise<void> = Promise.resolve()

  function update(): void {
    const all = new Map([...stored.map((refusal) => [refusal.id, refusal] as const), ...unwritten])
    const next = [...all.values()].filter(({ id }) => !dismissed.has(id)).sort(byAge)
    if (next.length === list.length && next.every(({ id }, i) => id === list[i]?.id)) return
    list = next
    onChange(list)
  }

  // One access at a time, so that a read never returns what an earlier write replaced.
  function enqueue(next: () => Promise<void>): Promise<void> {
    work = work.then(next).catch(reportError)
    return work
  }

  async function read(): Promise<void> {
    const rows = await storage.readRefusals(scope)
    stored = rows.map((row) => ({ ...row, problem: deserializeProblem(row.problem) }))
    update()
  }

  if (channel) channel.onmessage = () => void enqueue(read)
  await enqueue(read)
  return {
    get list() {
      return list
    },
    keep(settled) {
      const endedIds = settled.filter(({ outcome }) => outcome !== 'confirmed').map(({ mutation }) => mutation.id)
      if (endedIds.length === 0) return
      const refusedAt = new Date(serverNow()).toISOString()
      const added = settled.flatMap((one) => (one.outcome === 'refused' ? [refusalOf(one, { by, refusedAt })] : []))
      for (const refusal of added) unwritten.set(refusal.id, refusal)
      update()
      void enqueue(async () => {
        const rows = added.map((refusal) => ({ ...refusal, problem: serializeProblem(refusal.problem) }))
        await storage.writeRefusals(scope, rows, endedIds)
        stored = [...stored, ...added]
        for (const { id } of added) unwritten.delete(id)
        channel?.postMessage('changed')
      })
    },
    restore() {
      const rows = list.map((refusal) => ({ ...refusal, problem: serializeProblem(refusal.problem) }))
      void enqueue(() => storage.writeRefusals(scope, rows, []))
    },
    dismiss(ids) {
      for (const id of ids) {
        unwritten.delete(id)
        dismissed.add(id)
      }
      update()
      return enqueue(async () => {
        await storage.removeRefusals(scope, ids)
        channel?.postMessage('changed')
      })
    },
    async stop({ forget }) {
      await work
      if (forget) await storage.removeRefusals(scope).catch(reportError)
      channel?.close()
    },
  }
}

function refusalOf(
  { mutation, problem }: SettledMutation & { outcome: 'refused' },
  { by, refusedAt }: Pick<Refusal, 'by' | 'refusedAt'>,
): Refusal {
  const { id, commands, isBatch, at: doneAt } = mutation
  return { id, commands, isBatch, problem, by, doneAt, refusedAt }
}

function byAge(a: Refusal, b: Refusal): number {
  return a.doneAt < b.doneAt ? -1 : a.doneAt > b.doneAt ? 1 : a.id < b.id ? -1 : 1
}

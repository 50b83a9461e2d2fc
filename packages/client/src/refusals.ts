import type { Actor, ClientCommand, Problem } from '@qtable/domain'
import type { Settled } from './outbox.ts'
import { plainProblem, problemFrom } from './plain-problem.ts'
import type { ClientStorage, StoredRefusal } from './storage/storage.ts'
import type { OpenChannel } from './tabs/channel.ts'

/** A change that the server refused: it is no longer shown, and somebody has to know. */
export interface Refusal {
  /** Of the command, or of the batch. */
  readonly id: string
  readonly commands: readonly ClientCommand[]
  readonly isBatch: boolean
  readonly problem: Problem
  /** Who did it. */
  readonly by: Actor
  /** When it was done and when it was refused, by the server's clock as far as it is known here. */
  readonly doneAt: string
  readonly refusedAt: string
}

/** What was refused and nobody has dismissed yet: of one person in one restaurant, the same on every tab (SY108). */
export interface Refusals {
  /** Oldest first. The same value until it changes. */
  readonly list: readonly Refusal[]
  /** Keeps what was refused in place of its entries in the outbox; what was withdrawn is only removed there. */
  keep(settled: readonly Settled[]): void
  dismiss(ids: readonly string[]): Promise<void>
  /** Ends it once everything is written. With `forget`, nothing is left on the device. */
  stop(options: { forget: boolean }): Promise<void>
}

export interface RefusalsOptions {
  storage: ClientStorage
  scope: string
  by: Actor
  /** Milliseconds since 1970, by the server's clock. */
  at(): number
  /** How other tabs hear that the list is another; undefined where none can. */
  openChannel: OpenChannel | undefined
  onChange(list: readonly Refusal[]): void
  report(error: unknown): void
}

/**
 * What is stored is the truth: whoever changes it says so, and the other tabs read it again. What is not stored yet, or
 * cannot be, is listed all the same on the tab that heard of it.
 */
export async function openRefusals(options: RefusalsOptions): Promise<Refusals> {
  const { storage, scope, by, at, onChange, report } = options
  const channel = options.openChannel?.(`qtable refusals ${scope}`)
  const unwritten = new Map<string, Refusal>()
  // Never shown again, whatever is still being read or written.
  const dismissed = new Set<string>()
  let known: readonly Refusal[] = []
  let list: readonly Refusal[] = []
  let work: Promise<void> = Promise.resolve()

  function show(): void {
    const all = new Map([...known.map((one) => [one.id, one] as const), ...unwritten])
    const next = [...all.values()].filter(({ id }) => !dismissed.has(id)).sort(byAge)
    if (next.length === list.length && next.every((one, i) => one.id === list[i]?.id)) return
    list = next
    onChange(list)
  }

  // One after another: what is read must not be older than what was written before.
  function then(next: () => Promise<void>): Promise<void> {
    work = work.then(next).catch(report)
    return work
  }

  async function read(): Promise<void> {
    known = (await storage.readRefusals(scope)).map(({ problem, ...rest }) => ({
      ...rest,
      problem: problemFrom(problem),
    }))
    show()
  }

  if (channel) channel.onmessage = () => void then(read)
  await then(read)
  return {
    get list() {
      return list
    },
    keep(settled) {
      const ended = settled.filter(({ outcome }) => outcome !== 'confirmed').map(({ entry }) => entry.id)
      if (ended.length === 0) return
      const refusedAt = new Date(at()).toISOString()
      const added = settled.flatMap((one) => (one.outcome === 'refused' ? [refusalOf(one, { by, refusedAt })] : []))
      for (const refusal of added) unwritten.set(refusal.id, refusal)
      show()
      void then(async () => {
        await storage.writeRefusals(scope, added.map(storedRefusal), ended)
        known = [...known, ...added]
        for (const { id } of added) unwritten.delete(id)
        channel?.postMessage('changed')
      })
    },
    dismiss(ids) {
      for (const id of ids) {
        unwritten.delete(id)
        dismissed.add(id)
      }
      show()
      return then(async () => {
        await storage.removeRefusals(scope, ids)
        channel?.postMessage('changed')
      })
    },
    async stop({ forget }) {
      await work
      if (forget) await storage.removeRefusals(scope).catch(report)
      channel?.close()
    },
  }
}

function refusalOf(
  { entry, problem }: Settled & { outcome: 'refused' },
  { by, refusedAt }: Pick<Refusal, 'by' | 'refusedAt'>,
): Refusal {
  const { id, commands, isBatch, at: doneAt } = entry
  return { id, commands, isBatch, problem, by, doneAt, refusedAt }
}

function storedRefusal(refusal: Refusal): StoredRefusal {
  return { ...refusal, problem: plainProblem(refusal.problem) }
}

function byAge(a: Refusal, b: Refusal): number {
  return a.doneAt < b.doneAt ? -1 : a.doneAt > b.doneAt ? 1 : a.id < b.id ? -1 : 1
}

import type { Problem } from '@qtable/domain'
import type { ServerMessage } from '@qtable/protocol'
import { appliedAt, type Outbox, type Pending, refused, type Settling, withFailure, withProgress } from '../outbox.ts'
import { problemFrom } from '../plain-problem.ts'
import type { Outgoing } from '../transport/connection.ts'

// As many commands as one upload may bring; the server takes 500, and each has to be answered before the next goes.
const uploadAtMost = 100
// Fewer go one by one over the socket, which is quicker for them.
const uploadAtLeast = 4
// UTF-16 units of JSON; a socket takes 64 KB of UTF-8 (SY61), and one unit may become three bytes.
const socketAtMost = 20_000
// A server that fails at a command again and again would hold up all that come after it.
const failuresAtMost = 5

/** What is to be sent next, and the entries in it. */
export interface Consignment {
  ids: ReadonlySet<string>
  message: Outgoing
}

/**
 * The first of the outbox that has no answer yet, in order (SY104): one command, many of them as an upload, or a batch.
 * Undefined while something is on its way: what comes after it may need it, and must not overtake it when it has to be
 * sent again. `isSocketBusy`: the socket has had its share of messages for now.
 */
export function nextToSend(outbox: Outbox, { isSocketBusy = false } = {}): Consignment | undefined {
  const open = outbox.filter(({ progress }) => progress.stage !== 'applied')
  const [first] = open
  if (first?.progress.stage !== 'ready') return undefined
  const { entry } = first
  if (entry.isBatch) {
    return {
      ids: new Set([entry.id]),
      message: { type: 'batch', transaction_id: entry.id, operations: entry.commands },
    }
  }
  const candidates = open.slice(0, uploadAtMost)
  const end = candidates.findIndex((pending) => !isPlain(pending))
  const plain = end === -1 ? candidates : candidates.slice(0, end)
  const [command] = entry.commands
  if (plain.length >= uploadAtLeast || (plain.length > 0 && isSocketBusy)) return upload(plain)
  if (plain.length > 0 && command) return { ids: new Set([entry.id]), message: { type: 'command', command } }
  return upload([first])
}

function upload(several: readonly Pending[]): Consignment {
  const operations = several.flatMap(({ entry }) => entry.commands)
  return { ids: new Set(several.map(({ entry }) => entry.id)), message: { type: 'upload', operations } }
}

function isPlain({ entry, progress, isSuspect }: Pending): boolean {
  return (
    progress.stage === 'ready' && !entry.isBatch && !isSuspect && JSON.stringify(entry.commands).length <= socketAtMost
  )
}

/** The outbox after it was sent. */
export function sent(outbox: Outbox, { ids }: Consignment): Outbox {
  return withProgress(outbox, ids, { stage: 'sent' })
}

type CommandResult = Extract<ServerMessage, { type: 'command_result' }>

export type Answer = Settling & {
  /** The server could not say: it is to be asked again, after a while. */
  isToRepeat: boolean
}

/** What a `command_result` means for the outbox (SY103, SY52). `base`: the version of the floor here. */
export function answered(outbox: Outbox, result: CommandResult, base: number): Answer {
  if (result.status !== 'rejected') {
    return { ...appliedAt(outbox, result.id, { version: result.version ?? base, base }), isToRepeat: false }
  }
  const problem = problemFrom(result.error ?? {})
  return failed(outbox, [result.id], problem)
}

/** What it means that entries have no answer, or were refused all together. */
export function failed(outbox: Outbox, ids: readonly string[], problem: Problem): Answer {
  const several = new Set(ids)
  const [id = ''] = ids
  const failures = outbox.find(({ entry }) => entry.id === id)?.failures ?? 0
  const mayPass = isPassing(problem) || (problem.code === 'internal' && failures < failuresAtMost)
  if (mayPass) return { outbox: withFailure(outbox, several), settled: [], isToRepeat: true }
  if (ids.length === 1) return { ...refused(outbox, id, problem), isToRepeat: false }
  // One of them is at fault: by itself it will be told so, and the others go on.
  return { outbox: withFailure(outbox, several, { areSuspect: true }), settled: [], isToRepeat: true }
}

function isPassing({ code }: Problem): boolean {
  return code === 'unavailable' || code === 'rate_limited' || code === 'unauthenticated'
}

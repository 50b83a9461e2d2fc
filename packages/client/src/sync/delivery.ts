import { isQuotaOfTime, type Problem, type Warning } from '@qtable/domain'
import type { CommandResult } from '@qtable/protocol'
import { type Mutation, sentCommands } from '../outbox/mutation.ts'
import { appliedAt, type Outbox, type OutboxEntry, type OutboxUpdate, refused, withFailure } from '../outbox/outbox.ts'
import type { OutgoingMessage } from '../transport/connection.ts'
import { deserializeProblem } from '../transport/serialized-problem.ts'

// The server takes 500 commands in one upload. The next upload waits for the answer, and a smaller one is answered sooner.
const maxUpload = 100
// Fewer commands go one by one over the socket, which is faster for them.
const minUpload = 4
// UTF-16 units of JSON. A socket takes 64 KB of UTF-8 (SY61), and one unit may become three bytes.
const maxSocketLength = 20_000
// Of an upload. A server takes 1 MB of UTF-8, and an upload that fails on a bad network is sent again whole.
const maxUploadLength = 160_000
// After this many `internal` answers a command is given up, because it would hold up every later one.
const maxFailures = 5

/** A message to send, and the mutations that it carries. */
export interface Delivery {
  ids: ReadonlySet<string>
  message: OutgoingMessage
}

/**
 * The next message: the first mutations that have no answer yet, in order (SY104), as one command, an upload of many, or
 * a batch. Undefined while something is on its way: a later mutation may need it and must not overtake it when it has to
 * be sent again. `isSocketBusy`: the socket has sent as many messages as it may at this moment.
 */
export function nextDelivery(outbox: Outbox, { isSocketBusy = false } = {}): Delivery | undefined {
  const open = outbox.filter(({ delivery }) => delivery.stage !== 'applied')
  const [first] = open
  if (first?.delivery.stage !== 'ready') return undefined
  const { id, isBatch } = first.mutation
  const commands = sentCommands(first.mutation)
  if (isBatch) return { ids: new Set([id]), message: { type: 'batch', transaction_id: id, operations: commands } }
  const leading = leadingOf(open.slice(0, maxUpload))
  const [command] = commands
  if (leading.length >= minUpload || (leading.length > 0 && isSocketBusy)) return upload(leading)
  if (leading.length > 0 && command) return { ids: new Set([id]), message: { type: 'command', command } }
  return upload([first])
}

function upload(entries: readonly OutboxEntry[]): Delivery {
  const operations = entries.flatMap(({ mutation }) => sentCommands(mutation))
  return { ids: new Set(entries.map(({ mutation }) => mutation.id)), message: { type: 'upload', operations } }
}

/** Those at the beginning that fit a socket each, and one upload together. */
function leadingOf(entries: readonly OutboxEntry[]): readonly OutboxEntry[] {
  let length = 0
  const end = entries.findIndex(({ mutation, delivery, isSuspect }) => {
    if (delivery.stage !== 'ready' || mutation.isBatch || isSuspect) return true
    const own = lengthOf(mutation)
    length += own
    return own > maxSocketLength || length > maxUploadLength
  })
  return end === -1 ? entries : entries.slice(0, end)
}

function lengthOf(mutation: Mutation): number {
  return JSON.stringify(sentCommands(mutation)).length
}

/** What an answer makes of the outbox. */
export type DeliveryResult = OutboxUpdate & {
  /** The server gave no outcome: send again, after a back-off. */
  isRetryNeeded: boolean
}

/** After a `command_result` (SY103, SY52). `baseVersion` is the version of the floor on this device. */
export function afterResult(outbox: Outbox, result: CommandResult, baseVersion: number): DeliveryResult {
  const { id, status, version = baseVersion, warnings = [] } = result
  if (status === 'rejected') return afterFailure(outbox, [id], deserializeProblem(result.error ?? {}))
  return {
    ...appliedAt(outbox, id, { version, baseVersion, warnings: warnings as readonly Warning[] }),
    isRetryNeeded: false,
  }
}

/** After an answer without results: the mutations have no outcome, or were refused as a whole. */
export function afterFailure(outbox: Outbox, ids: readonly string[], problem: Problem): DeliveryResult {
  const sent = new Set(ids)
  const [id = ''] = ids
  const failures = outbox.find(({ mutation }) => mutation.id === id)?.failures ?? 0
  const mayPass = isTemporary(problem) || (problem.code === 'internal' && failures < maxFailures)
  if (mayPass) return { outbox: withFailure(outbox, sent), settled: [], isRetryNeeded: true }
  if (ids.length === 1) return { ...refused(outbox, id, problem), isRetryNeeded: false }
  // One of them is at fault. Sent alone it gets the error, and the others go on.
  return { outbox: withFailure(outbox, sent, { areSuspect: true }), settled: [], isRetryNeeded: true }
}

function isTemporary(problem: Problem): boolean {
  const { code } = problem
  return code === 'unavailable' || code === 'rate_limited' || code === 'unauthenticated' || isQuotaOfTime(problem)
}

import {
  type Budget,
  Id,
  isQuotaOfTime,
  Problem,
  parse,
  quotaExceeded,
  readableChanges,
  type Transaction,
} from '@qtable/domain'
import {
  CommandBody,
  mergedChanges,
  type OperationResult,
  SyncBatchAnswer,
  SyncBatchBody,
  spelled,
} from '@qtable/protocol'
import { defaultBudgets } from '../../budgets.ts'
import { reportUnexpected } from '../../guarded.ts'
import { boundedDetails, maxDetailsBytes } from '../../wire/bounded.ts'
import { cursorAt } from '../../wire/encoded-floor.ts'
import { toProblem } from '../../wire/problems.ts'
import { mustFindPosition, readSince } from '../../wire/since.ts'
import { warningsOf } from '../change-answers.ts'
import { mustHaveNoIfMatch } from '../conditions.ts'
import { contentIds, runByContent } from '../content-ids.ts'
import { type OfflineCommands, readOfflineChange } from '../offline-change.ts'
import { type Call, defineRoute, type Route } from '../route.ts'
import { seatingChange, wordOfParty } from '../word-of-party.ts'

// How many versions an answer includes. The client reads the rest as a delta.
const maxVersions = 1000
// An edit conflict with the longest notes fits, so that its author sees both texts.
const fewestDetailsBytes = 24 * 1024

export const syncBatchRoutes: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/sync/batch',
    id: 'syncBatch',
    summary: 'Upload commands made offline',
    description:
      'The operations run in order, each independent of the others: a refused or unreadable one stops none after it.',
    tag: 'Sync',
    auth: 'viewer',
    body: SyncBatchBody,
    refusals: ['full_sync_required', 'quota_exceeded'],
    success: { status: 200, description: 'The result of each operation, and what else changed', body: SyncBatchAnswer },
    handle: async (call) => {
      mustHaveNoIfMatch(call.headers.ifMatch)
      const { operations = [], changes: uploaded = [], since } = call.body
      const { parts, identity } = call
      const scope = { parts, restaurantId: identity.restaurantId }
      // Before any operation runs, so that a position that cannot be continued refuses the whole request.
      if (since !== undefined) await mustFindPosition(since, scope)
      const results = new Map<number, OperationResult>()
      const own: Transaction[] = []
      const upload = [
        ...operations.map((sent, i) => ({ sent, path: `operations.${i}`, read: readCommand })),
        ...offlineChanges(uploaded),
      ]
      const undoTargets = { name: 'undo_targets', limit: (parts.config.budgets ?? defaultBudgets).undo_targets }
      let undone = 0
      const detailsBytes = Math.max(fewestDetailsBytes, Math.floor(maxDetailsBytes / Math.max(1, upload.length)))
      const run = async (one: Uploaded, place: number, isEarly = false) => {
        if (results.has(place)) return
        if (isUndo(one.sent)) undone += 1
        const isOneTooMany = isUndo(one.sent) && undone > undoTargets.limit
        const ran = isOneTooMany ? refuseUndo(one, undoTargets, undone) : runOne(call, one, detailsBytes)
        const { result, transaction } = await ran
        // Its turn comes again, after those that it may need.
        if (isEarly && result.status === 'rejected') return
        results.set(place, result)
        if (transaction) own.push(transaction)
      }
      const seatings = uploaded.map((sent) => seatingChange(sent, identity))
      for (const [place, one] of upload.entries()) {
        const nth = place - operations.length
        if (seatings[nth]?.type === 'table' && !results.has(place)) {
          const { floor } = await parts.floors.read(identity.restaurantId)
          const word = wordOfParty(floor, seatings, nth) ?? nth
          const first = upload[operations.length + word]
          if (first && word !== nth) await run(first, operations.length + word, true)
        }
        await run(one, place)
      }
      if (since === undefined) {
        const snapshot = await parts.floors.read(identity.restaurantId)
        const changes = mergedChanges(own.sort((a, b) => a.version - b.version).flatMap((one) => one.changes))
        const cursor = cursorAt(snapshot, parts.cursors)
        return {
          body: { results: inOrder(results), changes, version: snapshot.floor.version, cursor, has_more: false },
        }
      }
      const found = await readSince(since, maxVersions, scope)
      const { version, cursor, hasMore, transactions, snapshot } = found
      const changes = transactions.flatMap((transaction) => transaction.changes)
      return {
        body: {
          results: inOrder(results),
          changes: mergedChanges(readableChanges(identity.role, snapshot.floor, changes)),
          version,
          cursor,
          has_more: hasMore,
        },
      }
    },
  }),
]

function offlineChanges(uploaded: readonly unknown[]): Uploaded[] {
  const ids = contentIds(uploaded)
  return uploaded.map((sent, nth) => ({
    sent,
    path: `changes.${nth}`,
    read: (...[change, path, call]) => readOfflineChange(change, path, call, { contentIds: ids, nth }),
  }))
}

function inOrder(results: ReadonlyMap<number, OperationResult>): OperationResult[] {
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result)
}

/** One operation or change of the upload. */
interface Uploaded {
  sent: unknown
  path: string
  read: (
    sent: unknown,
    path: string,
    call: Call<unknown, unknown, unknown>,
  ) => OfflineCommands | Promise<OfflineCommands>
}

function readCommand(sent: unknown, path: string, { identity }: Call<unknown, unknown, unknown>): OfflineCommands {
  const command = parse(CommandBody, spelled(CommandBody, sent, identity), path)
  return { id: command.id, commands: [command] }
}

function isUndo(sent: unknown): boolean {
  return typeof sent === 'object' && sent !== null && 'type' in sent && sent.type === 'undo'
}

// Each undo recalls a transaction, and what it changed stays in memory until the answer.
async function refuseUndo(
  { sent }: Uploaded,
  budget: Budget,
  used: number,
): Promise<{ result: OperationResult; transaction?: undefined }> {
  const problem = quotaExceeded(budget, used, `At most ${budget.limit} transactions are undone in one upload`)
  return { result: { id: idOf(sent), status: 'rejected', error: refusal(problem) } }
}

async function runOne(
  call: Call<unknown, unknown, unknown>,
  { sent, path, read }: Uploaded,
  detailsBytes: number,
): Promise<{ result: OperationResult; transaction?: Transaction | undefined }> {
  const { parts, identity, log } = call
  let resultId = idOf(sent)
  try {
    const { id, byContent, commands, paths, sent: meant } = await read(sent, path, call)
    resultId ??= id
    const { userId, name, role, restaurantId } = identity
    const kind = commands.length === 1 ? ('change' as const) : ('atomic' as const)
    const run = (unitId: string) => {
      const unit = { id: unitId, kind, commands: commands.map((one) => (one.id === id ? { ...one, id: unitId } : one)) }
      const request = { unit, clientChoseId: true, sent: meant, ...(paths ? { paths } : {}) }
      return parts.commands.execute(restaurantId, { id: userId, name, role }, request).catch((error: unknown) => {
        throw error instanceof Problem && !paths ? error.below(path) : error
      })
    }
    const outcome = byContent ? await runByContent(call, byContent, run) : await run(id)
    const { status, version, transaction } = outcome
    return { result: { id: resultId, status, version, ...warningsOf(transaction, detailsBytes) }, transaction }
  } catch (error) {
    const problem = toProblem(error)
    // The operations after it would fail alike: the client keeps its queue and sends all of it again.
    if (problem.code === 'unavailable' || isQuotaOfTime(problem)) throw error
    // A bug is reported like a refusal. It must not block the rest of the client's queue for ever.
    if (problem.code === 'internal') {
      reportUnexpected(error, { where: 'command', log: log(), commandId: idOf(sent) })
    }
    return { result: { id: resultId, status: 'rejected', error: boundedDetails(refusal(problem), detailsBytes) } }
  }
}

function refusal({ code, detail, current, errors }: Problem): NonNullable<OperationResult['error']> {
  return {
    code,
    detail,
    ...(current === undefined ? {} : { current }),
    ...(errors === undefined ? {} : { errors }),
  }
}

// The id as the client wrote it, by which it finds its operation again.
function idOf(operation: unknown): string | null {
  const { id } = (operation ?? {}) as { id?: unknown }
  return typeof id === 'string' && (Id.safeParse(id).success || id.length <= 64) ? id.toWellFormed() : null
}

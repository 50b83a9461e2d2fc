import { Id, Problem, parse, type Transaction } from '@qtable/domain'
import { CommandBody, mergedChanges, type OperationResult, SyncBatchAnswer, SyncBatchBody } from '@qtable/protocol'
import { cursorAt } from '../../wire/encoded-floor.ts'
import { toProblem } from '../../wire/problems.ts'
import { mustFindPosition, readSince } from '../../wire/since.ts'
import { type Call, defineRoute, type Route } from '../route.ts'

// How many versions an answer includes. The client reads the rest as a delta.
const maxVersions = 1000

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
    refusals: ['full_sync_required'],
    success: { status: 200, description: 'The result of each operation, and what else changed', body: SyncBatchAnswer },
    handle: async (call) => {
      const { operations, since } = call.body
      const { parts, identity } = call
      const scope = { parts, restaurantId: identity.restaurantId }
      // Before any operation runs, so that a position that cannot be continued refuses the whole request.
      if (since !== undefined) await mustFindPosition(since, scope)
      const results: OperationResult[] = []
      const own: Transaction[] = []
      for (const [index, operation] of operations.entries()) {
        const { result, transaction } = await runOne(call, operation, index)
        results.push(result)
        if (transaction) own.push(transaction)
      }
      if (since === undefined) {
        const snapshot = await parts.floors.read(identity.restaurantId)
        const changes = mergedChanges(own.sort((a, b) => a.version - b.version).flatMap((one) => one.changes))
        const cursor = cursorAt(snapshot, parts.cursors)
        return { body: { results, changes, version: snapshot.floor.version, cursor, has_more: false } }
      }
      const found = await readSince(since, maxVersions, scope)
      const { version, cursor, hasMore, transactions } = found
      return {
        body: {
          results,
          changes: mergedChanges(transactions.flatMap(({ changes }) => changes)),
          version,
          cursor,
          has_more: hasMore,
        },
      }
    },
  }),
]

async function runOne(
  { parts, identity, log }: Call<unknown, unknown, unknown>,
  operation: unknown,
  index: number,
): Promise<{ result: OperationResult; transaction?: Transaction | undefined }> {
  const path = `operations.${index}`
  try {
    const command = parse(CommandBody, operation, path)
    const { userId, name, role, restaurantId } = identity
    const unit = { id: command.id, kind: 'change' as const, commands: [command] }
    const { status, version, transaction } = await parts.commands
      .execute(restaurantId, { id: userId, name, role }, { unit, clientChoseId: true })
      .catch((error: unknown) => {
        throw error instanceof Problem ? error.below(path) : error
      })
    return { result: { id: command.id, status, version }, transaction }
  } catch (error) {
    const problem = toProblem(error)
    // The operations after it would fail alike: the client keeps its queue and sends all of it again.
    if (problem.code === 'unavailable') throw error
    // A bug is reported like a refusal. It must not block the rest of the client's queue for ever.
    if (problem.code === 'internal') {
      log().error({ err: error, commandId: idOf(operation) }, 'uploaded operation failed unexpectedly')
    }
    return { result: { id: idOf(operation), status: 'rejected', error: refusal(problem) } }
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

import { Id, Problem, parse, type Transaction } from '@qtable/domain'
import { CommandBody, mergedChanges, type OperationResult, SyncBatchAnswer, SyncBatchBody } from '@qtable/protocol'
import { cursorAt } from '../../wire/encoded-floor.ts'
import { problemOf } from '../../wire/problems.ts'
import { placeOf, readSince } from '../../wire/since.ts'
import { type Call, defineRoute, type Route } from '../route.ts'

// As many versions as one answer brings along; the rest is a delta away.
const versionsAtMost = 1000

export const syncBatchRoutes: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/sync/batch',
    id: 'syncBatch',
    summary: 'Upload work done offline',
    description:
      'Each operation is on its own, in order: one that is refused, or cannot even be read, stops none after it.',
    tag: 'Sync',
    auth: 'viewer',
    body: SyncBatchBody,
    refusals: ['full_sync_required'],
    success: { status: 200, description: 'What became of each, and what else changed', body: SyncBatchAnswer },
    handle: async (call) => {
      const { operations, since } = call.body
      const { world, identity } = call
      const where = { world, restaurantId: identity.restaurantId }
      // Asked first, so that a place that cannot be continued is told before anything has happened.
      if (since !== undefined) await placeOf(since, where)
      const results: OperationResult[] = []
      const own: Transaction[] = []
      for (const [index, operation] of operations.entries()) {
        const { result, transaction } = await runOne(call, operation, index)
        results.push(result)
        if (transaction) own.push(transaction)
      }
      if (since === undefined) {
        const snapshot = await world.floors.read(identity.restaurantId)
        const changes = mergedChanges(own.sort((a, b) => a.version - b.version).flatMap((one) => one.changes))
        const cursor = cursorAt(snapshot, world.cursors)
        return { body: { results, changes, version: snapshot.floor.version, cursor, has_more: false } }
      }
      const found = await readSince(since, versionsAtMost, where)
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
  { world, identity, log }: Call<unknown, unknown, unknown>,
  operation: unknown,
  index: number,
): Promise<{ result: OperationResult; transaction?: Transaction | undefined }> {
  const path = `operations.${index}`
  try {
    const command = parse(CommandBody, operation, path)
    const { userId, name, role, restaurantId } = identity
    const unit = { id: command.id, kind: 'change' as const, commands: [command] }
    const { status, version, transaction } = await world.commands
      .execute(restaurantId, { id: userId, name, role }, { unit, clientChoseId: true })
      .catch((error: unknown) => {
        throw error instanceof Problem ? error.below(path) : error
      })
    return { result: { id: command.id, status, version }, transaction }
  } catch (error) {
    const problem = problemOf(error)
    // Nothing is known of what comes after either: the client keeps its queue and sends all of it again.
    if (problem.code === 'unavailable') throw error
    // A bug of ours, and only of this operation: it must not hold up the rest of the queue for ever.
    if (problem.code === 'internal')
      log().error({ err: error, commandId: idOf(operation) }, 'an uploaded operation failed')
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

// The id as the client wrote it, so that it finds its own operation again.
function idOf(operation: unknown): string | null {
  const { id } = (operation ?? {}) as { id?: unknown }
  return typeof id === 'string' && (Id.safeParse(id).success || id.length <= 64) ? id.toWellFormed() : null
}

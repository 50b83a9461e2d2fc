import type { EntityOf } from '@qtable/domain'
import {
  AtomicAnswer,
  AtomicBatchBody,
  BatchUpdateAnswer,
  BatchUpdateBody,
  minimalGuest,
  minimalTable,
} from '@qtable/protocol'
import { allOf, atomicAnswer, entityAfter, type Made, make } from '../change.ts'
import { defineRoute, type Route } from '../route.ts'
import { guestUpdates } from './guests.ts'
import { withRows } from './rows.ts'

export const batchRoutes: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/atomic/batch',
    id: 'atomicBatch',
    summary: 'Several commands, all or none, as one version',
    description: 'A refusal lists each operation that fails. A repeat with the same ids happens once.',
    tag: 'Sync',
    auth: 'viewer',
    body: AtomicBatchBody,
    idempotent: true,
    refusals: ['not_found', 'table_occupied', 'table_blocked', 'invalid_transition', 'already_exists'],
    success: { status: 200, description: 'Everything that it touched', body: AtomicAnswer },
    handle: async (call) => {
      const { transaction_id, operations } = call.body
      const commands = operations.map((operation, i) => ({ ...operation, path: `operations.${i}.payload` }))
      return atomicAnswer(await make(call, { kind: 'batch', commands, id: transaction_id }))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/batch/update',
    id: 'batchUpdate',
    summary: 'Change fields of several parties and tables, all or none',
    description: 'A status or tables in a row act as the commands of their own, in the order of the rows.',
    tag: 'Sync',
    auth: 'viewer',
    body: BatchUpdateBody,
    idempotent: true,
    refusals: ['not_found', 'table_occupied', 'table_blocked', 'invalid_transition'],
    success: {
      status: 200,
      description: 'The rows in short, and what else changed with them',
      body: BatchUpdateAnswer,
    },
    handle: async (call) => {
      const guests = call.body.guests.map(({ id, ...fields }, i) => ({ id, path: `guests.${i}`, fields }))
      const tables = call.body.tables.map(({ id, ...fields }, i) => ({ id, path: `tables.${i}`, fields }))
      const rows = [
        ...guests.map(({ id, path, fields }) => ({ path, commands: guestUpdates(id, fields) })),
        ...tables.map(({ id, path, fields }) => ({
          path,
          commands: [{ type: 'table.update', payload: { tableId: id, ...fields } }],
        })),
      ]
      const made = await withRows(rows, (commands) => make(call, { kind: 'batch', commands }))
      return {
        body: {
          success: true,
          transaction_id: made.transaction?.id ?? made.unitId,
          version: made.version,
          timestamp: made.transaction?.at ?? made.floor.committedAt,
          guests: rowsAfter(made, 'guest', guests).map(minimalGuest),
          tables: rowsAfter(made, 'table', tables).map(minimalTable),
        },
        replayed: made.status === 'duplicate',
      }
    },
  }),
]

// The rows that were named, each once and in their order, then what else was touched.
function rowsAfter<T extends 'guest' | 'table'>(made: Made, type: T, rows: readonly { id: string }[]): EntityOf<T>[] {
  const ids = [...rows.map(({ id }) => id), ...allOf(made.transaction, type).map(({ id }) => id)]
  return [...new Set(ids)].map((id) => entityAfter(made, type, id))
}

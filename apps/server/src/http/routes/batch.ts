import { commandTypes, type EntityOf, type ListedType } from '@qtable/domain'
import { AtomicBatchBody, BatchUpdateAnswer, BatchUpdateBody, summarizeGuest, summarizeTable } from '@qtable/protocol'
import { entitiesAfter, entityAfter } from '../change-answers.ts'
import { answersAtomic, type ChangeAnswer, changeRoute } from '../command-route.ts'
import type { Route } from '../route.ts'
import type { Submitted } from '../submit.ts'
import { guestUpdates } from './guests.ts'

const answersRows: ChangeAnswer<BatchUpdateBody> = {
  success: {
    status: 200,
    description: 'The rows in short, and what else changed with them',
    body: BatchUpdateAnswer,
  },
  render: (submitted, { body }) => ({
    body: {
      success: true,
      transaction_id: submitted.transaction?.id ?? submitted.unitId,
      version: submitted.version,
      timestamp: submitted.transaction?.at ?? submitted.floor.committedAt,
      guests: rowsAfter(submitted, 'guest', body.guests).map(summarizeGuest),
      tables: rowsAfter(submitted, 'table', body.tables).map(summarizeTable),
    },
    replayed: submitted.status === 'duplicate',
  }),
}

// The rows of the body, each once and in their order, then the other entities of the kind that the change touched.
function rowsAfter<T extends ListedType>(
  submitted: Submitted,
  type: T,
  rows: readonly { id: string }[],
): EntityOf<T>[] {
  const ids = [...rows.map(({ id }) => id), ...entitiesAfter(submitted.transaction, type).map(({ id }) => id)]
  return [...new Set(ids)].map((id) => entityAfter(submitted, type, id))
}

export const batchRoutes: Route[] = [
  changeRoute({
    method: 'POST',
    path: '/atomic/batch',
    id: 'atomicBatch',
    summary: 'Run several commands, all or none, as one version',
    description: 'A refusal lists each operation that fails. A repeat with the same ids happens once.',
    tag: 'Sync',
    runs: commandTypes,
    roles: 'Each command needs its own role.',
    body: AtomicBatchBody,
    operationLists: ['operations'],
    answer: answersAtomic('Everything that it touched'),
    commands: ({ operations }) => ({
      clientWritten: operations.map((operation, i) => ({ ...operation, path: `operations.${i}.payload` })),
    }),
    transactionId: ({ transaction_id }) => transaction_id,
  }),
  changeRoute({
    method: 'POST',
    path: '/batch/update',
    id: 'batchUpdate',
    summary: 'Change fields of several parties and tables, all or none',
    description: 'A status or tables in a row act as commands, in the order of the rows.',
    tag: 'Sync',
    runs: ['guest.update', 'guest.setStatus', 'table.update'],
    body: BatchUpdateBody,
    operationLists: ['guests', 'tables'],
    answer: answersRows,
    commands: ({ guests, tables }) => [
      ...guests.flatMap(({ id, ...fields }, i) => guestUpdates(id, fields, `guests.${i}`)),
      ...tables.map(
        ({ id, ...fields }, i) =>
          ({ type: 'table.update', payload: { tableId: id, ...fields }, path: `tables.${i}` }) as const,
      ),
    ],
  }),
]

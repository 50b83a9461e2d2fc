import { commandTypes, type EntityOf } from '@qtable/domain'
import { AtomicBatchBody, BatchUpdateAnswer, BatchUpdateBody, summarizeGuest, summarizeTable } from '@qtable/protocol'
import { entitiesAfter, entityAfter } from '../change-answers.ts'
import { answersAtomic, changeRoute } from '../command-route.ts'
import type { Answer, Route } from '../route.ts'
import type { RouteCommand, Submitted } from '../submit.ts'
import { guestUpdates } from './guests.ts'
import { submitRows } from './rows.ts'

export const batchRoutes: Route[] = [
  changeRoute({
    method: 'POST',
    path: '/atomic/batch',
    id: 'atomicBatch',
    summary: 'Several commands, all or none, as one version',
    description: 'A refusal lists each operation that fails. A repeat with the same ids happens once.',
    tag: 'Sync',
    runs: commandTypes,
    roles: 'Each command needs its own role.',
    body: AtomicBatchBody,
    answer: answersAtomic('Everything that it touched'),
    change: ({ transaction_id: id, operations }) => ({
      kind: 'batch',
      id,
      commands: operations.map((operation, i) => ({ ...operation, path: `operations.${i}.payload` })),
    }),
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
    answer: {
      kind: 'batch',
      success: {
        status: 200,
        description: 'The rows in short, and what else changed with them',
        body: BatchUpdateAnswer,
      },
      render: updateAnswer,
    },
    change: ({ guests, tables }) => ({
      commands: [
        ...guests.flatMap(({ id, ...fields }, i) => guestUpdates(id, fields, `guests.${i}`)),
        ...tables.map(({ id, ...fields }, i): RouteCommand => {
          return { type: 'table.update', payload: { tableId: id, ...fields }, path: `tables.${i}` }
        }),
      ],
    }),
    submit: submitRows,
  }),
]

function updateAnswer(submitted: Submitted, { body }: { body: BatchUpdateBody }): Answer {
  return {
    body: {
      success: true,
      transaction_id: submitted.transaction?.id ?? submitted.unitId,
      version: submitted.version,
      timestamp: submitted.transaction?.at ?? submitted.floor.committedAt,
      guests: rowsAfter(submitted, 'guest', body.guests).map(summarizeGuest),
      tables: rowsAfter(submitted, 'table', body.tables).map(summarizeTable),
    },
    replayed: submitted.status === 'duplicate',
  }
}

// The rows of the body, each once and in their order, then what else the change touched.
function rowsAfter<T extends 'guest' | 'table'>(
  submitted: Submitted,
  type: T,
  rows: readonly { id: string }[],
): EntityOf<T>[] {
  const ids = [...rows.map(({ id }) => id), ...entitiesAfter(submitted.transaction, type).map(({ id }) => id)]
  return [...new Set(ids)].map((id) => entityAfter(submitted, type, id))
}

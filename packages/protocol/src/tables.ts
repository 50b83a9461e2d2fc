import { Id } from '@qtable/domain'
import { z } from 'zod'
import { payloadOf } from './command.ts'
import { exampleIds } from './examples.ts'

/** How many operations or rows one request may hold. */
export const maxOperations = 500

/** `POST /tables`. */
export const CreateTableBody = payloadOf('table.create').meta({
  id: 'CreateTable',
  description: 'A new table',
  examples: [{ tableNumber: '14', capacity: 4, shape: 'round', position: { x: 320, y: 140 } }],
})

const edits = payloadOf('table.update', 'tableId')

/** `PUT` and `PATCH /tables/{id}`. */
export const UpdateTableBody = edits.meta({
  id: 'UpdateTable',
  description: 'The fields of a table to change',
  examples: [{ capacity: 6, position: { x: 300, y: 140 } }],
})

/** One row of `POST /batch/update`. */
export const TableRow = z.strictObject({ id: Id, ...edits.shape })

/** `POST /tables/bulk`. */
export const CreateTablesBody = z.strictObject({ tables: z.array(CreateTableBody).min(1).max(maxOperations) }).meta({
  id: 'CreateTables',
  description: 'Several tables at once, all or none',
  examples: [
    {
      tables: [
        { tableNumber: '21', capacity: 2, sectionId: exampleIds.section },
        { tableNumber: '22', capacity: 4 },
      ],
    },
  ],
})

/** `PUT /tables/{id}/clear`: available again, unless it has to be cleaned first. */
export const ClearTableBody = payloadOf('table.setStatus', 'tableId')
  .partial()
  .meta({
    id: 'ClearTable',
    description: 'What the table becomes once its party has left; `available` unless given',
    examples: [{ status: 'cleaning' }],
  })

import { exampleIds, Id } from '@qtable/domain'
import { z } from 'zod'
import { bodyOf } from './command.ts'

/** The most operations or rows that one request may hold. */
export const maxOperations = 500

/** One table of `POST /batch/update`. */
export const TableRow = z.strictObject({ id: Id, ...bodyOf('table.update').shape }).meta({
  id: 'TableRow',
  description: 'A table and its fields to change',
  examples: [{ id: exampleIds.secondTable, status: 'cleaning' }],
})

/** `POST /tables/bulk`. */
export const CreateTablesBody = z
  .strictObject({ tables: z.array(bodyOf('table.create')).min(1).max(maxOperations) })
  .meta({
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

/** `PUT /tables/{id}/clear`. */
export const ClearTableBody = bodyOf('table.setStatus')
  .partial()
  .meta({
    id: 'ClearTable',
    description: 'The status of the table after its party has left; `available` unless given',
    examples: [{ status: 'cleaning' }],
  })

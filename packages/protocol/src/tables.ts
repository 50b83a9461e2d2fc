import { exampleIds, Id } from '@qtable/domain'
import { z } from 'zod'
import { bodyOf } from './command.ts'

/** How many operations or rows one request may hold. */
export const maxOperations = 500

/** One row of `POST /batch/update`. */
export const TableRow = z.strictObject({ id: Id, ...bodyOf('table.update').shape })

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

/** `PUT /tables/{id}/clear`: available again, unless it has to be cleaned first. */
export const ClearTableBody = bodyOf('table.setStatus')
  .partial()
  .meta({
    id: 'ClearTable',
    description: 'What the table becomes once its party has left; `available` unless given',
    examples: [{ status: 'cleaning' }],
  })

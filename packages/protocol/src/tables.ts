import { exampleIds } from '@qtable/domain'
import { z } from 'zod'
import { bodyOf } from './command.ts'

/** The most operations or rows that one request may hold. */
export const maxOperations = 500

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

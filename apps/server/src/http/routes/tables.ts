import { Id, TableStatusInput } from '@qtable/domain'
import { ClearTableBody, CreateTablesBody, summarizeTable, TableListItem } from '@qtable/protocol'
import { z } from 'zod'
import { answersAtomic, changeRoute } from '../command-route.ts'
import { commaSeparated, flag, listAnswer, listQuery, paginate, readCursor } from '../listing.ts'
import { defineRoute, type Route } from '../route.ts'
import { collectionRoutes } from './collection.ts'

// Natural order: 2 before 10, and A2 after A1.
const compareNumbers = new Intl.Collator('en', { numeric: true }).compare

const tag = 'Tables'

const list = defineRoute({
  method: 'GET',
  path: '/tables',
  id: 'listTables',
  summary: 'List tables',
  tag,
  auth: 'viewer',
  query: z.object({
    ...listQuery,
    minimal: flag.describe('Each table in short'),
    status: commaSeparated(TableStatusInput),
    sectionId: Id.optional().describe('The tables of one section'),
  }),
  success: {
    status: 200,
    description: 'Ordered by their numbers, 2 before 10',
    body: z.array(TableListItem),
    headers: ['Link'],
  },
  handle: async (call) => {
    const { limit, cursor, status, sectionId, minimal } = call.query
    const { floor } = await call.parts.floors.read(call.identity.restaurantId)
    const tables = [...floor.tables.values()].filter(
      (table) => (!status || status.has(table.status)) && (!sectionId || table.sectionId === sectionId),
    )
    const page = paginate(tables, {
      key: (table) => [table.tableNumber, table.id],
      compare: compareNumbers,
      after: readCursor(cursor),
      limit,
    })
    return listAnswer(call, minimal ? { ...page, entries: page.entries.map(summarizeTable) } : page)
  },
})

export const tableRoutes: Route[] = [
  ...collectionRoutes('table', { tag, list }),
  changeRoute({
    method: 'POST',
    path: '/tables/bulk',
    id: 'createTables',
    summary: 'Add several tables, all or none',
    tag,
    runs: ['table.create'],
    body: CreateTablesBody,
    operationLists: ['tables'],
    answer: answersAtomic('The new tables', { status: 201 }),
    commands: ({ tables }) =>
      tables.map((payload, i) => ({ type: 'table.create', payload, path: `tables.${i}` }) as const),
  }),
  changeRoute({
    method: 'PUT',
    path: '/tables/:id/clear',
    id: 'clearTable',
    summary: 'Free a table and finish the party at it',
    tag,
    runs: ['table.setStatus'],
    body: ClearTableBody,
    bodyOptional: true,
    answer: answersAtomic('The table, and the party that left'),
    commands: (body, tableId) => [
      { type: 'table.setStatus', payload: { status: 'available', ...body, tableId } } as const,
    ],
  }),
]

import { Id, TableStatusInput } from '@qtable/domain'
import { ClearTableBody, CreateTablesBody, summarizeTable, TableListItem } from '@qtable/protocol'
import { z } from 'zod'
import { answersAtomic, changeRoute } from '../command-route.ts'
import { flag, listAnswer, listQuery, pageOf, readCursor, words } from '../listing.ts'
import { defineRoute, type Route } from '../route.ts'
import { collectionRoutes } from './collection.ts'
import { submitRows } from './rows.ts'

// As people read them: 2 before 10, and A2 after A1.
const natural = new Intl.Collator('en', { numeric: true }).compare

export const tableRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/tables',
    id: 'listTables',
    summary: 'The tables',
    tag: 'Tables',
    auth: 'viewer',
    query: z.object({
      ...listQuery,
      minimal: flag.describe('Each table in short'),
      status: words(TableStatusInput),
      sectionId: Id.optional().describe('Those of one section'),
    }),
    success: {
      status: 200,
      description: 'By their numbers, 2 before 10',
      body: z.array(TableListItem),
      headers: ['Link'],
    },
    handle: async (call) => {
      const { limit, cursor, status, sectionId, minimal } = call.query
      const { floor } = await call.world.floors.read(call.identity.restaurantId)
      const tables = [...floor.tables.values()].filter(
        (table) => (!status || status.has(table.status)) && (!sectionId || table.sectionId === sectionId),
      )
      const after = readCursor(cursor)
      const page = pageOf(tables, { key: (table) => [table.tableNumber, table.id], compare: natural, after, limit })
      return listAnswer(call, minimal ? { ...page, entries: page.entries.map(summarizeTable) } : page)
    },
  }),
  changeRoute({
    method: 'POST',
    path: '/tables/bulk',
    id: 'createTables',
    summary: 'Add several tables at once, all or none',
    tag: 'Tables',
    runs: ['table.create'],
    body: CreateTablesBody,
    answer: answersAtomic('The new tables', { status: 201 }),
    change: ({ tables }) => ({
      kind: 'batch',
      commands: tables.map((payload, i) => ({ type: 'table.create', payload, path: `tables.${i}` })),
    }),
    submit: submitRows,
  }),
  ...collectionRoutes('table', 'Tables'),
  changeRoute({
    method: 'PUT',
    path: '/tables/:id/clear',
    id: 'clearTable',
    summary: 'Free a table; the party at it has finished',
    tag: 'Tables',
    runs: ['table.setStatus'],
    of: 'table',
    body: ClearTableBody,
    bodyOptional: true,
    answer: answersAtomic('The table, and the party that left'),
    change: (body, tableId) => ({
      commands: [{ type: 'table.setStatus', payload: { status: 'available', ...body, tableId } }],
    }),
  }),
]

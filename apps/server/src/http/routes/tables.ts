import { Id, TableStatusInput } from '@qtable/domain'
import {
  AtomicAnswer,
  ClearTableBody,
  CreateTableBody,
  CreateTablesBody,
  entityBodies,
  MinimalTable,
  minimalTable,
  UpdateTableBody,
} from '@qtable/protocol'
import { z } from 'zod'
import { atomicAnswer, make } from '../change.ts'
import { flag, listAnswer, listQuery, pageOf, readCursor, words } from '../listing.ts'
import { defineRoute, type Route } from '../route.ts'
import { byId, collectionRoutes } from './collection.ts'
import { withRows } from './rows.ts'

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
      minimal: flag,
      status: words(TableStatusInput),
      sectionId: Id.optional().describe('Those of one section'),
    }),
    success: {
      status: 200,
      description: 'By their numbers, 2 before 10',
      body: z.array(z.union([entityBodies.table, MinimalTable])),
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
      return listAnswer(call, minimal ? { ...page, entries: page.entries.map(minimalTable) } : page)
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tables/bulk',
    id: 'createTables',
    summary: 'Make several tables at once, all or none',
    tag: 'Tables',
    auth: 'viewer',
    body: CreateTablesBody,
    idempotent: true,
    refusals: ['already_exists', 'not_found'],
    success: { status: 201, description: 'The new tables', body: AtomicAnswer },
    handle: async (call) => {
      const rows = call.body.tables.map((payload, i) => ({
        path: `tables.${i}`,
        commands: [{ type: 'table.create', payload }],
      }))
      return atomicAnswer(await withRows(rows, (commands) => make(call, { kind: 'batch', commands })))
    },
  }),
  ...collectionRoutes({
    type: 'table',
    tag: 'Tables',
    create: CreateTableBody,
    update: UpdateTableBody,
    updates: (tableId, fields) => [{ type: 'table.update', payload: { tableId, ...fields } }],
  }),
  defineRoute({
    method: 'PUT',
    path: '/tables/:id/clear',
    id: 'clearTable',
    summary: 'Free a table; the party at it has finished',
    tag: 'Tables',
    auth: 'viewer',
    params: byId,
    body: ClearTableBody,
    bodyOptional: true,
    guarded: true,
    idempotent: true,
    refusals: ['not_found', 'table_occupied'],
    success: { status: 200, description: 'The table, and the party that left', body: AtomicAnswer },
    handle: async (call) => {
      const { id } = call.params
      const commands = [{ type: 'table.setStatus', payload: { status: 'available', ...call.body, tableId: id } }]
      return atomicAnswer(await make(call, { kind: 'atomic', commands, entity: { type: 'table', id } }))
    },
  }),
]

import { commandTypes, type EntityOf, type ListedType } from '@qtable/domain'
import {
  AtomicBatchBody,
  BatchUpdateAnswer,
  BatchUpdateBody,
  summarizeGuest,
  summarizeTable,
  tablesNamed,
} from '@qtable/protocol'
import { entitiesAfter, entityAfter, warningsOf } from '../change-answers.ts'
import { answersAtomic, type ChangeAnswer, changeRoute } from '../command-route.ts'
import { guestUpdates, tableUpdates } from '../entity-updates.ts'
import { changedFields } from '../representations.ts'
import type { Call, Route } from '../route.ts'
import type { RouteCommand, Submitted } from '../submit.ts'

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
      ...warningsOf(submitted.transaction),
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
  // A party may have several ids.
  const found = [...new Set(ids)].map((id) => entityAfter(submitted, type, id))
  return [...new Map(found.map((one) => [one.id, one])).values()]
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
    description:
      'A status or tables in a row act as commands, in the order of the rows. A party that several rows put at tables sits at all of them.',
    tag: 'Sync',
    runs: ['guest.update', 'guest.setStatus', 'table.update', 'table.seat'],
    body: BatchUpdateBody,
    operationLists: ['guests', 'tables'],
    refusals: ['version_conflict'],
    answer: answersRows,
    resolve: async (call, { guests, tables }) => {
      const [parties, places] = await Promise.all([
        Promise.all(guests.map((row, i) => changedRow(call, { type: 'guest', row, path: `guests.${i}`, all: guests }))),
        Promise.all(tables.map((row, i) => changedRow(call, { type: 'table', row, path: `tables.${i}`, all: tables }))),
      ])
      const sent = { guests: parties.map((row) => row.sent), tables: places.map((row) => row.sent) }
      const changed = { guests: parties.map((row) => row.changed), tables: places.map((row) => row.changed) }
      return { sent, changed: { ...changed, tables: withPartiesOf(changed, { guests, tables }) } }
    },
    commands: ({ guests, tables }) => {
      // A party that several rows put at tables sits at all of them.
      const placed = tablesByParty({ guests, tables })
      const ofTables = tables.map(({ id, ...fields }, i) => {
        const joinedTableIds = placed.get(fields.currentGuestId ?? '') ?? []
        return tableUpdates(id, fields, `tables.${i}`, joinedTableIds.length > 1 ? { joinedTableIds } : {})
      })
      const ofGuests = guests.map(({ id, ...fields }, i) => {
        const joined = tablesNamed(fields)?.length ? (placed.get(id) ?? []) : []
        const where = joined.length > 1 ? { tableId: undefined, tableIds: [...joined] } : {}
        return guestUpdates(id, { ...fields, ...where }, `guests.${i}`)
      })
      // A party that moves is seated first: the table that it leaves would end its stay otherwise.
      const [seating, others] = [true, false].map((seats) => ofTables.filter((row) => row.some(isSeating) === seats))
      return [...ofGuests.flat(), ...[seating, others].flatMap((rows) => rows ?? []).flat()]
    },
  }),
]

function isSeating({ type, payload }: RouteCommand<'table.update' | 'table.seat'>): boolean {
  return type === 'table.seat' && payload.guestId !== null
}

/** A row of the body. Of an entity with several rows each says what it is to be then, whatever it is now. */
async function changedRow<R extends { id: string; version?: number | undefined }>(
  call: Pick<Call, 'parts' | 'identity'>,
  { type, row, path, all }: { type: 'guest' | 'table'; row: R; path: string; all: readonly R[] },
): Promise<{ sent: R; changed: R }> {
  const { id, ...fields } = row
  const { sent, changed } = await changedFields(fields, { ...call, type, id, path, isWhole: true })
  const isOnlyRow = all.every((other) => other === row || other.id !== id)
  return { sent: { ...sent, id } as R, changed: { ...(isOnlyRow ? changed : sent), id } as R }
}

/** The changed rows of tables. One that says who sits there says so still where another row seats that party elsewhere. */
function withPartiesOf({ guests, tables }: BatchUpdateBody, asSent: BatchUpdateBody): BatchUpdateBody['tables'] {
  const moved = guests.filter((row) => tablesNamed(row)?.length).map(({ id }) => id)
  const moving = new Set([...moved, ...tables.map(({ currentGuestId }) => currentGuestId)])
  return tables.map((row, i) => {
    const currentGuestId = asSent.tables[i]?.currentGuestId
    return typeof currentGuestId === 'string' && moving.has(currentGuestId) ? { ...row, currentGuestId } : row
  })
}

/** The tables of each party that rows name: first those of its own row, then those whose rows name it. */
function tablesByParty({ guests, tables }: BatchUpdateBody): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const add = (guestId: string, tableIds: readonly string[]) =>
    found.set(guestId, [...new Set([...(found.get(guestId) ?? []), ...tableIds])])
  const freed = new Set(tables.filter(freesTable).map(({ id }) => id))
  for (const { id, tableId, tableIds } of guests) {
    add(
      id,
      (tablesNamed({ tableId, tableIds }) ?? []).filter((named) => !freed.has(named)),
    )
  }
  for (const { id, currentGuestId } of tables) if (typeof currentGuestId === 'string') add(currentGuestId, [id])
  return found
}

function freesTable({ currentGuestId, status }: BatchUpdateBody['tables'][number]): boolean {
  return currentGuestId === null || (status !== undefined && status !== 'occupied')
}

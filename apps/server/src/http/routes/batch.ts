import { commandTypes, type EntityOf, entityOf, type ListedType } from '@qtable/domain'
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
      const { floor } = await call.parts.floors.read(call.identity.restaurantId)
      const idOf = (guestId: string) => entityOf(floor, 'guest', guestId)?.id ?? guestId
      const rows = withOneIdEach({ guests, tables }, idOf)
      const changedRows = <R extends Row>(type: 'guest' | 'table', sent: readonly R[], all: readonly Row[]) =>
        Promise.all(
          sent.map((row, i) => changedRow(call, { type, row, path: `${type}s.${i}`, isOnly: isOnly(all, i) })),
        )
      const [parties, places] = await Promise.all([
        changedRows('guest', guests, rows.guests),
        changedRows('table', tables, rows.tables),
      ])
      const sent = { guests: parties.map((row) => row.sent), tables: places.map((row) => row.sent) }
      const changed = withOneIdEach(
        { guests: parties.map((row) => row.changed), tables: places.map((row) => row.changed) },
        idOf,
      )
      return { sent, changed: { ...changed, tables: withPartiesOf(changed, rows) } }
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

interface Row {
  id: string
  version?: number | undefined
}

/** The rows with the one id of each party, whichever of its ids they name. */
function withOneIdEach({ guests, tables }: BatchUpdateBody, idOf: (guestId: string) => string): BatchUpdateBody {
  return {
    guests: guests.map((row) => ({ ...row, id: idOf(row.id) })),
    tables: tables.map((row) => {
      const { currentGuestId } = row
      return typeof currentGuestId === 'string' ? { ...row, currentGuestId: idOf(currentGuestId) } : row
    }),
  }
}

function isOnly(rows: readonly Row[], i: number): boolean {
  return rows.every(({ id }, other) => other === i || id !== rows[i]?.id)
}

/** A row of the body. Of an entity with several rows each says what it is to be then, whatever it is now. */
async function changedRow<R extends Row>(
  call: Pick<Call, 'parts' | 'identity'>,
  { type, row, path, isOnly }: { type: 'guest' | 'table'; row: R; path: string; isOnly: boolean },
): Promise<{ sent: R; changed: R }> {
  const { id, ...fields } = row
  const { sent, changed } = await changedFields(fields, { ...call, type, id, path, isWhole: true })
  return { sent: { ...sent, id } as R, changed: { ...(isOnly ? changed : sent), id } as R }
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

import { entities, isArchivedType, type ListedType, listedTypes, Problem } from '@qtable/domain'
import type { Database, Tx } from '../db/database.ts'
import { type ExportedMember, type ExportRow, openExportLines } from './export-file.ts'
import type { Progress } from './progress.ts'
import { entityOfRow } from './read-entity.ts'

const ofTenant = "restaurant_id = current_setting('app.restaurant_id')::int"
// Rows of one query and of one write.
const rowsAtOnce = 500

export interface ExportOptions {
  restaurantId: number
  /** The instant of the export. */
  now: string
  progress: Progress
  /** Writes a part of the file. The next part comes when it resolves. */
  write: (text: string) => Promise<void>
}

/** Writes a restaurant as of one instant; returns its version. */
export async function exportRestaurant(
  db: Database,
  { restaurantId, now, progress, write }: ExportOptions,
): Promise<number> {
  const lines = openExportLines()
  return db.asRestaurant(
    restaurantId,
    async (tx) => {
      const { head, restaurant } = await readStart(tx, restaurantId)
      const header = { kind: 'header', format: 'qtable-restaurant', formatVersion: 2, exportedAt: now } as const
      await write(lines.line({ ...header, ...head, restaurant }))
      for (const part of parts) {
        let count = 0
        for (let page = await part.read(tx, null); page.length > 0; ) {
          await write(page.map(({ row }) => lines.line(row)).join(''))
          count += page.length
          progress(part.what, count)
          const last = page.at(-1)
          page = last && page.length === rowsAtOnce ? await part.read(tx, last.key) : []
        }
      }
      await write(lines.end())
      return head.version
    },
    { snapshot: true, kind: 'export' },
  )
}

async function readStart(tx: Tx, restaurantId: number) {
  const [clock] = await tx.query<{ version: number; committed_at: Date; log_floor: number }>(
    `select version, committed_at, log_floor from clocks where ${ofTenant}`,
  )
  const [restaurant] = await tx.query<{ data: object }>(`select data from restaurants where ${ofTenant}`)
  if (!clock || !restaurant) throw new Problem('not_found', `There is no restaurant ${restaurantId}`)
  const { version, committed_at, log_floor: logFloor } = clock
  return {
    head: { version, committedAt: committed_at.toISOString(), logFloor },
    restaurant: entityOfRow('restaurant', restaurant.data),
  }
}

interface Page {
  /** The next page begins after the last key. */
  key: string
  row: ExportRow
}

interface Part {
  what: string
  read(tx: Tx, after: string | null): Promise<Page[]>
}

const parts: Part[] = [
  ...listedTypes.map(entitiesOf),
  { what: 'members', read: readMembers },
  { what: 'log', read: readLog },
]

function entitiesOf(kind: ListedType): Part {
  const table = entities[kind].plural
  const archived = isArchivedType(kind) ? 'archived, ' : ''
  return {
    what: table,
    async read(tx, after) {
      const rows = await tx.query<{ data: object }>(
        `select ${archived}data from ${table} where ${ofTenant} and ($1::uuid is null or id > $1) order by id limit $2`,
        [after, rowsAtOnce],
      )
      return rows.map((row) => {
        const data = entityOfRow(kind, row.data)
        return { key: data.id, row: { kind, ...row, data } as ExportRow }
      })
    },
  }
}

async function readMembers(tx: Tx, after: string | null): Promise<Page[]> {
  const rows = await tx.query<ExportedMember & { id: string }>(
    `select u.id, u.email, u.name, m.role from memberships m join users u on u.id = m.user_id
     where m.${ofTenant} and u.email is not null and ($1::uuid is null or m.user_id > $1)
     order by m.user_id limit $2`,
    [after, rowsAtOnce],
  )
  return rows.map(({ id, ...data }) => ({ key: id, row: { kind: 'member', data } }))
}

async function readLog(tx: Tx, after: string | null): Promise<Page[]> {
  type Row = Extract<ExportRow, { kind: 'logged' }>['data']
  const rows = await tx.query<Omit<Row, 'committed_at' | 'done_at'> & { committed_at: Date; done_at: Date | null }>(
    `select version, transaction_id, fingerprint, committed_at, actor_id, actor_name, command, command_ids, role,
       atomic, forced, entity_ids, changes, done_at, warnings
     from log where ${ofTenant} and ($1::bigint is null or version > $1) order by version limit $2`,
    [after, rowsAtOnce],
  )
  return rows.map(({ committed_at, done_at, ...row }) => ({
    key: String(row.version),
    row: {
      kind: 'logged',
      data: { ...row, committed_at: committed_at.toISOString(), done_at: done_at?.toISOString() ?? null },
    },
  }))
}

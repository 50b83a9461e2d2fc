import { entities, isArchivedType, isLiveReservation, type ListedType } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import { type ExportEntry, type ExportHeader, type ExportRow, readExportLines } from './export-file.ts'
import type { Progress } from './progress.ts'

// Rows of one insert: enough to be fast, few enough for one message.
const rowsAtOnce = 500

type Kind = ExportRow['kind']
type LogLine = Extract<ExportRow, { kind: 'logged' }>['data']

/** The restaurant to write. */
interface Target {
  restaurantId: number
  slug: string
  progress: Progress
}

/**
 * Writes a checked export as the restaurant of `tx`, which must be empty. The restaurant gets a new id; everything else keeps
 * its id. Throws where the file has changed since the check; the caller then rolls back.
 */
export async function writeExport(
  tx: Tx,
  lines: AsyncIterable<string> | Iterable<string>,
  { restaurantId, slug, progress }: Target,
): Promise<void> {
  let former = 0
  let lastTransaction: string | null = null
  const counts = new Map<Kind, number>()
  for await (const some of inChunks(readExportLines(lines))) {
    const [first] = some
    if (first?.kind === 'header') {
      former = first.restaurant.id
      await writeStart(tx, first, { restaurantId, slug })
      continue
    }
    const rows = some as ExportRow[]
    const last = rows.at(-1)
    if (!last) continue
    if (last.kind === 'logged') lastTransaction = last.data.transaction_id
    for (const { query, rows: given } of insertsOf(last.kind, rows, { from: former, to: { id: restaurantId, slug } })) {
      await tx.query(query, [restaurantId, JSON.stringify(given)])
    }
    const count = (counts.get(last.kind) ?? 0) + rows.length
    counts.set(last.kind, count)
    progress(last.kind, count)
  }
  await tx.query('update clocks set transaction_id = $2 where restaurant_id = $1', [restaurantId, lastTransaction])
}

/** The header, then chunks of rows of one kind. */
async function* inChunks(entries: AsyncIterable<ExportEntry>): AsyncIterable<ExportEntry[]> {
  let chunk: ExportEntry[] = []
  for await (const entry of entries) {
    if (chunk.length === rowsAtOnce || (chunk[0] && chunk[0].kind !== entry.kind)) {
      yield chunk
      chunk = []
    }
    chunk.push(entry)
  }
  yield chunk
}

async function writeStart(
  tx: Tx,
  header: ExportHeader,
  { restaurantId, slug }: Pick<Target, 'restaurantId' | 'slug'>,
): Promise<void> {
  const restaurant = { ...header.restaurant, id: restaurantId, slug }
  await tx.query('insert into clocks (restaurant_id, version, committed_at, log_floor) values ($1, $2, $3, $4)', [
    ...[restaurantId, header.version, header.committedAt, header.logFloor],
  ])
  await tx.query('insert into restaurants (restaurant_id, version, data) values ($1, $2, $3)', [
    ...[restaurantId, restaurant.version, JSON.stringify(restaurant)],
  ])
}

interface Renaming {
  from: number
  to: { id: number; slug: string }
}

/** The inserts for lines of one kind: the rows and what is derived from them. */
function insertsOf(kind: Kind, lines: readonly ExportRow[], renaming: Renaming): { query: string; rows: unknown[] }[] {
  switch (kind) {
    case 'member':
      return []
    case 'logged':
      return [
        {
          query: logInsert,
          rows: lines.flatMap((row) => (row.kind === 'logged' ? [renamed(row.data, renaming)] : [])),
        },
      ]
    case 'reservation': {
      const planned = lines.flatMap((row) =>
        row.kind === 'reservation' && !row.archived && isLiveReservation(row.data) ? [row.data] : [],
      )
      return [
        { query: entityInsert(kind), rows: [...lines] },
        { query: plansInsert, rows: planned },
      ]
    }
    default:
      return [{ query: entityInsert(kind), rows: [...lines] }]
  }
}

function entityInsert(type: ListedType): string {
  const [column, value] = isArchivedType(type) ? ['archived, ', "(e->>'archived')::boolean, "] : ['', '']
  return `insert into ${entities[type].plural} (restaurant_id, id, version, ${column}data)
   select $1, (e->'data'->>'id')::uuid, (e->'data'->>'version')::bigint, ${value}e->'data'
   from jsonb_array_elements($2::jsonb) e`
}

const plansInsert = `
  insert into plans (restaurant_id, reservation_id, table_id, during)
  select $1, (e->>'id')::uuid, t.value::uuid, tstzrange((e->>'startsAt')::timestamptz,
    (e->>'startsAt')::timestamptz + make_interval(mins => (e->>'durationMinutes')::int))
  from jsonb_array_elements($2::jsonb) e, jsonb_array_elements_text(e->'tableIds') t`
const logInsert = `
  insert into log (restaurant_id, version, transaction_id, fingerprint, committed_at, actor_id, actor_name, command,
    command_ids, role, atomic, forced, entity_ids, changes)
  select $1, l.version, l.transaction_id, l.fingerprint, l.committed_at, l.actor_id, l.actor_name, l.command,
    l.command_ids, l.role, l.atomic, l.forced, l.entity_ids, l.changes
  from jsonb_to_recordset($2::jsonb) l (version bigint, transaction_id uuid, fingerprint text,
    committed_at timestamptz, actor_id uuid, actor_name text, command text, command_ids uuid[], role text,
    atomic boolean, forced boolean, entity_ids text[], changes jsonb)`

// The log names the restaurant by its former id.
function renamed(logged: LogLine, { from, to }: Renaming): LogLine {
  const rename = (entity: unknown) =>
    typeof entity === 'object' && entity !== null ? { ...entity, id: to.id, slug: to.slug } : entity
  return {
    ...logged,
    entity_ids: logged.entity_ids.map((id) => (id === String(from) ? String(to.id) : id)),
    changes: logged.changes.map((change) =>
      change.entity_type !== 'restaurant'
        ? change
        : {
            ...change,
            entity_id: String(to.id),
            ...('data' in change ? { data: rename(change.data) } : {}),
            ...('before' in change ? { before: rename(change.before) } : {}),
          },
    ),
  }
}

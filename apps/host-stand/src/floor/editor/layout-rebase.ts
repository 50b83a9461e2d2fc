import { type Layout, type LayoutKind, layoutOf } from './layout.ts'
import { isSame } from './layout-diff.ts'

/** An entity that was changed both here and elsewhere since the editing began. */
export interface LayoutConflict {
  kind: LayoutKind
  id: string
  /** Its name for people. */
  name: string
  /** Whether it was changed or deleted elsewhere. */
  what: 'changed' | 'gone'
}

const kinds = ['sections', 'tables', 'combinations'] as const satisfies LayoutKind[]

interface Named {
  id: string
  name?: string
  tableNumber?: string
}

type Rows = ReadonlyMap<string, Named>

/**
 * The edits of this device applied to the current floor. Its own changes win field by field, and conflicts are listed.
 * What was deleted elsewhere stays deleted.
 */
export function rebase(
  start: Layout,
  edited: Layout,
  current: Parameters<typeof layoutOf>[0],
): { layout: Layout; conflicts: LayoutConflict[] } {
  const now = layoutOf(current)
  const conflicts: LayoutConflict[] = []
  const merged = Object.fromEntries(
    kinds.map((kind) => [
      kind,
      mergedRows(kind, { start: start[kind], edited: edited[kind], now: now[kind] }, conflicts),
    ]),
  ) as unknown as Layout
  return { layout: whole(merged), conflicts }
}

function mergedRows(
  kind: LayoutKind,
  { start, edited, now }: { start: Rows; edited: Rows; now: Rows },
  conflicts: LayoutConflict[],
): Rows {
  const rows = new Map<string, Named>()
  for (const id of new Set([...now.keys(), ...edited.keys()])) {
    const [was, mine, theirs] = [start.get(id), edited.get(id), now.get(id)]
    const say = (what: LayoutConflict['what']) => {
      const named = mine ?? theirs
      conflicts.push({ kind, id, name: named?.tableNumber ?? named?.name ?? '', what })
    }
    if (!was) {
      const added = mine ?? theirs
      if (added) rows.set(id, added)
    } else if (!theirs) {
      if (mine && !isSame(was, mine)) say('gone')
    } else if (!mine) {
      if (!isSame(was, theirs)) say('changed')
    } else {
      const { row, isBoth } = mergedRow(was, mine, theirs)
      if (isBoth) say('changed')
      rows.set(id, row)
    }
  }
  return rows
}

function mergedRow(was: Named, mine: Named, theirs: Named): { row: Named; isBoth: boolean } {
  const fields = Object.keys(mine) as (keyof Named)[]
  const own = fields.filter((field) => !isSame(was[field], mine[field]))
  const isBoth = own.some((field) => !isSame(was[field], theirs[field]) && !isSame(mine[field], theirs[field]))
  return { row: { ...theirs, ...Object.fromEntries(own.map((field) => [field, mine[field]])) }, isBoth }
}

// No references to deleted entities.
function whole(layout: Layout): Layout {
  const tables = [...layout.tables].map(([id, table]) => {
    const isIn = table.sectionId !== null && layout.sections.has(table.sectionId)
    return [id, isIn || table.sectionId === null ? table : { ...table, sectionId: null }] as const
  })
  const combinations = [...layout.combinations].filter(([, { tableIds }]) =>
    tableIds.every((id) => layout.tables.has(id)),
  )
  return { ...layout, tables: new Map(tables), combinations: new Map(combinations) }
}

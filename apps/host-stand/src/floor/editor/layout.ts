import type { Combination, Floor, Section, Table } from '@qtable/domain'
import { boundsOfAll } from '../geometry.ts'
import { freeShift } from './table-overlaps.ts'

/** The fields of a table that the editor changes; its party is not one of them. */
export type TableLayout = Pick<
  Table,
  'id' | 'tableNumber' | 'minPartySize' | 'capacity' | 'shape' | 'position' | 'size' | 'rotation' | 'sectionId'
>
export type SectionLayout = Pick<Section, 'id' | 'name' | 'color' | 'serverName'>
export type CombinationLayout = Pick<Combination, 'id' | 'name' | 'tableIds' | 'minPartySize' | 'capacity'>

/** The layout of a floor. Immutable: every edit returns a new one. */
export interface Layout {
  readonly sections: ReadonlyMap<string, SectionLayout>
  readonly tables: ReadonlyMap<string, TableLayout>
  readonly combinations: ReadonlyMap<string, CombinationLayout>
}

export type LayoutKind = keyof Layout

/** The layout of a floor. */
export function layoutOf(floor: Pick<Floor, 'sections' | 'tables' | 'combinations'>): Layout {
  return {
    sections: mapped(floor.sections, ({ id, name, color, serverName }) => ({ id, name, color, serverName })),
    tables: mapped(floor.tables, (table) => ({
      id: table.id,
      tableNumber: table.tableNumber,
      minPartySize: table.minPartySize,
      capacity: table.capacity,
      shape: table.shape,
      position: table.position,
      size: table.size,
      rotation: table.rotation,
      sectionId: table.sectionId,
    })),
    combinations: mapped(floor.combinations, ({ id, name, tableIds, minPartySize, capacity }) => ({
      id,
      name,
      tableIds,
      minPartySize,
      capacity,
    })),
  }
}

/** The layout with one entity replaced or added. */
export function withTable(layout: Layout, table: TableLayout): Layout {
  return { ...layout, tables: new Map(layout.tables).set(table.id, table) }
}

export function withSection(layout: Layout, section: SectionLayout): Layout {
  return { ...layout, sections: new Map(layout.sections).set(section.id, section) }
}

export function withCombination(layout: Layout, combination: CombinationLayout): Layout {
  return { ...layout, combinations: new Map(layout.combinations).set(combination.id, combination) }
}

/** The layout without a table and its combinations. */
export function withoutTable(layout: Layout, id: string): Layout {
  const combinations = [...layout.combinations].filter(([, { tableIds }]) => !tableIds.includes(id))
  return { ...layout, tables: without(layout.tables, id), combinations: new Map(combinations) }
}

/** The layout without a section; its tables stay, in no section. */
export function withoutSection(layout: Layout, id: string): Layout {
  const tables = mapped(layout.tables, (table) => (table.sectionId === id ? { ...table, sectionId: null } : table))
  return { ...layout, sections: without(layout.sections, id), tables }
}

export function withoutCombination(layout: Layout, id: string): Layout {
  return { ...layout, combinations: without(layout.combinations, id) }
}

/** The next number after the largest: `13` after `12`. */
export function nextNumber({ tables }: Layout): string {
  const numbers = [...tables.values()].map(({ tableNumber }) => Number.parseInt(tableNumber, 10))
  return String(Math.max(0, ...numbers.filter(Number.isFinite)) + 1)
}

/** Copies of tables with the next numbers, in the same order beside them, where they stand on no other table. */
export function copiesOf(layout: Layout, ids: readonly string[], newId: () => string): TableLayout[] {
  const tables = ids.flatMap((id) => layout.tables.get(id) ?? [])
  const all = boundsOfAll(tables)
  if (!all) return []
  const beside = { x: Math.ceil((all.width + 30) / 10) * 10, y: 0 }
  const shift = freeShift(tables, layout.tables.values(), beside)
  const first = Number(nextNumber(layout))
  return tables.map((table, i) => ({
    ...table,
    id: newId(),
    tableNumber: String(first + i),
    position: { x: table.position.x + shift.x, y: table.position.y + shift.y },
  }))
}

/** Numbers that several tables have: they must differ before a save. */
export function duplicateNumbers({ tables }: Layout): ReadonlySet<string> {
  const seen = new Set<string>()
  const duplicate = new Set<string>()
  for (const { tableNumber } of tables.values()) {
    const number = tableNumber.trim()
    if (seen.has(number) || number === '') duplicate.add(number)
    seen.add(number)
  }
  return duplicate
}

function mapped<A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): ReadonlyMap<string, B> {
  return new Map([...map].map(([id, value]) => [id, change(value)]))
}

function without<T>(map: ReadonlyMap<string, T>, id: string): ReadonlyMap<string, T> {
  return new Map([...map].filter(([key]) => key !== id))
}

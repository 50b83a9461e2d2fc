import type { Combination, Floor, Section, Table } from '@qtable/domain'
import { boundsOf } from '../geometry.ts'

/** What of a table is drawn in the editor; who sits there is no part of it. */
export type TableLayout = Pick<
  Table,
  'id' | 'tableNumber' | 'minPartySize' | 'capacity' | 'shape' | 'position' | 'size' | 'rotation' | 'sectionId'
>
export type SectionLayout = Pick<Section, 'id' | 'name' | 'color' | 'serverName'>
export type CombinationLayout = Pick<Combination, 'id' | 'name' | 'tableIds' | 'minPartySize' | 'capacity'>

/** A floor as it is drawn. A value: every edit gives a new one. */
export interface Layout {
  readonly sections: ReadonlyMap<string, SectionLayout>
  readonly tables: ReadonlyMap<string, TableLayout>
  readonly combinations: ReadonlyMap<string, CombinationLayout>
}

export type LayoutKind = keyof Layout

/** The drawing of a floor. */
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

/** The layout with one thing put in place of what it was, or added. */
export function withTable(layout: Layout, table: TableLayout): Layout {
  return { ...layout, tables: new Map(layout.tables).set(table.id, table) }
}

export function withSection(layout: Layout, section: SectionLayout): Layout {
  return { ...layout, sections: new Map(layout.sections).set(section.id, section) }
}

export function withCombination(layout: Layout, combination: CombinationLayout): Layout {
  return { ...layout, combinations: new Map(layout.combinations).set(combination.id, combination) }
}

/** Without a table, and without the combinations that it was part of. */
export function withoutTable(layout: Layout, id: string): Layout {
  const combinations = [...layout.combinations].filter(([, { tableIds }]) => !tableIds.includes(id))
  return { ...layout, tables: without(layout.tables, id), combinations: new Map(combinations) }
}

/** Without a section; its tables stay, in none. */
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

/** A table like another one, beside it where there is room, with the next number. */
export function copyOf(layout: Layout, table: TableLayout, id: string): TableLayout {
  const step = Math.ceil((boundsOf(table).width + 30) / 10) * 10
  const position = { x: table.position.x + step, y: table.position.y }
  return { ...table, id, tableNumber: nextNumber(layout), position }
}

/** Numbers that more than one table has: they have to differ before it can be saved. */
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

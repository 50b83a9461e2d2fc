import { uuidv7 } from '@qtable/protocol'
import { pageWords as words } from '../../page-words.ts'
import type { Point } from '../geometry.ts'
import { edit, editingNow, select } from './editing.ts'
import {
  copiesOf,
  nextNumber,
  type TableLayout,
  withCombination,
  withoutTable,
  withSection,
  withTable,
} from './layout.ts'
import { snapAngle, snapToGrid } from './snap.ts'
import { freeShift } from './table-overlaps.ts'

type TableShape = TableLayout['shape']

const sizes: Record<TableShape, { width: number; height: number; capacity: number }> = {
  round: { width: 90, height: 90, capacity: 4 },
  square: { width: 80, height: 80, capacity: 4 },
  rectangle: { width: 160, height: 90, capacity: 6 },
  oval: { width: 160, height: 90, capacity: 6 },
  booth: { width: 110, height: 90, capacity: 4 },
  bar: { width: 240, height: 60, capacity: 8 },
}

/** Adds a table centred at a point, or near it where another one stands, and selects it. */
export function addTable(shape: TableShape, at: Point): void {
  const id = uuidv7()
  const { width, height, capacity } = sizes[shape]
  edit((layout) => {
    const table: TableLayout = {
      id,
      tableNumber: nextNumber(layout),
      minPartySize: 1,
      capacity,
      shape,
      position: { x: snapToGrid(at.x - width / 2), y: snapToGrid(at.y - height / 2) },
      size: { width, height },
      rotation: 0,
      sectionId: null,
    }
    const { x, y } = freeShift([table], layout.tables.values(), { x: 0, y: 0 })
    return withTable(layout, { ...table, position: { x: table.position.x + x, y: table.position.y + y } })
  })
  select([id])
}

/** Changes the selected tables, each by what `change` gives for it. Consecutive changes about one field are one step. */
export function changeTables(about: string, change: (table: TableLayout) => Partial<Omit<TableLayout, 'id'>>): void {
  const ids = editingNow()?.selected ?? []
  edit(
    (layout) =>
      ids.reduce((all, id) => {
        const table = all.tables.get(id)
        return table ? withTable(all, { ...table, ...change(table) }) : all
      }, layout),
    `${about} ${ids.join()}`,
  )
}

/** Moves tables by an offset from their starting points. */
export function placeTables(positions: ReadonlyMap<string, Point>, about: string): void {
  edit((layout) => {
    let all = layout
    for (const [id, position] of positions) {
      const table = all.tables.get(id)
      if (table) all = withTable(all, { ...table, position })
    }
    return all
  }, about)
}

/** Moves the selected tables by an offset in plan units. */
export function nudge(dx: number, dy: number): void {
  const now = editingNow()
  if (!now) return
  const { tables } = now.history.present
  const positions = new Map(
    now.selected.flatMap((id) => {
      const table = tables.get(id)
      return table ? [[id, { x: table.position.x + dx, y: table.position.y + dy }] as const] : []
    }),
  )
  placeTables(positions, `nudge ${now.selected.join()}`)
}

/** Turns each selected table about its centre. */
export function turnBy(degrees: number): void {
  const ids = editingNow()?.selected ?? []
  edit(
    (layout) =>
      ids.reduce((all, id) => {
        const table = all.tables.get(id)
        return table ? withTable(all, { ...table, rotation: snapAngle(table.rotation + degrees) }) : all
      }, layout),
    `turn ${ids.join()}`,
  )
}

/** Copies the selected tables and selects the copies. */
export function copySelected(): void {
  const now = editingNow()
  if (!now) return
  const copies = copiesOf(now.history.present, now.selected, uuidv7)
  edit((layout) => copies.reduce(withTable, layout))
  select(copies.map(({ id }) => id))
}

/** Deletes tables. */
export function removeTables(ids: readonly string[]): void {
  const selected = editingNow()?.selected ?? []
  edit((layout) => ids.reduce((all, id) => withoutTable(all, id), layout))
  select(selected.filter((id) => !ids.includes(id)))
}

/** Declares a combination of the selected tables. */
export function joinSelected(): void {
  const ids = editingNow()?.selected ?? []
  edit((layout) => {
    const key = [...ids].sort().join()
    const isKnown = [...layout.combinations.values()].some(({ tableIds }) => [...tableIds].sort().join() === key)
    const tables = ids.flatMap((id) => layout.tables.get(id) ?? [])
    if (isKnown || tables.length < 2) return layout
    return withCombination(layout, {
      id: uuidv7(),
      name: tables.map(({ tableNumber }) => tableNumber).join(' + '),
      tableIds: [...ids],
      minPartySize: Math.max(...tables.map(({ capacity }) => capacity)),
      capacity: tables.reduce((sum, { capacity }) => sum + capacity, 0),
    })
  })
}

const colors = ['#3b82f6', '#f59e0b', '#10b981', '#a855f7', '#ef4444', '#06b6d4', '#84cc16', '#ec4899']

/** Adds a section in one of the least used colours. */
export function addSection(): void {
  edit((layout) => {
    const count = layout.sections.size
    return withSection(layout, {
      id: uuidv7(),
      name: words.editor.newSection(count + 1),
      color: colors[count % colors.length] ?? '#3b82f6',
      serverName: null,
    })
  })
}

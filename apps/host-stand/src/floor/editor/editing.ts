import type { Floor } from '@qtable/domain'
import { create } from 'zustand'
import { type EditHistory, editHistory, redone, stepped, undone } from './edit-history.ts'
import { type Layout, layoutOf } from './layout.ts'
import { layoutCommands } from './layout-diff.ts'

/** A floor that is being drawn. It outlives the page's own comings and goings: a wrong tap on Back loses nothing. */
export interface Editing {
  restaurantId: number
  /** As it was when the drawing began. */
  start: Layout
  history: EditHistory<Layout>
  selected: readonly string[]
  /** Whether taps add to what is selected. */
  isMultiSelect: boolean
}

const useEditingStore = create<{ editing: Editing | undefined }>(() => ({ editing: undefined }))

export const useEditing = (): Editing | undefined => useEditingStore(({ editing }) => editing)
export const editingNow = (): Editing | undefined => useEditingStore.getState().editing
const setEditing = (editing: Editing | undefined) => useEditingStore.setState({ editing })

/** Begins with the floor as it is, unless the drawing of this restaurant goes on. */
export function beginEditing(floor: Floor): void {
  const now = editingNow()
  if (now?.restaurantId === floor.restaurant.id && isChanged(now)) return
  restartEditing(floor)
}

/** Begins anew with the floor as it is. */
export function restartEditing(floor: Floor): void {
  const start = layoutOf(floor)
  setEditing({
    restaurantId: floor.restaurant.id,
    start,
    history: editHistory(start),
    selected: [],
    isMultiSelect: false,
  })
}

/** Forgets the drawing. */
export function endEditing(): void {
  setEditing(undefined)
}

/** Changes what is drawn. Steps with the same `about` in a row are taken back together. */
export function edit(change: (layout: Layout) => Layout, about = ''): void {
  const now = editingNow()
  if (now) setEditing({ ...now, history: stepped(now.history, change(now.history.present), about) })
}

export function undoEdit(): void {
  moveTo(undone)
}

export function redoEdit(): void {
  moveTo(redone)
}

function moveTo(move: (history: EditHistory<Layout>) => EditHistory<Layout>): void {
  const now = editingNow()
  if (!now) return
  const history = move(now.history)
  setEditing({ ...now, history, selected: now.selected.filter((id) => history.present.tables.has(id)) })
}

/** Selects tables; nothing else is selected then. */
export function select(selected: readonly string[]): void {
  const now = editingNow()
  if (now) setEditing({ ...now, selected })
}

/** A tap on a table: it alone, or one more or less of several. */
export function pick(id: string, isMore: boolean): void {
  const now = editingNow()
  if (!now) return
  const { selected } = now
  if (!isMore && !now.isMultiSelect) select([id])
  else select(selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id])
}

export function setMultiSelect(isMultiSelect: boolean): void {
  const now = editingNow()
  if (now) setEditing({ ...now, isMultiSelect, selected: isMultiSelect ? now.selected : now.selected.slice(0, 1) })
}

/** How many commands a save would take: what is unsaved. */
export function changeCount({ start, history }: Editing): number {
  return start === history.present ? 0 : layoutCommands(start, history.present).length
}

export function isChanged(now: Editing): boolean {
  return changeCount(now) > 0
}

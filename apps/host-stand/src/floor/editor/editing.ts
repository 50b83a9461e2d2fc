import type { Floor } from '@qtable/domain'
import { create } from 'zustand'
import { type EditHistory, editHistory, redone, stepped, undone } from './edit-history.ts'
import { type Layout, layoutOf } from './layout.ts'
import { layoutCommands } from './layout-diff.ts'

/** The floor being edited. It outlives the page, so that an accidental tap on Back loses nothing. */
export interface Editing {
  restaurantId: number
  /** The layout when the editing began. */
  start: Layout
  history: EditHistory<Layout>
  selected: readonly string[]
  /** Whether taps add to the selection. */
  isMultiSelect: boolean
}

const useEditingStore = create<{ editing: Editing | undefined }>(() => ({ editing: undefined }))

export const useEditing = (): Editing | undefined => useEditingStore(({ editing }) => editing)
export const editingNow = (): Editing | undefined => useEditingStore.getState().editing
const setEditing = (editing: Editing | undefined) => useEditingStore.setState({ editing })

/** Begins with the current floor, unless this restaurant is already being edited. */
export function beginEditing(floor: Floor): void {
  const now = editingNow()
  if (now?.restaurantId === floor.restaurant.id && isChanged(now)) return
  restartEditing(floor)
}

/** Starts over with the current floor. */
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

/** Discards the edits. */
export function endEditing(): void {
  setEditing(undefined)
}

/** Changes the layout. Consecutive steps with the same `about` are undone together. */
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

/** Selects these tables and nothing else. */
export function select(selected: readonly string[]): void {
  const now = editingNow()
  if (now) setEditing({ ...now, selected })
}

/** Handles a tap on a table: selects it alone, or toggles it in the selection. */
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

/** The number of commands that a save would send. */
export function changeCount({ start, history }: Editing): number {
  return start === history.present ? 0 : layoutCommands(start, history.present).length
}

export function isChanged(now: Editing): boolean {
  return changeCount(now) > 0
}

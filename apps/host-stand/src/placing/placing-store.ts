import type { SyntheticEvent } from 'react'
import { create } from 'zustand'
import type { Point } from '../floor/geometry.ts'
import type { Direction } from '../floor/neighbours.ts'

/** A party that a table is being chosen for. A `walkIn` does not exist yet: seating creates it. */
export type Placing =
  | { kind: 'guest'; guestId: string }
  | { kind: 'reservation'; reservationId: string }
  | { kind: 'walkIn'; partySize: number; name?: string; phone?: string; notes?: string; tags?: string[] }

/** The state of a choice of tables. */
export interface TableChoice {
  /** Tables tapped to be joined. */
  chosen: readonly string[]
  /** Whether taps join tables instead of seating at once. */
  isJoining: boolean
  /** The table tapped last, if it did not suit: its reasons are shown. */
  touched: string | undefined
}

/** What a drag asks of the plan on the screen. Points are of the page, in CSS pixels. */
export interface PlanHandle {
  tableAt(point: Point): string | undefined
  /** The next table in a direction; from none, the first. */
  nextFrom(tableId: string | undefined, direction: Direction): string | undefined
  centreOf(tableId: string): Point | undefined
  /** Marks the table that a drop would use. */
  mark(tableId: string | undefined): void
}

/** A party and the row or table that it is dragged by; `id` is unique on the page. */
export interface DragSource {
  id: string
  placing: Placing
}

/** Passes an event of a drag source to the drag library. */
export type StartDrag = (
  listener: 'onMouseDown' | 'onTouchStart' | 'onKeyDown',
  event: SyntheticEvent<HTMLElement>,
  source: DragSource,
) => void

/** The state of placing a party, from the first tap or drag until it sits. */
export interface PlacingState extends TableChoice {
  placing: Placing | undefined
  /** The refusal that is solved as soon as the party sits. */
  solvesRefusal: string | undefined
  dragged: DragSource | undefined
  /** The table under the dragged party. */
  overTableId: string | undefined
  /** Whether the drag library still swallows clicks after a drop: nothing that needs a tap is shown yet. */
  isClickStopped: boolean
  /** The plan on the screen, if any. */
  plan: PlanHandle | undefined
  /** Starts a drag, on pages with a `DragArea`. */
  startDrag: StartDrag | undefined
}

const noChoice: TableChoice = { chosen: [], isJoining: false, touched: undefined }
const noDrag = { dragged: undefined, overTableId: undefined }

export const usePlacingStore = create<PlacingState>(() => ({
  ...noChoice,
  ...noDrag,
  placing: undefined,
  solvesRefusal: undefined,
  isClickStopped: false,
  plan: undefined,
  startDrag: undefined,
}))

const { getState: get, setState: set } = usePlacingStore

/** The party being placed, if any. */
export const usePlacing = (): Placing | undefined => usePlacingStore(({ placing }) => placing)
/** Whether a party is being dragged, up to the click that ends the drag. */
export const useDragging = (): boolean =>
  usePlacingStore(({ dragged, isClickStopped }) => dragged !== undefined || isClickStopped)
export const placingNow = (): Placing | undefined => get().placing

/** Starts placing a party: the plan shows what fits. `solvesRefusal` is dismissed once the party sits. */
export function startPlacing(placing: Placing, solvesRefusal?: string): void {
  const before = get().placing
  // Updates a party that is still being typed; its tapped tables stay.
  const isSame = before !== undefined && keyOfParty(before) === keyOfParty(placing)
  set({ placing, solvesRefusal, ...(isSame ? {} : noChoice) })
}

export function stopPlacing(): void {
  if (get().placing !== undefined) set({ placing: undefined, solvesRefusal: undefined, ...noChoice })
}

/** Replaces the state of the choice. */
export function setChoice(choice: TableChoice): void {
  set(choice)
}

/** Clears the tapped tables. */
export function resetChoice(): void {
  set(noChoice)
}

/** Sets whether taps join tables. */
export function setJoining(isJoining: boolean): void {
  set({ ...noChoice, isJoining })
}

/** Whether a party is being dragged. */
export const isPartyDragged = (): boolean => get().dragged !== undefined

/** Starts dragging a party, which starts placing it. The keyboard starts at the party's own table. */
export function beginDrag(dragged: DragSource, fromTableId: string | undefined): void {
  aimAt(fromTableId)
  startPlacing(dragged.placing)
  set({ ...noChoice, dragged })
}

/** Sets the table under the drag, if any. */
export function aimAt(overTableId: string | undefined): void {
  if (overTableId === get().overTableId) return
  set({ overTableId })
  get().plan?.mark(overTableId)
}

/** @dnd-kit swallows all clicks for this long after a drop: see `detach` in its `AbstractPointerSensor`. */
const clickStopMs = 50

/** Ends the drag and returns the table under it. Whatever needs a tap appears once clicks arrive again. */
export function endDrag(): string | undefined {
  const { overTableId } = get()
  aimAt(undefined)
  set({ ...noDrag, isClickStopped: true })
  // The library started its own timer before it reported the drop, so that one ends first.
  setTimeout(() => set({ isClickStopped: false }), clickStopMs)
  return overTableId
}

/** Registers the plan on the screen; returns the function that removes it. */
export function providePlan(plan: PlanHandle): () => void {
  set({ plan })
  return () => {
    if (get().plan === plan) set({ plan: undefined })
  }
}

/** Registers the function that starts drags; returns the function that removes it. */
export function provideStartDrag(startDrag: StartDrag): () => void {
  set({ startDrag })
  return () => {
    if (get().startDrag === startDrag) set({ startDrag: undefined })
  }
}

function keyOfParty(placing: Placing): string {
  switch (placing.kind) {
    case 'walkIn':
      return `walk-in of ${placing.partySize}`
    case 'guest':
      return placing.guestId
    case 'reservation':
      return placing.reservationId
  }
}

import type { SyntheticEvent } from 'react'
import { create } from 'zustand'
import type { Point } from '../floor/geometry.ts'
import type { Direction } from '../floor/neighbours.ts'

/** A party that a table is being chosen for. A `walkIn` is not in line: it is created when it is seated. */
export type Placing =
  | { kind: 'guest'; guestId: string }
  | { kind: 'reservation'; reservationId: string }
  | { kind: 'walkIn'; partySize: number; name?: string; phone?: string; notes?: string; tags?: string[] }

/** How far the choice of a table has come. */
export interface TableChoice {
  /** Tables that were tapped to be joined. */
  chosen: readonly string[]
  /** Whether taps join tables instead of seating at once. */
  isJoining: boolean
  /** The table that was touched last and did not suit: its reasons are shown. */
  touched: string | undefined
}

/** What a drag asks of the plan on the screen. Points are of the page, in CSS pixels. */
export interface PlanHandle {
  tableAt(point: Point): string | undefined
  /** The next table in a direction; from none, the first. */
  nextFrom(tableId: string | undefined, direction: Direction): string | undefined
  centreOf(tableId: string): Point | undefined
  /** Marks one table as the one that a drop would take. */
  mark(tableId: string | undefined): void
}

/** A party and the row or table that it is dragged by; `id` is unique on the page. */
export interface DragSource {
  id: string
  placing: Placing
}

/** Hands an event of a drag source to the drag library. */
export type StartDrag = (
  listener: 'onMouseDown' | 'onTouchStart' | 'onKeyDown',
  event: SyntheticEvent<HTMLElement>,
  source: DragSource,
) => void

/** Everything about the party that is being placed, from the first tap or drag until it sits. */
export interface PlacingState extends TableChoice {
  placing: Placing | undefined
  /** The refusal that is solved as soon as the party sits. */
  solvesRefusal: string | undefined
  dragged: DragSource | undefined
  /** The table under the dragged party. */
  overTableId: string | undefined
  /** Whether the drag library still stops clicks after a drop: what asks for a tap is not shown yet. */
  isClickStopped: boolean
  /** The plan on the screen, where there is one. */
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

/** The party that is being placed, if one is. */
export const usePlacing = (): Placing | undefined => usePlacingStore(({ placing }) => placing)
export const placingNow = (): Placing | undefined => get().placing

/** Asks for a table: the plan shows what fits. `solvesRefusal` is dismissed once the party sits. */
export function startPlacing(placing: Placing, solvesRefusal?: string): void {
  const before = get().placing
  // A party whose name is still being typed is the same one, and keeps the tables that were tapped for it.
  const isSame = before !== undefined && keyOfParty(before) === keyOfParty(placing)
  set({ placing, solvesRefusal, ...(isSame ? {} : noChoice) })
}

export function stopPlacing(): void {
  if (get().placing !== undefined) set({ placing: undefined, solvesRefusal: undefined, ...noChoice })
}

/** Replaces how far the choice has come. */
export function setChoice(choice: TableChoice): void {
  set(choice)
}

/** Forgets the tables that were tapped. */
export function resetChoice(): void {
  set(noChoice)
}

/** Whether taps from now on join tables. */
export function setJoining(isJoining: boolean): void {
  set({ ...noChoice, isJoining })
}

/** Whether a party is being dragged onto the plan. */
export const isPartyDragged = (): boolean => get().dragged !== undefined

/** Begins to drag a party, which is being placed from now on. Keys begin at the table where it sits. */
export function beginDrag(dragged: DragSource, fromTableId: string | undefined): void {
  aimAt(fromTableId)
  startPlacing(dragged.placing)
  set({ ...noChoice, dragged })
}

/** The drag is over another table now, or over none. */
export function aimAt(overTableId: string | undefined): void {
  if (overTableId === get().overTableId) return
  set({ overTableId })
  get().plan?.mark(overTableId)
}

/** @dnd-kit stops all clicks for so long after a drop: see `detach` in its `AbstractPointerSensor`. */
const clickStopMs = 50

/** Ends the drag; gives the table that it was over. What asks for a tap appears once taps are heard again. */
export function endDrag(): string | undefined {
  const { overTableId } = get()
  aimAt(undefined)
  set({ ...noDrag, isClickStopped: true })
  // The library began its own 50 ms before it told of the drop, so they are over first.
  setTimeout(() => set({ isClickStopped: false }), clickStopMs)
  return overTableId
}

/** Makes a plan the one on the screen, until the returned function is called. */
export function providePlan(plan: PlanHandle): () => void {
  set({ plan })
  return () => {
    if (get().plan === plan) set({ plan: undefined })
  }
}

/** Makes a function the one that starts drags, until the returned function is called. */
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

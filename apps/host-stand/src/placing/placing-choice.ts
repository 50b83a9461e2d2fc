import type { Floor } from '@qtable/domain'
import { valueStore } from '../ui/value-store.ts'
import { type Fit, fitContext, fitsOf, type PartyToPlace } from './fit.ts'
import type { Placing } from './placing.ts'

/** How far the choice of a table has come. */
export interface Choice {
  /** Tables that were tapped to be joined. */
  chosen: readonly string[]
  /** Whether taps join tables instead of seating at once. */
  isJoining: boolean
  /** The table that was touched last and did not suit: its reasons are shown. */
  touched: string | undefined
}

const nothing: Choice = { chosen: [], isJoining: false, touched: undefined }
const choice = valueStore(nothing)

export const useChoice = choice.use

/** Forgets what was tapped: another party is placed, or none. */
export function resetChoice(): void {
  choice.set(nothing)
}

/** Whether taps from now on join tables. */
export function setJoining(isJoining: boolean): void {
  choice.set({ ...nothing, isJoining })
}

/** What the table of a party must do; undefined where the party is gone or has ended since. */
export function partyToPlace(floor: Floor, placing: Placing): PartyToPlace | undefined {
  switch (placing.kind) {
    case 'walkIn':
      return { partySize: placing.partySize }
    case 'guest': {
      const guest = floor.guests.get(placing.guestId)
      return guest && guest.endedFrom === null ? { partySize: guest.partySize, guestId: guest.id } : undefined
    }
    case 'reservation': {
      const reservation = floor.reservations.get(placing.reservationId)
      if (!reservation || reservation.endedFrom !== null) return undefined
      const { id: reservationId, partySize, guestId } = reservation
      return { partySize, reservationId, guestId: guestId ?? undefined }
    }
  }
}

/**
 * What a tap on a table, or a drop, means for the choice so far: `seat` there at once, or another choice, which begins
 * or goes on joining tables, or shows why this one does not suit.
 */
export function afterTouch(before: Choice, tableId: string, fit: Fit): Choice | 'seat' {
  const { chosen, isJoining } = before
  if (chosen.includes(tableId)) return { chosen: chosen.filter((id) => id !== tableId), isJoining, touched: undefined }
  if (isJoining || chosen.length > 0) {
    const isOpen = fit.obstacles.every(({ kind }) => kind === 'small')
    return isOpen
      ? { chosen: [...chosen, tableId], isJoining, touched: undefined }
      : { chosen, isJoining, touched: tableId }
  }
  switch (fit.grade) {
    case 'join':
      return { chosen: fit.joins, isJoining, touched: undefined }
    case 'none':
      return { chosen, isJoining, touched: tableId }
    case 'exact':
    case 'close':
    case 'loose':
      return 'seat'
  }
}

/** A table was touched while a party is placed: says whether the party is to be seated there now. */
export function touchTable(
  { floor, now, placing }: { floor: Floor; now: number; placing: Placing },
  tableId: string,
): 'seat' | undefined {
  const wanted = partyToPlace(floor, placing)
  const before = choice.get()
  const fit = wanted && fitsOf(fitContext(floor, now), wanted, before.chosen).get(tableId)
  if (!fit) return undefined
  const after = afterTouch(before, tableId, fit)
  if (after === 'seat') return after
  choice.set(after)
  return undefined
}

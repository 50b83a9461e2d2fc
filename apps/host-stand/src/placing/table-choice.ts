import type { Floor } from '@qtable/domain'
import { type Fit, fitContext, fitsOf, type PartyToPlace } from './fit.ts'
import { type Placing, setChoice, type TableChoice, usePlacingStore } from './placing-store.ts'

/** What a party needs of its tables; undefined if the party has left. */
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
 * What a tap or drop on a table does to the choice: `seat` there at once, or the next state, which joins tables or
 * shows why the table does not suit.
 */
export function afterTouch(
  before: TableChoice & {
    /** Whether no table fits alone: a tap on one that is only too small is then the first of several. */
    isTooLargeForAll?: boolean
  },
  tableId: string,
  fit: Fit,
): TableChoice | 'seat' {
  const { chosen, isJoining, isTooLargeForAll = false } = before
  if (chosen.includes(tableId)) return { chosen: chosen.filter((id) => id !== tableId), isJoining, touched: undefined }
  const isOpen = fit.reasons.every(({ code }) => code === 'party_too_large' || code === 'table_too_large')
  if (isJoining || chosen.length > 0 || (isTooLargeForAll && isOpen && fit.grade === 'none')) {
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

/** Handles a tap or drop on a table while a party is placed; returns `seat` if the party is to be seated there now. */
export function touchTable(
  { floor, now, placing }: { floor: Floor; now: number; placing: Placing },
  tableId: string,
): 'seat' | undefined {
  const party = partyToPlace(floor, placing)
  const before = usePlacingStore.getState()
  const fits = party && fitsOf(fitContext(floor, now), party, before.chosen)
  const fit = fits?.get(tableId)
  if (!fits || !fit) return undefined
  const isTooLargeForAll = [...fits.values()].every(({ grade }) => grade === 'none' || grade === 'join')
  const after = afterTouch({ ...before, isTooLargeForAll }, tableId, fit)
  if (after === 'seat') return after
  setChoice(after)
  return undefined
}

/**
 * The tables that a drop on one of them means, and how they suit: all of a combination where one alone is too small.
 * Undefined if the party sits there already or has left.
 */
export function dropOn(
  { floor, now, placing }: { floor: Floor; now: number; placing: Placing },
  tableId: string,
): { tableIds: readonly string[]; fit: Fit } | undefined {
  const party = partyToPlace(floor, placing)
  const fit = party && fitsOf(fitContext(floor, now), party).get(tableId)
  if (!fit || fit.reasons.some(({ code }) => code === 'here')) return undefined
  return { tableIds: fit.grade === 'join' ? fit.joins : [tableId], fit }
}

import type { Floor } from '@qtable/domain'
import type { Against } from '../commands/obstacle-sentence.ts'
import { useAct } from '../commands/use-act.ts'
import { tablesById } from '../floor/stays.ts'
import { useClient } from '../session/client-hooks.ts'
import { words } from '../words.ts'
import { fitContext, fitOf } from './fit.ts'
import { type Placing, placingNow, stopPlacing, usePlacingStore } from './placing-store.ts'
import { partyToPlace } from './table-choice.ts'

/** The name and size of the party being placed. */
export function placedParty(floor: Floor, placing: Placing): { name: string; partySize: number } | undefined {
  switch (placing.kind) {
    case 'guest':
      return floor.guests.get(placing.guestId)
    case 'reservation':
      return floor.reservations.get(placing.reservationId)
    case 'walkIn':
      return { name: placing.name ?? words.parties.walkIn, partySize: placing.partySize }
  }
}

/**
 * Seats or moves a party, says so with an undo, and ends the placing. `agreed`: the codes of what speaks against it and
 * is on the screen already.
 */
export function useSeat(): (
  placing: Placing,
  tableIds: readonly string[],
  options?: { agreed?: readonly string[] },
) => void {
  const client = useClient()
  const { act } = useAct()
  return (placing, tableIds, { agreed = [] } = {}) => {
    const floor = client.view
    const party = floor && placedParty(floor, placing)
    if (!floor || !party) return
    const at = tableIds.map((id) => floor.tables.get(id)?.tableNumber ?? '?')
    const refusal = placingNow() && usePlacingStore.getState().solvesRefusal
    const onTaken = () => {
      if (refusal !== undefined) void client.dismiss(refusal)
    }
    const besides = remarksOn(floor, placing, { tableIds, now: client.now() })
    const outcome = { done: words.parties.seatedAt({ name: party.name, tables: at }), agreed, besides, onTaken }
    stopPlacing()
    switch (placing.kind) {
      case 'guest': {
        const { guestId } = placing
        const guest = floor.guests.get(guestId)
        // Another host may seat the party meanwhile: then it stays where it is, and this one is told.
        const payload = { guestId, tableIds, ...(guest && { was: { tableIds: guest.tableIds } }) }
        if (guest?.status !== 'seated') return act('guest.seat', payload, outcome)
        return act('guest.move', payload, { ...outcome, done: words.parties.movedTo({ name: party.name, tables: at }) })
      }
      case 'reservation':
        return act('reservation.seat', { reservationId: placing.reservationId, tableIds }, outcome)
      case 'walkIn': {
        const { kind: _, ...guest } = placing
        return act('guest.create', { ...guest, status: 'seated', tableIds }, outcome)
      }
    }
  }
}

// What the floor allows without a word, and a host would not: a table that is held or not clean.
function remarksOn(floor: Floor, placing: Placing, at: { tableIds: readonly string[]; now: number }): Against[] {
  const party = partyToPlace(floor, placing)
  if (!party) return []
  const { reasons } = fitOf(fitContext(floor, at.now), tablesById(floor, at.tableIds), party)
  return reasons.flatMap((reason) =>
    reason.weight === 'remark' && reason.code !== 'here'
      ? { code: reason.code, detail: words.floor.remark[reason.code](reason.table) }
      : [],
  )
}

import type { Running } from '@qtable/client'
import type { Floor } from '@qtable/domain'
import { useAct } from '../commands/use-act.ts'
import { useClient } from '../session/client-hooks.ts'
import { words } from '../words.ts'
import { type Placing, placingNow, stopPlacing, usePlacingStore } from './placing-store.ts'

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

/** Seats or moves a party, says so with an undo, and ends the placing. */
export function useSeat(): (placing: Placing, tableIds: readonly string[], options?: { force?: boolean }) => void {
  const client = useClient()
  const { act } = useAct()
  return (placing, tableIds, { force = false } = {}) => {
    const floor = client.view
    const party = floor && placedParty(floor, placing)
    if (!floor || !party) return
    const { name } = party
    const at = tableIds.map((id) => floor.tables.get(id)?.tableNumber ?? '?')
    const more = force ? { force } : {}
    const seat = (): Running => {
      switch (placing.kind) {
        case 'guest': {
          const { guestId } = placing
          const isMove = floor.guests.get(guestId)?.status === 'seated'
          const done = isMove ? words.parties.movedTo(name, at) : words.parties.seatedAt(name, at)
          return act(isMove ? 'guest.move' : 'guest.seat', { guestId, tableIds, ...more }, done)
        }
        case 'reservation': {
          const { reservationId } = placing
          return act('reservation.seat', { reservationId, tableIds, ...more }, words.parties.seatedAt(name, at))
        }
        case 'walkIn': {
          const { kind: _, ...guest } = placing
          const payload = { ...guest, status: 'seated' as const, tableIds, ...more }
          return act('guest.create', payload, words.parties.seatedAt(name, at))
        }
      }
    }
    const refusal = placingNow() && usePlacingStore.getState().solvesRefusal
    if (seat().shown.length > 0 && refusal !== undefined) void client.dismiss(refusal)
    stopPlacing()
  }
}

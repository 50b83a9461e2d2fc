import type { Floor } from '@qtable/domain'
import { words } from '../words.ts'
import { useAct } from './act.ts'
import { type Placing, stopPlacing } from './placing.ts'
import { useClient } from './stand.ts'

/** Who is being placed: their name and how many they are. */
export function placedParty(floor: Floor, placing: Placing): { name: string; partySize: number } | undefined {
  switch (placing.kind) {
    case 'guest':
      return floor.guests.get(placing.guestId)
    case 'reservation':
      return floor.reservations.get(placing.reservationId)
    case 'walkIn':
      return { name: placing.name ?? words.waitlist.walkIn, partySize: placing.partySize }
  }
}

/** Seats a party, or moves it, at tables, says so with an undo, and is done with placing. */
export function useSeat(): (placing: Placing, tableIds: readonly string[], options?: { force?: boolean }) => void {
  const client = useClient()
  const { act } = useAct()
  return (placing, tableIds, { force = false } = {}) => {
    const floor = client.view
    const party = floor && placedParty(floor, placing)
    if (!floor || !party) return
    const at = tableIds.map((id) => floor.tables.get(id)?.tableNumber ?? '?')
    const more = force ? { force } : {}
    switch (placing.kind) {
      case 'guest': {
        const isMove = floor.guests.get(placing.guestId)?.status === 'seated'
        const done = isMove ? words.waitlist.movedTo(party.name, at) : words.waitlist.seatedAt(party.name, at)
        act(isMove ? 'guest.move' : 'guest.seat', { guestId: placing.guestId, tableIds, ...more }, done)
        break
      }
      case 'reservation': {
        const { reservationId } = placing
        act('reservation.seat', { reservationId, tableIds, ...more }, words.waitlist.seatedAt(party.name, at))
        break
      }
      case 'walkIn': {
        const { kind: _, ...guest } = placing
        const payload = { ...guest, status: 'seated', tableIds, ...more }
        act('guest.create', payload, words.waitlist.seatedAt(party.name, at))
      }
    }
    stopPlacing()
  }
}

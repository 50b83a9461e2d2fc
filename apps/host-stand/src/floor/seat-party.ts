import type { Floor } from '@qtable/domain'
import { useAct } from '../stand/act.ts'
import { type Placing, stopPlacing } from '../stand/placing.ts'
import { closeSheet } from '../stand/sheet.ts'
import { useClient } from '../stand/stand.tsx'
import { words } from '../words.ts'

/** Who is being placed: their name and how many they are. */
export function placedParty(floor: Floor, placing: Placing): { name: string; partySize: number } | undefined {
  switch (placing.kind) {
    case 'guest':
      return floor.guests.get(placing.guestId)
    case 'reservation':
      return floor.reservations.get(placing.reservationId)
    case 'walkIn':
      return { name: placing.name || words.floor.placing.walkIn, partySize: placing.partySize }
  }
}

/** The command that seats a party at tables, or moves it there, and what to say when it is done. */
export function seatCommandOf(
  floor: Floor,
  placing: Placing,
  { tableIds, force }: { tableIds: readonly string[]; force: boolean },
): { type: string; payload: object; done: string } | undefined {
  const party = placedParty(floor, placing)
  if (!party) return undefined
  const numbers = tableIds.map((id) => floor.tables.get(id)?.tableNumber ?? '').join(' + ')
  const seated = words.floor.placing.seated(party.name, numbers)
  const at = { tableIds, ...(force ? { force } : {}) }
  switch (placing.kind) {
    case 'walkIn': {
      const { kind: _, ...fields } = placing
      return { type: 'guest.create', payload: { ...fields, status: 'seated', ...at }, done: seated }
    }
    case 'guest': {
      const payload = { guestId: placing.guestId, ...at }
      if (floor.guests.get(placing.guestId)?.status !== 'seated') return { type: 'guest.seat', payload, done: seated }
      return { type: 'guest.move', payload, done: words.floor.placing.moved(party.name, numbers) }
    }
    case 'reservation':
      return { type: 'reservation.seat', payload: { reservationId: placing.reservationId, ...at }, done: seated }
  }
}

/** Seats a party, or moves it, says so with an undo, and ends the choice of a table. */
export function useSeatParty(): (placing: Placing, tableIds: readonly string[], options?: { force?: boolean }) => void {
  const client = useClient()
  const { act } = useAct()
  return (placing, tableIds, { force = false } = {}) => {
    const command = client.view && seatCommandOf(client.view, placing, { tableIds, force })
    if (!command) return
    stopPlacing()
    closeSheet()
    act(command.type, command.payload, command.done)
  }
}

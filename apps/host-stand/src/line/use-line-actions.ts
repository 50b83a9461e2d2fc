import type { Guest } from '@qtable/domain'
import { numbersOf } from '../floor/table-sets.ts'
import { type PartyAction, usePartyActions } from '../parties/use-party-actions.ts'
import { canSeatAsPlanned } from '../placing/fit.ts'
import { useNextActions } from '../reservations/use-next-actions.ts'
import { useClient, useFloorPart } from '../session/client-hooks.ts'
import { bookingOfGuest } from './lists.ts'

/** The actions of a party, the next one first. One that was booked and waits is seated at its planned tables if they are free. */
export function useLineActions(guest: Guest): PartyAction[] {
  const client = useClient()
  const booking = useFloorPart((floor) => bookingOfGuest(floor, guest))
  const free = useFloorPart((floor) => {
    const isFree = booking !== undefined && canSeatAsPlanned(floor, booking, client.now())
    return isFree ? numbersOf(floor, booking.tableIds) : []
  })
  const own = usePartyActions()(guest)
  const actionsOf = useNextActions()
  if (booking?.status !== 'arrived') return own
  const seating = actionsOf(booking, free).filter(({ name }) => name === 'seat' || name === 'move')
  return [...seating, ...own.filter(({ name }) => name !== 'seat')]
}

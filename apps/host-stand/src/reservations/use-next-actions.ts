import { isItsDay, isLiveReservation, type Reservation, type ReservationStatus } from '@qtable/domain'
import { useAct } from '../commands/use-act.ts'
import type { PartyAction } from '../parties/use-party-actions.ts'
import { useMay } from '../people/use-may.ts'
import { type Placing, startPlacing } from '../placing/placing-store.ts'
import { useSeat } from '../placing/use-seat.ts'
import { useClient, useFloorPart } from '../session/client-hooks.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { words } from '../words.ts'

const say = words.parties

/** Who the table is chosen for: the party, once it has arrived. */
export function placingOf({ id, guestId }: Reservation): Placing {
  return guestId ? { kind: 'guest', guestId } : { kind: 'reservation', reservationId: id }
}

/**
 * The actions of a reservation that is not seated, the next one first. `free` holds the numbers of its planned
 * tables if all are free.
 */
export function useNextActions(): (reservation: Reservation, free: readonly string[]) => PartyAction[] {
  const { act } = useAct()
  const seat = useSeat()
  const may = useMay()
  const client = useClient()
  const restaurant = useFloorPart((floor) => floor.restaurant)
  return (reservation, free) => {
    if (!may('host')) return []
    const { id: reservationId, name, status, tableIds } = reservation
    if (!isLiveReservation(reservation)) {
      const label = say.restore
      const restore = () => void act('reservation.restore', { reservationId }, say.restored(name))
      return [{ name: 'restore', label, says: say.actionFor({ label, name }), run: restore }]
    }
    const set = (to: ReservationStatus, done: string) => () =>
      void act('reservation.setStatus', { reservationId, status: to }, done)
    const choose: PartyAction = { name: 'seat', label: say.seat, run: () => startPlacing(placingOf(reservation)) }
    // On another day a tap would use up the booking.
    const isToday = isItsDay(reservation, client.now(), restaurant)
    const noShow: PartyAction = {
      name: 'no_show',
      label: say.noShow,
      isDanger: true,
      run: set('no_show', say.noShowDone(name)),
    }
    const rest: PartyAction[] = [
      { name: 'edit', label: say.edit, run: () => openSheet({ kind: 'reservation', reservationId }) },
      ...(isToday ? [noShow] : []),
      {
        name: 'cancelled',
        label: say.cancelReservation,
        short: words.common.cancel,
        isDanger: true,
        run: set('cancelled', say.cancelled(name)),
      },
    ]
    if (status === 'pending') {
      const confirm: PartyAction = { name: 'confirm', label: say.confirm, run: set('confirmed', say.confirmDone(name)) }
      return [confirm, ...(isToday ? [choose] : []), ...rest]
    }
    if (status !== 'arrived') {
      const arrive = () => void act('reservation.arrive', { reservationId }, say.arrivedDone(name))
      return isToday ? [{ name: 'arrive', label: say.arrived, run: arrive }, choose, ...rest] : rest
    }
    if (free.length === 0) return [choose, ...rest]
    const sit = () => seat(placingOf(reservation), tableIds)
    return [
      { name: 'seat', label: say.seatAt(free), short: say.seat, run: sit },
      { ...choose, name: 'move', label: say.otherTable, short: say.otherTableShort },
      ...rest,
    ]
  }
}

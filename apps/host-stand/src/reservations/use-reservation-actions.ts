import { isItsDay, type Reservation, type ReservationStatus } from '@qtable/domain'
import { useAct } from '../commands/use-act.ts'
import { numbersOf } from '../floor/table-sets.ts'
import { pageWords as words } from '../page-words.ts'
import type { PartyAction } from '../parties/use-party-actions.ts'
import { useMay } from '../people/use-may.ts'
import { canSeatAsPlanned } from '../placing/fit.ts'
import { startPlacing } from '../placing/placing-store.ts'
import { useSeat } from '../placing/use-seat.ts'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { useGoTo } from '../shell/page.ts'

/** An action that a reservation allows now. */
export interface ReservationAction {
  name: PartyAction['name']
  label: string
  isDanger?: boolean
  run: () => void
}

const say = words.reservations

/** The action for a visible button: the next one, unless it ends the reservation. On another day nothing is next. */
export function nextStep([first]: readonly ReservationAction[]): ReservationAction | undefined {
  return first?.isDanger ? undefined : first
}

/** The actions that a reservation allows now, the next one first. */
export function useReservationActions(): (reservation: Reservation) => ReservationAction[] {
  const { act } = useAct()
  const seat = useSeat()
  const may = useMay()
  const client = useClient()
  const floor = useOpenFloor()
  const showFloor = useGoTo('floor')

  /** At its planned table if that is free, or at any other. */
  function seatings(reservation: Reservation): ReservationAction[] {
    const { id: reservationId, guestId, tableIds } = reservation
    const placing = guestId === null ? ({ kind: 'reservation', reservationId } as const) : guest(guestId)
    function place() {
      startPlacing(placing)
      // The table is chosen on the plan.
      showFloor()
    }
    if (!canSeatAsPlanned(floor, reservation, client.now()))
      return [{ name: 'seat', label: say.actions.seat, run: place }]
    const label = words.parties.seatAt(numbersOf(floor, tableIds))
    return [
      { name: 'seat', label, run: () => seat(placing, tableIds) },
      { name: 'move', label: say.actions.place, run: place },
    ]
  }

  return (reservation) => {
    if (!may('host')) return []
    const { id: reservationId, name, status } = reservation
    const set = (to: ReservationStatus, done: string) => () => {
      act('reservation.setStatus', { reservationId, status: to }, done)
    }
    const confirm = {
      name: 'confirm',
      label: say.actions.confirm,
      run: set('confirmed', say.done.confirmed(name)),
    } as const
    const arrive = {
      name: 'arrive',
      label: say.actions.arrive,
      run: () => void act('reservation.arrive', { reservationId }, say.done.arrived(name)),
    } as const
    const noShow = {
      name: 'no_show',
      label: say.actions.noShow,
      isDanger: true,
      run: set('no_show', say.done.no_show(name)),
    } as const
    const cancel = {
      name: 'cancelled',
      label: say.actions.cancel,
      isDanger: true,
      run: set('cancelled', say.done.cancelled(name)),
    } as const
    // On another day a tap would use up the booking.
    const isToday = isItsDay(reservation, client.now(), floor.restaurant)
    const comes = isToday ? [arrive, ...seatings(reservation), noShow] : []
    switch (status) {
      case 'pending':
        return [confirm, ...comes, cancel]
      case 'confirmed':
        return [...comes, cancel]
      case 'arrived':
        return [...seatings(reservation), ...(isToday ? [noShow] : []), cancel]
      case 'seated':
        return []
      case 'finished':
      case 'cancelled':
      case 'no_show': {
        const run = () => void act('reservation.restore', { reservationId }, say.done.restored(name))
        return [{ name: 'restore', label: say.actions.restore, run }]
      }
    }
  }
}

const guest = (guestId: string) => ({ kind: 'guest', guestId }) as const

import type { Reservation } from '@qtable/domain'
import { useLocation } from 'wouter'
import { useAct } from '../stand/act.ts'
import { startPlacing } from '../stand/placing.ts'
import { useMay } from '../stand/roles.ts'
import { words } from '../words.ts'

/** Something that can be done with a reservation now. */
export interface ReservationAction {
  name: 'confirm' | 'arrive' | 'seat' | 'no_show' | 'cancel' | 'restore'
  label: string
  isDanger?: boolean
  run: () => void
}

const say = words.reservations

/** What can be done with a reservation as it is now, the next thing first. */
export function useReservationActions(): (reservation: Reservation) => ReservationAction[] {
  const { act } = useAct()
  const may = useMay()
  const [path, navigate] = useLocation()

  return ({ id: reservationId, name, status, guestId }) => {
    if (!may('host')) return []
    const set = (to: string, done: string) => () => {
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
    const seat = {
      name: 'seat',
      label: say.actions.seat,
      run() {
        startPlacing(guestId === null ? { kind: 'reservation', reservationId } : { kind: 'guest', guestId })
        // The table is chosen on the plan.
        if (path !== '/') navigate('/')
      },
    } as const
    const ends = [
      { name: 'no_show', label: say.actions.noShow, isDanger: true, run: set('no_show', say.done.no_show(name)) },
      { name: 'cancel', label: say.actions.cancel, isDanger: true, run: set('cancelled', say.done.cancelled(name)) },
    ] as const
    switch (status) {
      case 'pending':
        return [confirm, arrive, seat, ...ends]
      case 'confirmed':
        return [arrive, seat, ...ends]
      case 'arrived':
        return [seat, ...ends]
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

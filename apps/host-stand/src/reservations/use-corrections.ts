import { isCorrectable, isLiveReservation, type Reservation } from '@qtable/domain'
import { sendRequest } from '../commands/send-request.ts'
import { pageWords as words } from '../page-words.ts'
import { useMay } from '../people/use-may.ts'
import { useClient } from '../session/client-hooks.ts'
import { toast } from '../ui/toaster.tsx'
import type { ReservationAction } from './use-reservation-actions.ts'

const say = words.reservations

const corrections = () =>
  [
    { status: 'finished', name: 'done', label: say.actions.came },
    { status: 'no_show', name: 'no_show', label: say.actions.noShow },
    { status: 'cancelled', name: 'cancelled', label: say.actions.wasCancelled },
  ] as const

/**
 * The actions that correct how a reservation of a past day ended, because the close of a day may settle it wrongly. It has
 * left the floor, so each action asks the server, and calls `onCorrected` once that has answered.
 */
export function useCorrections(onCorrected: () => void): (reservation: Reservation) => ReservationAction[] {
  const client = useClient()
  const may = useMay()

  async function correct({ id, name }: Reservation, status: Reservation['status']): Promise<void> {
    const request = { method: 'PUT', path: `/reservations/${id}/status`, body: { status } } as const
    if (await sendRequest(client, request)) return
    toast({ title: say.done.corrected(name) })
    onCorrected()
  }

  return (reservation) => {
    if (!may('host') || isLiveReservation(reservation) || !isCorrectable(reservation, client.now())) return []
    return corrections()
      .filter(({ status }) => status !== reservation.status)
      .map(({ status, name, label }) => ({ name, label, run: () => void correct(reservation, status) }))
  }
}

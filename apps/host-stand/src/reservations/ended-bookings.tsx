import type { Reservation } from '@qtable/domain'
import { memo } from 'react'
import { EndedFold } from '../line/ended-fold.tsx'
import { PartyRow } from '../parties/party-row.tsx'
import { useFloorPart } from '../session/client-hooks.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { useTimes } from '../time/times.ts'
import { words } from '../words.ts'
import { neverCameOf } from './next-list.ts'
import { placingOf, useNextActions } from './use-next-actions.ts'

/** Today's bookings that were cancelled or nobody came for, each with a button that brings it back. */
export function EndedBookings() {
  const ended = useFloorPart((floor) => neverCameOf(floor))
  return <EndedFold ended={ended} counted={words.line.endedBookings(ended.length)} row={rowOf} />
}

const rowOf = (reservation: Reservation) => <EndedRow key={reservation.id} reservation={reservation} />

const EndedRow = memo(function EndedRow({ reservation }: { reservation: Reservation }) {
  const times = useTimes()
  const { id: reservationId, status, startsAt } = reservation
  const actions = useNextActions()(reservation, [])
  return (
    <PartyRow
      entityId={reservationId}
      placing={placingOf(reservation)}
      isFaint
      party={reservation}
      onOpen={() => openSheet({ kind: 'reservation', reservationId })}
      status={`${times.clock(startsAt)} · ${words.parties.statuses[status]}`}
      actions={actions}
      shown={actions[0]}
    />
  )
})

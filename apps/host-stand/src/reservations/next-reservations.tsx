import type { Reservation } from '@qtable/domain'
import { CalendarCheck } from 'lucide-react'
import { memo } from 'react'
import { numbersOf } from '../floor/table-sets.ts'
import { useClashes } from '../floor/use-clashes.ts'
import { PartyRow } from '../parties/party-row.tsx'
import { canSeatAsPlanned } from '../placing/fit.ts'
import { useClient, useFloorPart } from '../session/client-hooks.ts'
import { openSheet, useIsOpen } from '../shell/open-sheet.ts'
import { useMinutesSince } from '../time/now.ts'
import { relative, span, useTimes } from '../time/times.ts'
import { reservationUrgency } from '../time/urgency.ts'
import { classes } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'
import { VirtualRows } from '../ui/virtual-rows.tsx'
import { words } from '../words.ts'
import { EndedBookings } from './ended-bookings.tsx'
import { nextOf } from './next-list.ts'
import styles from './next-reservations.module.css'
import { placingOf, useNextActions } from './use-next-actions.ts'

/** Today's reservations that are not seated yet, and below them those that will not be. */
export function NextReservations() {
  const next = useFloorPart((floor) => nextOf(floor))
  return (
    <>
      {next.length === 0 ? (
        <EmptyState icon={<CalendarCheck size={28} aria-hidden />} title={words.line.emptyNext} />
      ) : (
        <VirtualRows items={next} row={rowOf} keyOf={idOf} rowPx={rowPx} />
      )}
      <EndedBookings />
    </>
  )
}

/** The height of a usual row. */
const rowPx = 82
const idOf = ({ id }: Reservation) => id
const rowOf = (reservation: Reservation) => <NextRow key={reservation.id} reservation={reservation} />

const NextRow = memo(function NextRow({ reservation }: { reservation: Reservation }) {
  const times = useTimes()
  const { id: reservationId, startsAt, status, tableIds } = reservation
  const isPicked = useIsOpen({ kind: 'reservation', reservationId })
  const planned = useFloorPart((floor) => numbersOf(floor, tableIds))
  const client = useClient()
  const isPlanFree = useFloorPart((floor) => canSeatAsPlanned(floor, reservation, client.now()))
  const clashes = useClashes(reservation)
  const actions = useNextActions()(reservation, isPlanFree ? planned : [])
  const until = -useMinutesSince(startsAt)
  const isLate = until < 0 && status !== 'arrived'
  const urgency = reservationUrgency(reservation, Date.parse(startsAt) - until * 60_000)
  const when =
    status === 'arrived' ? words.parties.statuses.arrived : isLate ? words.parties.late(span(until)) : relative(until)
  return (
    <PartyRow
      entityId={reservationId}
      placing={placingOf(reservation)}
      party={reservation}
      urgency={urgency}
      isPicked={isPicked}
      onOpen={() => openSheet({ kind: 'reservation', reservationId })}
      lead={
        <span className={styles.lead}>
          <time className={styles.time}>{times.clock(startsAt)}</time>
          <span className={classes(styles[urgency], status === 'arrived' && styles.arrived)}>{when}</span>
        </span>
      }
      status={
        status === 'pending'
          ? words.parties.pending
          : planned.length === 0
            ? words.parties.noTable
            : words.common.tables(planned)
      }
      clashes={clashes}
      actions={actions}
      shown={actions[0]}
      isDue={status === 'arrived'}
    />
  )
})

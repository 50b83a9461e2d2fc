import type { Floor, Reservation } from '@qtable/domain'
import { CalendarCheck } from 'lucide-react'
import { memo } from 'react'
import { nextOf, numbersOf } from '../line/lists.ts'
import { PartyRow } from '../parties/party-row.tsx'
import { useFloorPart } from '../session/client-hooks.ts'
import { openSheet, useIsOpen } from '../shell/open-sheet.ts'
import { useMinutesSince } from '../time/now.ts'
import { relative, span, useTimes } from '../time/times.ts'
import { classes } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'
import { words } from '../words.ts'
import styles from './next-reservations.module.css'
import { placingOf, useNextActions } from './use-next-actions.ts'

const say = words.waitlist
/** A party that is later than this has probably forgotten. */
const lateMinutes = 15

/** The reservations of this service day that do not sit yet. */
export function NextReservations() {
  const next = useFloorPart((floor) => nextOf(floor))
  if (next.length === 0) return <EmptyState icon={<CalendarCheck size={28} aria-hidden />} title={say.emptyNext} />
  return (
    <ul>
      {next.map((reservation) => (
        <NextRow key={reservation.id} reservation={reservation} />
      ))}
    </ul>
  )
}

const NextRow = memo(function NextRow({ reservation }: { reservation: Reservation }) {
  const times = useTimes()
  const { id: reservationId, startsAt, status, tableIds } = reservation
  const isPicked = useIsOpen({ kind: 'reservation', reservationId })
  const planned = useFloorPart((floor) => numbersOf(floor, tableIds))
  const isPlanFree = useFloorPart((floor) => areFree(floor, tableIds))
  const actions = useNextActions()(reservation, isPlanFree ? planned : [])
  const until = -useMinutesSince(startsAt)
  const isLate = until < 0 && status !== 'arrived'
  const mood = !isLate ? 'calm' : until < -lateMinutes ? 'late' : 'soon'
  const when = status === 'arrived' ? say.statuses.arrived : isLate ? say.late(span(until)) : relative(until)
  return (
    <PartyRow
      entityId={reservationId}
      placing={placingOf(reservation)}
      party={reservation}
      mood={mood}
      isPicked={isPicked}
      onOpen={() => openSheet({ kind: 'reservation', reservationId })}
      lead={
        <span className={styles.lead}>
          <time className={styles.time}>{times.clock(startsAt)}</time>
          <span className={classes(styles.when, styles[mood], status === 'arrived' && styles.arrived)}>{when}</span>
        </span>
      }
      status={status === 'pending' ? say.pending : say.planned(planned)}
      actions={actions}
      shown={actions[0]}
      isDue={status === 'arrived'}
    />
  )
})

function areFree({ tables }: Floor, tableIds: readonly string[]): boolean {
  return tableIds.length > 0 && tableIds.every((id) => tables.get(id)?.currentGuestId === null)
}

import { type Reservation, serviceDayAt } from '@qtable/domain'
import { usePulses } from '../activity/pulses.ts'
import { pageWords as words } from '../page-words.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { clockWidth, minutesBetween, useTimes } from '../time/times.ts'
import { reservationUrgency } from '../time/urgency.ts'
import type { DayList } from './day-list.ts'
import styles from './day-rows.module.css'
import { ReservationRow } from './reservation-row.tsx'
import { nextStep, useReservationActions } from './use-reservation-actions.ts'

/** The rows of a day: expected and present parties, then those that have ended. */
export function DayRows({
  list,
  now,
  pickedId,
  onOpen,
}: {
  list: DayList
  /** Undefined on other days. */
  now: number | undefined
  pickedId: string | undefined
  onOpen: (reservationId: string) => void
}) {
  const { times, row } = useRows({ pickedId, onOpen })
  return (
    <div style={clockWidth(times)}>
      <ul>{list.live.map((one) => row(one, now))}</ul>
      {list.ended.length > 0 && (
        <>
          <h2 className={styles.heading}>{words.reservations.endedToday}</h2>
          <ul className={styles.ended}>{list.ended.map((one) => row(one, now))}</ul>
        </>
      )}
    </div>
  )
}

/** What a search found on all days, each with its day. */
export function FoundRows({
  found,
  today,
  now,
  pickedId,
  onOpen,
}: {
  found: readonly Reservation[]
  today: string
  now: number
  pickedId: string | undefined
  onOpen: (reservationId: string) => void
}) {
  const { restaurant } = useOpenFloor()
  const { times, row } = useRows({ pickedId, onOpen })
  const dayOf = ({ startsAt }: Reservation) => serviceDayAt(startsAt, restaurant).date
  return (
    <ul style={clockWidth(times)}>
      {found.map((one) => (dayOf(one) === today ? row(one, now) : row(one, undefined, times.shortDay(dayOf(one)))))}
    </ul>
  )
}

function useRows({ pickedId, onOpen }: { pickedId: string | undefined; onOpen: (reservationId: string) => void }) {
  const { tables, reservations } = useOpenFloor()
  const times = useTimes()
  const pulses = usePulses()
  const actionsOf = useReservationActions()

  function row(reservation: Reservation, now: number | undefined, day?: string) {
    const { id, tableIds, status, startsAt } = reservation
    const numbers = tableIds.map((tableId) => tables.get(tableId)?.tableNumber ?? '?')
    const isAwaited = status === 'pending' || status === 'confirmed'
    return (
      <ReservationRow
        key={id}
        reservation={reservation}
        numbers={numbers.length > 0 ? words.common.tables(numbers) : ''}
        times={times}
        day={day}
        minutesAhead={now !== undefined && isAwaited ? -minutesBetween(startsAt, now) : undefined}
        urgency={reservationUrgency(reservation, now)}
        next={reservations.has(id) ? nextStep(actionsOf(reservation)) : undefined}
        pulse={pulses.get(id)}
        isPicked={id === pickedId}
        onOpen={onOpen}
      />
    )
  }
  return { times, row }
}

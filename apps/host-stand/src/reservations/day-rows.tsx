import { type Reservation, serviceDayAt } from '@qtable/domain'
import { usePulses } from '../activity/pulses.ts'
import { pageWords as words } from '../page-words.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { clockWidth, minutesBetween, useTimes } from '../time/times.ts'
import { reservationUrgency } from '../time/urgency.ts'
import { VirtualRows } from '../ui/virtual-rows.tsx'
import type { DayList } from './day-list.ts'
import styles from './day-rows.module.css'
import { ReservationRow } from './reservation-row.tsx'
import { nextStep, useReservationActions } from './use-reservation-actions.ts'

/** The height of a usual row. */
const rowPx = 69
const idOf = ({ id }: Reservation) => id

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
      <VirtualRows items={list.live} row={(one) => row(one, now)} keyOf={idOf} rowPx={rowPx} />
      {list.ended.length > 0 && (
        <>
          <h2 className={styles.heading}>{words.reservations.endedToday}</h2>
          <VirtualRows
            items={list.ended}
            row={(one) => row(one, now)}
            keyOf={idOf}
            rowPx={rowPx}
            className={styles.ended}
          />
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
    <div style={clockWidth(times)}>
      <VirtualRows
        items={found}
        row={(one) => (dayOf(one) === today ? row(one, now) : row(one, undefined, times.shortDay(dayOf(one))))}
        keyOf={idOf}
        rowPx={rowPx}
      />
    </div>
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

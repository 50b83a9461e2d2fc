import type { Reservation } from '@qtable/domain'
import { usePulses } from '../stand/others.ts'
import { useFloor } from '../stand/stand.ts'
import { useTimes } from '../stand/times.ts'
import { words } from '../words.ts'
import type { DayList } from './day-list.ts'
import { useReservationActions } from './reservation-actions.ts'
import { ReservationRow } from './reservation-row.tsx'
import styles from './reservations.module.css'

/** The rows of a day: what is to come and who is here, then what has ended. */
export function DayRows({
  list,
  pickedId,
  onOpen,
}: {
  list: DayList
  pickedId: string | undefined
  onOpen: (reservationId: string) => void
}) {
  const { tables, reservations } = useFloor()
  const times = useTimes()
  const pulses = usePulses()
  const actionsOf = useReservationActions()

  function row(reservation: Reservation) {
    const { id, tableIds } = reservation
    const numbers = tableIds.map((tableId) => tables.get(tableId)?.tableNumber ?? '?')
    return (
      <ReservationRow
        key={id}
        reservation={reservation}
        numbers={numbers.length > 0 ? words.common.tables(numbers) : ''}
        times={times}
        next={reservations.has(id) ? actionsOf(reservation)[0] : undefined}
        pulse={pulses.get(id)}
        isPicked={id === pickedId}
        onOpen={onOpen}
      />
    )
  }

  return (
    <>
      <ul>{list.live.map(row)}</ul>
      {list.ended.length > 0 && (
        <>
          <h2 className={styles.heading}>{words.reservations.endedToday}</h2>
          <ul className={styles.ended}>{list.ended.map(row)}</ul>
        </>
      )}
    </>
  )
}

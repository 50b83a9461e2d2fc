import { useMemo } from 'react'
import { useFloor } from '../stand/stand.ts'
import { classes } from '../ui/button.tsx'
import { words } from '../words.ts'
import { type Booking, timesOfBooking } from './booking.ts'
import styles from './booking-form.module.css'
import { plannableTables } from './plannable.ts'

const say = words.reservations.form
const shown = 14

/** The tables that are free for a booking at its time, the best fit first; or none yet. */
export function TablePicker({
  booking,
  reservationId,
  onPick,
}: {
  booking: Booking
  reservationId: string | undefined
  onPick: (tableIds: readonly string[]) => void
}) {
  const floor = useFloor()
  const { partySize } = booking
  const when = timesOfBooking(booking, floor.restaurant)
  const from = when ? Date.parse(when.startsAt) : undefined
  const minutes = when?.durationMinutes ?? 0
  const options = useMemo(() => {
    if (from === undefined || partySize === undefined) return undefined
    return plannableTables(floor, { partySize, from, until: from + minutes * 60_000, reservationId })
  }, [floor, partySize, from, minutes, reservationId])
  if (!options) return null
  const key = [...booking.tableIds].sort().join()
  const isPicked = (ids: readonly string[]) => [...ids].sort().join() === key
  const isKnown = options.some(({ tableIds }) => isPicked(tableIds))
  const own = isKnown || booking.tableIds.length === 0 ? [] : [ownOf(floor, booking.tableIds)]
  return (
    <fieldset className={styles.tables}>
      <legend className={styles.legend}>
        {say.tables} <span className={styles.hint}>{options.length === 0 ? say.noTables : say.tablesHint}</span>
      </legend>
      <div className={styles.tableRow}>
        <Choice isPicked={booking.tableIds.length === 0} onPick={() => onPick([])} label={say.later} />
        {[...own, ...options].slice(0, shown).map(({ tableIds, numbers, seats }) => (
          <Choice
            key={numbers}
            isPicked={isPicked(tableIds)}
            onPick={() => onPick(tableIds)}
            label={numbers}
            detail={say.seats(seats)}
          />
        ))}
      </div>
    </fieldset>
  )
}

function Choice({
  isPicked,
  onPick,
  label,
  detail,
}: {
  isPicked: boolean
  onPick: () => void
  label: string
  detail?: string
}) {
  return (
    <button
      type="button"
      className={classes(styles.table, isPicked && styles.pickedTable)}
      aria-pressed={isPicked}
      onClick={onPick}
    >
      <span className={styles.number}>{label}</span>
      {detail && <span className={styles.seats}>{detail}</span>}
    </button>
  )
}

// What is planned stays to be seen, also where it is not among the best.
function ownOf(floor: ReturnType<typeof useFloor>, tableIds: readonly string[]) {
  const tables = tableIds.flatMap((id) => floor.tables.get(id) ?? [])
  const numbers = tables.map(({ tableNumber }) => tableNumber).join(' + ')
  return { tableIds, numbers, seats: tables.reduce((sum, { capacity }) => sum + capacity, 0) }
}

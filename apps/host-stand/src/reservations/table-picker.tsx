import { useMemo } from 'react'
import { numbersOf, sameTableSet } from '../floor/table-sets.ts'
import { pageWords as words } from '../page-words.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { classes } from '../ui/button.tsx'
import { type Booking, timesOfBooking } from './booking.ts'
import { plannableTables } from './plannable-tables.ts'
import styles from './table-picker.module.css'

const say = words.reservations.form
const shown = 14

/** The tables that are free at the time of a booking, best fit first, or none yet. */
export function TablePicker({
  booking,
  reservationId,
  now,
  onPick,
}: {
  booking: Booking
  reservationId: string | undefined
  /** The current minute, in milliseconds. */
  now: number
  onPick: (tableIds: readonly string[]) => void
}) {
  const floor = useOpenFloor()
  // A table may be chosen before the size is known.
  const partySize = booking.partySize ?? (booking.tableIds.length > 0 ? 1 : undefined)
  const when = timesOfBooking({ ...booking, partySize }, floor.restaurant)
  const from = when ? Date.parse(when.startsAt) : undefined
  const minutes = when?.durationMinutes ?? 0
  const options = useMemo(() => {
    if (from === undefined || partySize === undefined) return undefined
    return plannableTables(floor, { partySize, from, until: from + minutes * 60_000, reservationId, now })
  }, [floor, partySize, from, minutes, reservationId, now])
  if (!options) return null
  const isPicked = (ids: readonly string[]) => sameTableSet(ids, booking.tableIds)
  const offered = options.slice(0, shown)
  // The planned table is always shown, even if it is not among the best or no longer free.
  const isMissing = booking.tableIds.length > 0 && !offered.some(({ tableIds }) => isPicked(tableIds))
  const picked = options.find(({ tableIds }) => isPicked(tableIds))
  return (
    <fieldset className={styles.tables}>
      <legend className={styles.legend}>
        {say.tables} <span className={styles.hint}>{options.length === 0 ? say.noTables : say.tablesHint}</span>
      </legend>
      <div className={styles.tableRow}>
        <Choice isPicked={booking.tableIds.length === 0} onPick={() => onPick([])} label={say.later} />
        {isMissing && (
          <Choice
            isPicked
            onPick={() => onPick([])}
            label={numbersOf(floor, booking.tableIds).join(' + ')}
            detail={picked ? say.seats(picked.seats) : say.unsuitable}
          />
        )}
        {offered.map(({ tableIds, numbers, seats }) => (
          <Choice
            key={numbers}
            isPicked={isPicked(tableIds)}
            onPick={() => onPick(isPicked(tableIds) ? [] : tableIds)}
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
      <span className={styles.number}>{label}</span> {detail && <span className={styles.seats}>{detail}</span>}
    </button>
  )
}

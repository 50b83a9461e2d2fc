import { turnMinutesFor } from '@qtable/domain'
import { useMemo } from 'react'
import { pageWords as words } from '../page-words.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { instantAt } from '../time/local-time.ts'
import { clockWidth, useTimes } from '../time/times.ts'
import { classes } from '../ui/button.tsx'
import { bookableTimes } from './bookable-times.ts'
import type { Booking } from './booking.ts'
import styles from './time-slots.module.css'

const say = words.reservations.form

/** The times of a day as buttons; those without a free table are crossed out. */
export function TimeSlots({
  booking: { date, time, partySize, durationMinutes },
  reservationId,
  now,
  onPick,
}: {
  booking: Booking
  reservationId: string | undefined
  /** The current minute, in milliseconds. */
  now: number
  onPick: (time: string) => void
}) {
  const floor = useOpenFloor()
  const times = useTimes()
  const { restaurant } = floor
  const minutes = durationMinutes ?? turnMinutesFor(restaurant, partySize ?? 2)
  const slots = useMemo(
    () => (date === '' ? [] : bookableTimes(floor, { date, partySize, durationMinutes: minutes, reservationId, now })),
    [floor, date, partySize, minutes, reservationId, now],
  )
  if (date === '') return null
  if (slots.length === 0) return <p className={styles.none}>{say.noTimes}</p>
  return (
    <fieldset className={styles.slots} style={clockWidth(times)}>
      <legend className="visually-hidden">{say.times}</legend>
      {slots.map(({ time: at, isFree }) => (
        <button
          key={at}
          type="button"
          className={classes(styles.slot, isFree === false && styles.full, at === time && styles.picked)}
          aria-pressed={at === time}
          title={isFree === false ? say.noTables : undefined}
          onClick={() => onPick(at === time ? '' : at)}
        >
          {times.clock(instantAt(date, at, restaurant))}
          {isFree === false && <span className="visually-hidden">, {say.full}</span>}
        </button>
      ))}
    </fieldset>
  )
}

import { isLiveReservation, plusMinutes, type Reservation } from '@qtable/domain'
import { ClashNote } from '../floor/clash-note.tsx'
import { useClashes } from '../floor/use-clashes.ts'
import { pageWords as words } from '../page-words.ts'
import { TagsAndNotes } from '../parties/tags-and-notes.tsx'
import { useOpenFloor } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { minutesBetween, relative, span, useTimes } from '../time/times.ts'
import { minutesLate, reservationUrgency } from '../time/urgency.ts'
import { classes } from '../ui/button.tsx'
import { Fact } from '../ui/fact.tsx'
import styles from './reservation-facts.module.css'
import { StatusBadge } from './status-badge.tsx'

const say = words.reservations
const dayMinutes = 24 * 60
/** The reason that the close of a day gives. */
const dayClosed = 'day closed'

/** The facts about a reservation. */
export function ReservationFacts({ reservation }: { reservation: Reservation }) {
  const { tables } = useOpenFloor()
  const times = useTimes()
  const { startsAt, durationMinutes, tableIds, phone, email, source, tags, notes, status, endedReason } = reservation
  const numbers = tableIds.map((id) => tables.get(id)?.tableNumber ?? '?')
  const none = isLiveReservation(reservation) ? say.noTable : say.noTableEver
  return (
    <>
      <div className={styles.state}>
        <StatusBadge status={status} />
        <Ahead reservation={reservation} />
      </div>
      <ClashNote clashes={useClashes(reservation)} />
      <dl>
        <Fact name={say.facts.when}>
          <strong>
            {say.facts.until({ from: times.exact(startsAt), to: times.clock(plusMinutes(startsAt, durationMinutes)) })}
          </strong>
        </Fact>
        <Fact name={say.facts.table}>
          <strong>{numbers.length > 0 ? words.common.tables(numbers) : none}</strong>
        </Fact>
        {endedReason !== null && (
          <Fact name={say.facts.why}>{endedReason === dayClosed ? say.facts.dayClosed : endedReason}</Fact>
        )}
        {phone !== null && (
          <Fact name={say.facts.phone}>
            <a className={styles.link} href={`tel:${phone}`}>
              {phone}
            </a>
          </Fact>
        )}
        {email !== null && (
          <Fact name={say.facts.email}>
            <a className={styles.link} href={`mailto:${email}`}>
              {email}
            </a>
          </Fact>
        )}
        <Fact name={say.facts.source}>{say.form.sources[source as keyof typeof say.form.sources] ?? source}</Fact>
      </dl>
      <TagsAndNotes tags={tags} notes={notes} />
    </>
  )
}

/** How soon they come or how late they are, on the day itself. */
function Ahead({ reservation }: { reservation: Reservation }) {
  const now = useNow()
  const { status, startsAt } = reservation
  const late = minutesLate(reservation, now)
  if (late !== undefined && late < dayMinutes) {
    return (
      <span className={classes(styles.soon, reservationUrgency(reservation, now) === 'late' && styles.late)}>
        {words.parties.late(span(late))}
      </span>
    )
  }
  const ahead = -minutesBetween(startsAt, now)
  if ((status !== 'confirmed' && status !== 'pending') || ahead < 0 || ahead > dayMinutes) return null
  return <span className={styles.ahead}>{relative(ahead)}</span>
}

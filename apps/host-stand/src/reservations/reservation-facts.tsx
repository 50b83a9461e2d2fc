import { plusMinutes, type Reservation } from '@qtable/domain'
import type { ReactNode } from 'react'
import { useNow } from '../stand/now.ts'
import { useFloor } from '../stand/stand.ts'
import { minutesBetween, relative, span, useTimes } from '../stand/times.ts'
import { Badge } from '../ui/badge.tsx'
import { classes } from '../ui/button.tsx'
import { glyphOf } from '../waitlist/tag-glyphs.tsx'
import { words } from '../words.ts'
import { minutesLate, moodOf } from './overview.ts'
import styles from './reservation-facts.module.css'
import { StatusBadge } from './status-badge.tsx'

const say = words.reservations
const dayMinutes = 24 * 60

/** What is known of a reservation. */
export function ReservationFacts({ reservation }: { reservation: Reservation }) {
  const { tables } = useFloor()
  const times = useTimes()
  const { startsAt, durationMinutes, tableIds, phone, email, source, tags, notes, status } = reservation
  const numbers = tableIds.map((id) => tables.get(id)?.tableNumber ?? '?')
  return (
    <>
      <div className={styles.state}>
        <StatusBadge status={status} />
        <Ahead reservation={reservation} />
      </div>
      <dl>
        <Fact name={say.facts.when}>
          <strong>{say.facts.until(times.exact(startsAt), times.clock(plusMinutes(startsAt, durationMinutes)))}</strong>
        </Fact>
        <Fact name={say.facts.table}>
          <strong>{numbers.length > 0 ? words.common.tables(numbers) : say.noTable}</strong>
        </Fact>
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
      {tags.length > 0 && (
        <ul className={styles.tags} aria-label={say.facts.tags}>
          {tags.map((tag) => {
            const Glyph = glyphOf(tag)
            return (
              <li key={tag}>
                <Badge icon={<Glyph size={15} aria-hidden />}>{tag}</Badge>
              </li>
            )
          })}
        </ul>
      )}
      {notes !== '' && <p className={styles.notes}>{notes}</p>}
    </>
  )
}

/** How long it is until they come, or how late they are: while that is a matter of the day. */
function Ahead({ reservation }: { reservation: Reservation }) {
  const now = useNow()
  const { status, startsAt } = reservation
  const late = minutesLate(reservation, now)
  if (late !== undefined && late < dayMinutes) {
    return (
      <span className={classes(styles.soon, moodOf(reservation, now) === 'late' && styles.late)}>
        {words.waitlist.late(span(late))}
      </span>
    )
  }
  const ahead = minutesBetween(now, startsAt)
  if ((status !== 'confirmed' && status !== 'pending') || ahead < 0 || ahead > dayMinutes) return null
  return <span className={styles.ahead}>{relative(ahead)}</span>
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  )
}

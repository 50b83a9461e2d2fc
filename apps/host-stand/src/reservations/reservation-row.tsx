import { isLiveReservation, type Reservation } from '@qtable/domain'
import { memo } from 'react'
import type { Pulse } from '../activity/pulses.ts'
import { ClashNote } from '../floor/clash-note.tsx'
import { useClashes } from '../floor/use-clashes.ts'
import { pageWords as words } from '../page-words.ts'
import { ActionGlyph } from '../parties/action-glyph.tsx'
import { SizeCircle } from '../parties/party-row.tsx'
import { TagGlyphs } from '../parties/tag-glyphs.tsx'
import { relative, span, type TimeFormats } from '../time/times.ts'
import type { Urgency } from '../time/urgency.ts'
import { Button, classes } from '../ui/button.tsx'
import styles from './reservation-row.module.css'
import { StatusBadge } from './status-badge.tsx'
import type { ReservationAction } from './use-reservation-actions.ts'

const say = words.reservations
/** Closer than this, the minutes left say more than the time. */
const soonMinutes = 120

/** One reservation in a day's list: tap to open, with a button for the next action. */
export const ReservationRow = memo(function ReservationRow({
  reservation,
  numbers,
  times,
  day,
  minutesAhead,
  urgency,
  next,
  pulse,
  isPicked,
  onOpen,
}: {
  reservation: Reservation
  numbers: string
  times: TimeFormats
  /** Its day, among those of other days. */
  day?: string | undefined
  /** The minutes left, on its day, while its party is expected. */
  minutesAhead: number | undefined
  urgency: Urgency
  next: ReservationAction | undefined
  pulse: Pulse | undefined
  isPicked: boolean
  onOpen: (reservationId: string) => void
}) {
  const { id, name, partySize, startsAt, status, tags, notes } = reservation
  const isSoon = minutesAhead !== undefined && minutesAhead < soonMinutes
  const known = [...tags.map(words.parties.tag), notes].filter(Boolean).join(', ')
  const clashes = useClashes(reservation)
  return (
    <li className={classes(styles.row, isPicked && styles.picked)}>
      <button type="button" className={styles.main} aria-expanded={isPicked} onClick={() => onOpen(id)}>
        <SizeCircle size={partySize} urgency={urgency} />
        <span className={styles.name} dir="auto">
          {name}
        </span>
        <span className={styles.under}>
          <span className={styles.lead}>
            <time className={styles.time} dateTime={startsAt}>
              {times.clock(startsAt)}
            </time>
            {day !== undefined && <span>{day}</span>}
            {isSoon && (
              <span className={classes(urgency !== 'calm' && styles[urgency])}>
                {urgency === 'calm' ? relative(minutesAhead) : words.parties.late(span(minutesAhead))}
              </span>
            )}
          </span>
          <span className={styles.facts}>
            <span className={styles.where}>
              {numbers || (isLiveReservation(reservation) ? say.noTable : say.noTableEver)}
            </span>
            <span className={styles.glyphs}>
              <TagGlyphs tags={tags} notes={notes} />
            </span>
            {known !== '' && <span className={styles.known}>{known}</span>}
            {pulse && (
              <span key={pulse.version} className={styles.pulse} title={words.common.changedBy(pulse.name)}>
                {pulse.initials}
              </span>
            )}
          </span>
          <span className={classes(styles.status, status === 'confirmed' && styles.plain)}>
            <StatusBadge status={status} />
          </span>
        </span>
        {clashes.length > 0 && (
          <span className={styles.clash}>
            <ClashNote clashes={clashes} />
          </span>
        )}
      </button>
      {next && (
        <Button
          className={styles.next}
          kind={next.name === 'seat' ? 'next' : 'plain'}
          icon={<ActionGlyph name={next.name} size={18} />}
          onClick={next.run}
          aria-label={say.actionFor({ action: next.label, name })}
        >
          {next.label}
        </Button>
      )}
    </li>
  )
})

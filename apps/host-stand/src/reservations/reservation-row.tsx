import type { Reservation } from '@qtable/domain'
import { memo } from 'react'
import type { Pulse } from '../stand/others.ts'
import type { Times } from '../stand/times.ts'
import { Button, classes } from '../ui/button.tsx'
import { TagGlyphs } from '../waitlist/tag-glyphs.tsx'
import { words } from '../words.ts'
import { ActionIcon } from './action-icon.tsx'
import type { ReservationAction } from './reservation-actions.ts'
import styles from './reservations.module.css'
import { StatusBadge } from './status-badge.tsx'

/** One reservation of a day's list: tapped to open, with its next action beside it. */
export const ReservationRow = memo(function ReservationRow({
  reservation,
  numbers,
  times,
  next,
  pulse,
  isPicked,
  onOpen,
}: {
  reservation: Reservation
  numbers: string
  times: Times
  next: ReservationAction | undefined
  pulse: Pulse | undefined
  isPicked: boolean
  onOpen: (reservationId: string) => void
}) {
  const { id, name, partySize, startsAt, status, tags, notes } = reservation
  return (
    <li className={classes(styles.row, isPicked && styles.picked)}>
      <button type="button" className={styles.main} aria-expanded={isPicked} onClick={() => onOpen(id)}>
        <time className={styles.time} dateTime={startsAt}>
          {times.clock(startsAt)}
        </time>
        <span className={styles.size}>
          <span aria-hidden>{partySize}</span>
          <span className="visually-hidden">{words.common.party(partySize)}</span>
        </span>
        <span className={styles.who}>
          <span className={styles.nameLine}>
            <span className={styles.name}>{name}</span>
            <TagGlyphs tags={tags} notes={notes} />
          </span>
          <span className={styles.where}>{numbers || words.reservations.noTable}</span>
        </span>
        <span className={styles.status}>
          {pulse && (
            <span key={pulse.version} className={styles.pulse} title={words.common.changedBy(pulse.name)}>
              {pulse.initials}
            </span>
          )}
          <StatusBadge status={status} />
        </span>
      </button>
      <span className={styles.next}>
        {next && (
          <Button
            kind={next.name === 'seat' ? 'next' : 'plain'}
            icon={<ActionIcon name={next.name} />}
            onClick={next.run}
            aria-label={`${next.label}: ${name}`}
          >
            <span className={styles.nextLabel}>{next.label}</span>
          </Button>
        )}
      </span>
    </li>
  )
})

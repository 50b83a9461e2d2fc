import { isLiveReservation, plusMinutes, type Reservation, serviceDayAt } from '@qtable/domain'
import { Pencil } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useAct } from '../stand/act.ts'
import { useMay } from '../stand/roles.ts'
import { closeSheet } from '../stand/sheet.ts'
import { useFloor } from '../stand/stand.ts'
import { useTimes } from '../stand/times.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { EmptyState } from '../ui/states.tsx'
import { words } from '../words.ts'
import { ActionIcon } from './action-icon.tsx'
import { bookingOf, changesOf } from './booking.ts'
import { BookingForm } from './booking-form.tsx'
import { useReservationActions } from './reservation-actions.ts'
import styles from './reservations.module.css'
import { StatusBadge } from './status-badge.tsx'

const say = words.reservations

/** One reservation: what is known of it, what can be done with it, and its form to change it. */
export function ReservationSheet({
  reservationId,
  fallback,
  onClose = closeSheet,
}: {
  reservationId: string
  /** What it was, for one that is not on the floor any more. */
  fallback?: Reservation | undefined
  onClose?: () => void
}) {
  const { act } = useAct()
  const { restaurant, reservations } = useFloor()
  const [isChanging, setChanging] = useState(false)
  const reservation = reservations.get(reservationId) ?? fallback
  if (!reservation) {
    return (
      <Sheet title={say.title} onClose={onClose}>
        <EmptyState title={say.gone} />
      </Sheet>
    )
  }
  if (!isChanging) {
    const isOnFloor = reservations.has(reservationId)
    return (
      <Details reservation={reservation} isOnFloor={isOnFloor} onChange={() => setChanging(true)} onClose={onClose} />
    )
  }
  return (
    <BookingForm
      title={say.form.changeTitle(reservation.name)}
      first={bookingOf(reservation, serviceDayAt(reservation.startsAt, restaurant).date, restaurant)}
      reservationId={reservationId}
      submitLabel={() => say.form.save}
      onClose={() => setChanging(false)}
      onSubmit={(booking) => {
        const changes = changesOf(reservation, booking, restaurant)
        if (changes && act('reservation.update', changes, say.done.changed(booking.name)).shown.length === 0) return
        setChanging(false)
      }}
    />
  )
}

function Details({
  reservation,
  isOnFloor,
  onChange,
  onClose,
}: {
  reservation: Reservation
  isOnFloor: boolean
  onChange: () => void
  onClose: () => void
}) {
  const actionsOf = useReservationActions()
  const may = useMay()
  const [next, ...rest] = isOnFloor ? actionsOf(reservation) : []
  const canChange = isOnFloor && may('host') && isLiveReservation(reservation)
  return (
    <Sheet
      title={reservation.name}
      lead={<span className={styles.size}>{reservation.partySize}</span>}
      onClose={onClose}
      foot={
        next && (
          <Button
            kind="next"
            size="big"
            className={styles.wide}
            icon={<ActionIcon name={next.name} />}
            onClick={next.run}
          >
            {next.label}
          </Button>
        )
      }
    >
      <ReservationFacts reservation={reservation} />
      <div className={styles.actions}>
        {canChange && (
          <Button icon={<Pencil size={18} aria-hidden />} onClick={onChange}>
            {say.actions.change}
          </Button>
        )}
        {rest.map(({ name, label, run, isDanger }) => (
          <Button key={name} kind={isDanger ? 'danger' : 'plain'} icon={<ActionIcon name={name} />} onClick={run}>
            {label}
          </Button>
        ))}
      </div>
    </Sheet>
  )
}

function ReservationFacts({ reservation }: { reservation: Reservation }) {
  const { tables } = useFloor()
  const times = useTimes()
  const { startsAt, durationMinutes, tableIds, phone, email, source, tags, notes, status } = reservation
  const numbers = tableIds.map((id) => tables.get(id)?.tableNumber ?? '?')
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={say.facts.when}>
          <span className={styles.strong}>
            {say.facts.until(times.exact(startsAt), times.clock(plusMinutes(startsAt, durationMinutes)))}
          </span>
          <StatusBadge status={status} />
        </Fact>
        <Fact name={say.facts.table}>{numbers.length > 0 ? words.common.tables(numbers) : say.noTable}</Fact>
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
          {tags.map((tag) => (
            <li key={tag}>
              <Badge>{tag}</Badge>
            </li>
          ))}
        </ul>
      )}
      {notes !== '' && <p className={styles.notes}>{notes}</p>}
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt className={styles.factName}>{name}</dt>
      <dd className={styles.factValue}>{children}</dd>
    </div>
  )
}

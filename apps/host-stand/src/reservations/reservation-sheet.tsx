import { isLiveReservation, type Reservation, serviceDayAt } from '@qtable/domain'
import { History, Pencil } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAct } from '../commands/use-act.ts'
import { pageWords as words } from '../page-words.ts'
import { ActionGlyph } from '../parties/action-glyph.tsx'
import { SizeCircle } from '../parties/party-row.tsx'
import { useMay } from '../people/use-may.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { closeSheet } from '../shell/open-sheet.ts'
import { usePagePath } from '../shell/page.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { EmptyState } from '../ui/states.tsx'
import { type Booking, bookingChanges, bookingOf } from './booking.ts'
import { BookingForm } from './booking-form.tsx'
import { ReservationFacts } from './reservation-facts.tsx'
import styles from './reservation-sheet.module.css'
import { useCorrections } from './use-corrections.ts'
import { nextStep, useReservationActions } from './use-reservation-actions.ts'

const say = words.reservations

/** One reservation: its facts, its actions, and the form to change it. */
export function ReservationSheet({
  reservationId,
  fallback,
  onCorrected = () => {},
  onClose = closeSheet,
}: {
  reservationId: string
  /** The last known state, for one no longer on the floor. */
  fallback?: Reservation | undefined
  /** Called once the server has corrected one that is no longer on the floor. */
  onCorrected?: (() => void) | undefined
  onClose?: () => void
}) {
  const { act } = useAct()
  const { restaurant, reservations } = useOpenFloor()
  // As it was when the form opened: saving does not revert another person's changes since then.
  const [opened, setOpened] = useState<{ was: Reservation; first: Booking }>()
  const reservation = reservations.get(reservationId) ?? fallback
  if (!reservation) {
    return (
      <Sheet title={say.title} onClose={onClose}>
        <EmptyState title={say.gone} />
      </Sheet>
    )
  }
  if (!opened) {
    const { date } = serviceDayAt(reservation.startsAt, restaurant)
    return (
      <Details
        reservation={reservation}
        isOnFloor={reservations.has(reservationId)}
        onCorrected={onCorrected}
        onChange={() => setOpened({ was: reservation, first: bookingOf(reservation, date, restaurant) })}
        onClose={onClose}
      />
    )
  }
  const { was, first } = opened
  return (
    <BookingForm
      title={say.form.changeTitle(reservation.name)}
      first={first}
      reservationId={reservationId}
      isSeated={was.status === 'seated'}
      submitLabel={() => say.form.save}
      onClose={() => setOpened(undefined)}
      onSubmit={(booking, onRefused) => {
        const changes = bookingChanges(first, booking, restaurant)
        const done = say.done.changed(booking.name.trim())
        const onTaken = () => setOpened(undefined)
        if (changes) act('reservation.update', { reservationId, ...changes, was }, { done, onTaken, onRefused })
        else onTaken()
      }}
    />
  )
}

function Details({
  reservation,
  isOnFloor,
  onCorrected,
  onChange,
  onClose,
}: {
  reservation: Reservation
  isOnFloor: boolean
  onCorrected: () => void
  onChange: () => void
  onClose: () => void
}) {
  const actionsOf = useReservationActions()
  const activityPath = usePagePath('activity')
  const may = useMay()
  const correctionsOf = useCorrections(onCorrected)
  const actions = isOnFloor ? actionsOf(reservation) : []
  const next = nextStep(actions)
  const rest = isOnFloor ? actions.filter((action) => action !== next) : correctionsOf(reservation)
  const canChange = isOnFloor && may('host') && isLiveReservation(reservation)
  return (
    <Sheet
      title={reservation.name}
      lead={<SizeCircle size={reservation.partySize} />}
      onClose={onClose}
      foot={
        next && (
          <Button
            kind="next"
            size="big"
            className={styles.next}
            icon={<ActionGlyph name={next.name} size={18} />}
            onClick={next.run}
          >
            {next.label}
          </Button>
        )
      }
    >
      <ReservationFacts reservation={reservation} />
      <Link href={`${activityPath}?about=${reservation.id}`} className={styles.history}>
        <History size={18} aria-hidden />
        {words.activity.history}
      </Link>
      {(canChange || rest.length > 0) && (
        <div className={styles.actions}>
          {canChange && (
            <Button icon={<Pencil size={18} aria-hidden />} onClick={onChange}>
              {say.actions.change}
            </Button>
          )}
          {rest.map(({ name, label, run, isDanger }) => (
            <Button
              key={name}
              kind={isDanger ? 'danger' : 'plain'}
              icon={<ActionGlyph name={name} size={18} />}
              onClick={run}
            >
              {label}
            </Button>
          ))}
        </div>
      )}
    </Sheet>
  )
}

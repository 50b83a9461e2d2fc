import { type FormEvent, useId, useState } from 'react'
import { showFieldErrors } from '../commands/field-errors.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { SizePad } from '../ui/size-pad.tsx'
import { type Booking, missingIn, timesOfBooking } from './booking.ts'
import { BookingDetails, BookingTime, BookingWho } from './booking-fields.tsx'
import styles from './booking-form.module.css'
import { todayOf } from './day-list.ts'
import { TablePicker } from './table-picker.tsx'
import { TimeSlots } from './time-slots.tsx'

// Those that the form shows an error beside.
const shownFields = ['startsAt', 'name', 'phone', 'email']

/** The sheet for a new or changed booking: size and time first, then the rest. */
export function BookingForm({
  title,
  first,
  reservationId,
  isSeated = false,
  submitLabel,
  onSubmit,
  onClose,
}: {
  title: string
  first: Booking
  /** The reservation to be changed. */
  reservationId?: string
  /** Its party sits: day, time and tables can no longer change. */
  isSeated?: boolean
  /** The label of the button, once the time is known. */
  submitLabel: (time: string | undefined) => string
  /** Saves it. */
  onSubmit: (booking: Booking, onRefused: (problem: unknown) => boolean) => void
  onClose: () => void
}) {
  const floor = useOpenFloor()
  const times = useTimes()
  const now = useNow()
  const formId = useId()
  const [booking, setBooking] = useState(first)
  const [isTried, setTried] = useState(false)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const today = todayOf(floor, now)
  const minute = Math.floor(now / 60_000) * 60_000
  const missing = missingIn(booking, isSeated ? booking.date : today)
  const when = timesOfBooking(booking, floor.restaurant)
  const isPast = when !== undefined && Date.parse(when.startsAt) < minute

  function change(fields: Partial<Booking>): void {
    setBooking((before) => ({ ...before, ...fields }))
    setErrors({})
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    if (!missing) onSubmit(booking, (problem) => showFieldErrors(problem, shownFields, setErrors))
  }

  const foot = (
    <div className={styles.foot}>
      {isTried && missing && (
        <p className={styles.missing} role="alert">
          {missing}
        </p>
      )}
      <Button type="submit" form={formId} kind="next" size="big" className={styles.submit}>
        {submitLabel(when && times.exact(when.startsAt))}
      </Button>
    </div>
  )
  const given = { booking, errors, onChange: change }
  return (
    <Sheet title={title} onClose={onClose} foot={foot}>
      <form id={formId} className={styles.form} onSubmit={submit} noValidate autoComplete="off">
        <div className={styles.sizes}>
          <SizePad value={booking.partySize} onPick={(partySize) => change({ partySize })} />
        </div>
        {!isSeated && <BookingTime {...given} today={today} isPast={isPast} />}
        {!isSeated && (
          <TimeSlots booking={booking} reservationId={reservationId} now={minute} onPick={(time) => change({ time })} />
        )}
        <BookingWho {...given} isTried={isTried} />
        {!isSeated && (
          <TablePicker
            booking={booking}
            reservationId={reservationId}
            now={minute}
            onPick={(tableIds) => change({ tableIds })}
          />
        )}
        <BookingDetails {...given} />
      </form>
    </Sheet>
  )
}

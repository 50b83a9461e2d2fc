import type { Running } from '@qtable/client'
import { type FormEvent, useId, useState } from 'react'
import { fieldErrorsOf } from '../commands/field-errors.ts'
import { TagPicker } from '../parties/tag-picker.tsx'
import { useOpenFloor } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select, TextArea } from '../ui/field.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { SizePad } from '../ui/size-pad.tsx'
import { words } from '../words.ts'
import { type Booking, missingIn, timesOfBooking } from './booking.ts'
import styles from './booking-form.module.css'
import { todayOf } from './day-list.ts'
import { DurationSelect } from './duration-select.tsx'
import { TablePicker } from './table-picker.tsx'
import { TimeSlots } from './time-slots.tsx'

const say = words.reservations.form

/** A booking, new or changed, in a sheet: the size and the time first, then the rest. */
export function BookingForm({
  title,
  first,
  reservationId,
  submitLabel,
  onSubmit,
  onClose,
}: {
  title: string
  first: Booking
  /** Of the one that is changed. */
  reservationId?: string
  /** What the button says, once it is known when they come. */
  submitLabel: (time: string | undefined) => string
  /** Does it; undefined where nothing had to be done. */
  onSubmit: (booking: Booking) => Running | undefined
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
  const missing = missingIn(booking, today)
  const when = timesOfBooking(booking, floor.restaurant)
  const isPast = when !== undefined && Date.parse(when.startsAt) < minute

  function change(fields: Partial<Booking>): void {
    setBooking((before) => ({ ...before, ...fields }))
    setErrors({})
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    if (!missing) onSubmit(booking)?.catch((problem: unknown) => setErrors(fieldErrorsOf(problem)))
  }

  return (
    <Sheet
      title={title}
      onClose={onClose}
      foot={
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
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit} noValidate autoComplete="off">
        <div className={styles.sizes}>
          <SizePad value={booking.partySize} onPick={(partySize) => change({ partySize })} />
        </div>
        <div className={styles.pair}>
          <Field
            label={say.date}
            type="date"
            min={today}
            value={booking.date}
            onChange={({ target }) => change({ date: target.value })}
          />
          <Field
            label={say.time}
            type="time"
            step={900}
            value={booking.time}
            hint={isPast ? say.beforeNow : undefined}
            error={errors.startsAt}
            onChange={({ target }) => change({ time: target.value })}
          />
        </div>
        <TimeSlots booking={booking} reservationId={reservationId} now={minute} onPick={(time) => change({ time })} />
        <div className={styles.pair}>
          <Field
            label={say.name}
            value={booking.name}
            maxLength={120}
            autoCapitalize="words"
            error={isTried && booking.name.trim() === '' ? say.needName : undefined}
            onChange={({ target }) => change({ name: target.value })}
          />
          <Field
            label={say.phone}
            aside={say.optional}
            type="tel"
            inputMode="tel"
            value={booking.phone}
            maxLength={40}
            error={errors.phone}
            onChange={({ target }) => change({ phone: target.value })}
          />
        </div>
        <TablePicker
          booking={booking}
          reservationId={reservationId}
          now={minute}
          onPick={(tableIds) => change({ tableIds })}
        />
        <div className={styles.pair}>
          <DurationSelect booking={booking} onPick={(durationMinutes) => change({ durationMinutes })} />
          <Select
            label={say.source}
            value={booking.source}
            options={sourcesWith(booking.source)}
            onChange={({ target }) => change({ source: target.value })}
          />
        </div>
        <Field
          label={say.email}
          aside={say.optional}
          type="email"
          value={booking.email}
          maxLength={254}
          error={errors.email}
          onChange={({ target }) => change({ email: target.value })}
        />
        <TagPicker tags={booking.tags} onChange={(tags) => change({ tags })} />
        <TextArea
          label={say.notes}
          aside={say.optional}
          value={booking.notes}
          maxLength={2000}
          onChange={({ target }) => change({ notes: target.value })}
        />
      </form>
    </Sheet>
  )
}

// A partner's own name stays what it is.
function sourcesWith(source: string): { value: string; label: string }[] {
  const known = Object.entries(say.sources).map(([value, label]) => ({ value, label }))
  return known.some(({ value }) => value === source) ? known : [...known, { value: source, label: source }]
}

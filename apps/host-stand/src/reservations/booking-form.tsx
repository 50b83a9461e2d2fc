import { type FormEvent, useId, useState } from 'react'
import { useFloor } from '../stand/stand.ts'
import { useTimes } from '../stand/times.ts'
import { Button } from '../ui/button.tsx'
import { Chips } from '../ui/chips.tsx'
import { Field, Select, TextArea } from '../ui/field.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { SizePad } from '../ui/size-pad.tsx'
import { TagPicker } from '../waitlist/tag-picker.tsx'
import { words } from '../words.ts'
import { type Booking, missingIn, timesOfBooking } from './booking.ts'
import styles from './booking-form.module.css'
import { DurationSelect } from './duration-select.tsx'
import { instantOf } from './local-time.ts'
import { TablePicker } from './table-picker.tsx'

const say = words.reservations.form
const usualTimes = ['12:00', '13:00', '17:30', '18:00', '18:30', '19:00', '19:30', '20:00', '20:30', '21:00']

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
  submitLabel: (time: string) => string
  onSubmit: (booking: Booking) => void
  onClose: () => void
}) {
  const { restaurant } = useFloor()
  const times = useTimes()
  const formId = useId()
  const [booking, setBooking] = useState(first)
  const [isTried, setTried] = useState(false)
  const change = (fields: Partial<Booking>) => setBooking((before) => ({ ...before, ...fields }))
  const missing = missingIn(booking)
  const when = timesOfBooking(booking, restaurant)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (!missing) onSubmit(booking)
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
            {when ? submitLabel(times.exact(when.startsAt)) : say.save}
          </Button>
        </div>
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit} noValidate autoComplete="off">
        <SizePad value={booking.partySize} onPick={(partySize) => change({ partySize })} />
        <div className={styles.pair}>
          <Field
            label={say.date}
            type="date"
            value={booking.date}
            onChange={({ target }) => change({ date: target.value })}
          />
          <Field
            label={say.time}
            type="time"
            step={900}
            value={booking.time}
            onChange={({ target }) => change({ time: target.value })}
          />
        </div>
        <Chips
          label={say.time}
          isLabelHidden
          value={booking.time}
          onPick={(time) => change({ time: time ?? '' })}
          options={usualTimes.map((value) => ({
            value,
            label: times.clock(instantOf(booking.date || first.date, value, restaurant)),
          }))}
        />
        <TablePicker booking={booking} reservationId={reservationId} onPick={(tableIds) => change({ tableIds })} />
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
            onChange={({ target }) => change({ phone: target.value })}
          />
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

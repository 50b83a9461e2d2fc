import { pageWords as words } from '../page-words.ts'
import { TagPicker } from '../parties/tag-picker.tsx'
import { TimeField } from '../time/time-field.tsx'
import { Field, Select, TextArea } from '../ui/field.tsx'
import type { Booking } from './booking.ts'
import styles from './booking-form.module.css'
import { DurationSelect } from './duration-select.tsx'

const say = words.reservations.form

interface BookingFieldsProps {
  booking: Booking
  /** The errors by field name. */
  errors: Readonly<Record<string, string>>
  onChange: (fields: Partial<Booking>) => void
}

/** The day and the time of a booking. */
export function BookingTime({
  booking,
  errors,
  onChange,
  today,
  isPast,
}: BookingFieldsProps & { today: string; isPast: boolean }) {
  return (
    <div className={styles.pair}>
      <Field
        label={say.date}
        type="date"
        min={today}
        value={booking.date}
        onChange={({ target }) => onChange({ date: target.value })}
      />
      <TimeField
        label={say.time}
        value={booking.time}
        hint={isPast ? say.beforeNow : undefined}
        error={errors.startsAt}
        onChange={(time) => onChange({ time })}
      />
    </div>
  )
}

/** The name and the phone number of a booking. */
export function BookingWho({ booking, errors, onChange, isTried }: BookingFieldsProps & { isTried: boolean }) {
  return (
    <div className={styles.pair}>
      <Field
        label={say.name}
        value={booking.name}
        maxLength={120}
        autoCapitalize="words"
        error={isTried && booking.name.trim() === '' ? say.needName : undefined}
        onChange={({ target }) => onChange({ name: target.value })}
      />
      <Field
        label={say.phone}
        aside={say.optional}
        type="tel"
        inputMode="tel"
        value={booking.phone}
        maxLength={40}
        error={errors.phone}
        onChange={({ target }) => onChange({ phone: target.value })}
      />
    </div>
  )
}

/** The fields of a booking that have a default. */
export function BookingDetails({ booking, errors, onChange }: BookingFieldsProps) {
  return (
    <>
      <div className={styles.pair}>
        <DurationSelect booking={booking} onPick={(durationMinutes) => onChange({ durationMinutes })} />
        <Select
          label={say.source}
          value={booking.source}
          options={sourcesWith(booking.source)}
          onChange={({ target }) => onChange({ source: target.value })}
        />
      </div>
      <Field
        label={say.email}
        aside={say.optional}
        type="email"
        value={booking.email}
        maxLength={254}
        error={errors.email}
        onChange={({ target }) => onChange({ email: target.value })}
      />
      <TagPicker tags={booking.tags} onChange={(tags) => onChange({ tags })} />
      <TextArea
        label={say.notes}
        aside={say.optional}
        value={booking.notes}
        maxLength={2000}
        onChange={({ target }) => onChange({ notes: target.value })}
      />
    </>
  )
}

// A partner's name is kept.
function sourcesWith(source: string): { value: string; label: string }[] {
  const known = Object.entries(say.sources).map(([value, label]) => ({ value, label }))
  return known.some(({ value }) => value === source) ? known : [...known, { value: source, label: source }]
}

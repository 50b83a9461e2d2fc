import { turnMinutesFor } from '@qtable/domain'
import { pageWords as words } from '../page-words.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { span } from '../time/times.ts'
import { Select } from '../ui/field.tsx'
import type { Booking } from './booking.ts'

const say = words.reservations.form
const spans = [45, 60, 75, 90, 105, 120, 150, 180, 240, 300]

/** The duration of a booking: the usual one for its size, or another. */
export function DurationSelect({
  booking: { partySize, durationMinutes },
  onPick,
}: {
  booking: Booking
  onPick: (durationMinutes: number | undefined) => void
}) {
  const { restaurant } = useOpenFloor()
  const usual = turnMinutesFor(restaurant, partySize ?? 2)
  const known = durationMinutes === undefined || spans.includes(durationMinutes) ? spans : [...spans, durationMinutes]
  return (
    <Select
      label={say.duration}
      value={durationMinutes ?? ''}
      options={[
        { value: '', label: say.usual(durationSaid(usual)) },
        ...known.toSorted((a, b) => a - b).map((minutes) => ({ value: String(minutes), label: durationSaid(minutes) })),
      ]}
      onChange={({ target }) => onPick(target.value === '' ? undefined : Number(target.value))}
    />
  )
}

function durationSaid(minutes: number): string {
  return minutes % 60 === 0 ? say.hours(minutes / 60) : span(minutes)
}

import { Select } from '../ui/field.tsx'
import { words } from '../words.ts'

const zones = Intl.supportedValuesOf('timeZone')

/** The time zone of a restaurant, of all that this device knows. */
export function TimezoneField({ value, onChange }: { value: string; onChange: (timezone: string) => void }) {
  const all = zones.includes(value) ? zones : [value, ...zones]
  return (
    <Select
      label={words.settings.timezone}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      options={all.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
    />
  )
}

import { pageWords as words } from '../page-words.ts'
import { Select } from '../ui/field.tsx'

const zones = Intl.supportedValuesOf('timeZone')

/** The time zone of a restaurant, from those that this device knows, by region. */
export function TimezoneField({ value, onChange }: { value: string; onChange: (timezone: string) => void }) {
  const groups = new Map<string, { value: string; label: string }[]>()
  for (const zone of zones.includes(value) ? zones : [value, ...zones]) {
    const [region = '', ...rest] = zone.split('/')
    const part = rest.length > 0 ? region : words.settings.otherZones
    groups.set(part, [...(groups.get(part) ?? []), { value: zone, label: zone.replaceAll('_', ' ') }])
  }
  return (
    <Select
      label={words.settings.timezone}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      options={[...groups].map(([label, options]) => ({ label, options }))}
    />
  )
}

import { Settings } from '@qtable/domain'
import { Select } from '../ui/field.tsx'
import { locale } from '../ui/locale.ts'
import { settingsWords } from '../words/settings.ts'

const names = new Intl.DisplayNames(locale, { type: 'region' })
const collator = new Intl.Collator(locale)
let known: readonly { value: string; label: string }[] | undefined

/** The country whose phone numbers need no prefix, by its name in the device's language. */
export function CountryField({ value, onChange }: { value: string; onChange: (country: Settings['country']) => void }) {
  known ??= readCountries()
  return (
    <Select
      label={settingsWords.country}
      hint={settingsWords.countryHint}
      value={value}
      onChange={(event) => onChange(Settings.shape.country.parse(event.target.value))}
      options={known}
    />
  )
}

// The schema knows the valid country codes: the list is not repeated here.
function readCountries(): { value: string; label: string }[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => Settings.shape.country.safeParse(code).success)
    .map((code) => ({ value: code, label: names.of(code) ?? code }))
    .sort((a, b) => collator.compare(a.label, b.label))
}

import { Settings } from '@qtable/domain'
import { inOrder } from '../floor/table-sets.ts'
import { pageWords as words } from '../page-words.ts'
import { Select } from '../ui/field.tsx'
import { appLocale } from '../words/catalogue.ts'

const known = new Map<string, readonly { value: string; label: string }[]>()

/** The country whose phone numbers need no prefix, by its name in the app's language. */
export function CountryField({ value, onChange }: { value: string; onChange: (country: Settings['country']) => void }) {
  const locale = appLocale()
  const countries = known.get(locale) ?? readCountries(locale)
  known.set(locale, countries)
  return (
    <Select
      label={words.settings.country}
      hint={words.settings.countryHint}
      value={value}
      onChange={(event) => onChange(Settings.shape.country.parse(event.target.value))}
      options={countries}
    />
  )
}

// The schema knows the valid country codes: the list is not repeated here.
function readCountries(locale: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => Settings.shape.country.safeParse(code).success)
    .map((code) => ({ value: code, label: names.of(code) ?? code }))
    .sort((a, b) => inOrder(a.label, b.label))
}

import { type CountryCode, getCountries } from 'libphonenumber-js/min'

// ECMA-402's Locale Info; older runtimes have `timeZones`, some none at all.
type WithTimezones = Intl.Locale & { getTimeZones?: () => string[] | undefined; timeZones?: string[] }

let countryByZone: ReadonlyMap<string, CountryCode> | undefined

/**
 * The country (ISO 3166-1 alpha-2) that keeps its clocks by a time zone: what a new restaurant's phone numbers are read
 * with. Undefined for `UTC` and the like, and where the runtime does not know.
 */
export function countryOfTimezone(zone: string): CountryCode | undefined {
  countryByZone ??= readCountries()
  return countryByZone.get(canonical(zone))
}

function readCountries(): Map<string, CountryCode> {
  const countries = new Map<string, CountryCode>()
  for (const country of getCountries()) {
    const locale: WithTimezones = new Intl.Locale(`und-${country}`)
    for (const zone of locale.getTimeZones?.() ?? locale.timeZones ?? []) {
      if (!countries.has(canonical(zone))) countries.set(canonical(zone), country)
    }
  }
  return countries
}

// One zone has several names (Asia/Kolkata, Asia/Calcutta); the runtime knows which is which.
function canonical(zone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
}

import { type CountryCode, getCountries } from 'libphonenumber-js/min'
import type { Steps } from '../steps.ts'

// ECMA-402 Locale Info. Older runtimes have `timeZones`; some have neither.
type WithTimezones = Intl.Locale & { getTimeZones?: () => string[] | undefined; timeZones?: string[] }

const countryByZone = new Map<string, CountryCode>()
const unreadCountries = new Set(getCountries())

/**
 * The country (ISO 3166-1 alpha-2) of a time zone, with which a new restaurant's phone numbers are read. Undefined for
 * zones of no country, such as `UTC`, and where the runtime does not know.
 */
export function countryOfTimezone(zone: string): CountryCode | undefined {
  for (const _ of readCountries());
  return countryByZone.get(canonical(zone))
}

/**
 * Reads the countries of all time zones, one country a step: together they take some hundred milliseconds. What was not
 * read is read when a country is first asked for.
 */
export function* readCountries(): Steps {
  for (const country of unreadCountries) {
    yield
    const locale: WithTimezones = new Intl.Locale(`und-${country}`)
    for (const zone of locale.getTimeZones?.() ?? locale.timeZones ?? []) {
      if (!countryByZone.has(canonical(zone))) countryByZone.set(canonical(zone), country)
    }
    unreadCountries.delete(country)
  }
}

// A zone may have several names: Asia/Kolkata is Asia/Calcutta. The runtime knows the canonical one.
function canonical(zone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
}

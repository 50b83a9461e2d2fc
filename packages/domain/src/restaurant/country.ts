import { type CountryCode, getCountries } from 'libphonenumber-js/min'

// ECMA-402 Locale Info. Older runtimes have `timeZones`; some have neither.
type WithTimezones = Intl.Locale & { getTimeZones?: () => string[] | undefined; timeZones?: string[] }

let countryByZone: ReadonlyMap<string, CountryCode> | undefined

/**
 * The country (ISO 3166-1 alpha-2) of a time zone, with which a new restaurant's phone numbers are read. Undefined for
 * zones of no country, such as `UTC`, and where the runtime does not know.
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

// A zone may have several names: Asia/Kolkata is Asia/Calcutta. The runtime knows the canonical one.
function canonical(zone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
}

import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { wrongField } from './problems.ts'

/**
 * A phone number as E.164, read with `country` where it has no prefix; null where nothing was typed.
 * Throws `validation_failed` where it cannot be a number.
 */
export function phoneNumber(typed: string | null | undefined, country: string, path = 'phone'): string | null {
  if (typed === null || typed === undefined || typed === '') return null
  const parsed = parsePhoneNumberFromString(typed, isSupportedCountry(country) ? (country as CountryCode) : undefined)
  if (!parsed?.isPossible()) {
    throw wrongField(path, `is not a phone number that can be called from ${country}; write it with its prefix, +…`)
  }
  return parsed.number
}

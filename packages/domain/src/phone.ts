import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { Phone } from './fields.ts'
import { wrongField } from './problems.ts'

/**
 * A phone number as E.164, read with `country` where it has no prefix; null where nothing was typed.
 * Throws `validation_failed` where it cannot be a number.
 */
export function phoneNumber(typed: string | null | undefined, country: string, path = 'phone'): string | null {
  if (typed === null || typed === undefined || typed === '') return null
  const defaultCountry = isCountry(country) ? country : undefined
  // `extract: false`: without it the library finds a number inside a sentence.
  const parsed = parsePhoneNumberFromString(typed, { ...(defaultCountry && { defaultCountry }), extract: false })
  // Some countries have numbers longer than the 15 digits of E.164.
  if (!parsed?.isValid() || !Phone.safeParse(parsed.number).success) {
    throw wrongField(path, `is not a phone number that can be called from ${country}; write it with its prefix, +…`)
  }
  return parsed.number
}

/** Whether it is the code (ISO 3166-1 alpha-2) of a country with telephones. */
export function isCountry(code: string): code is CountryCode {
  return isSupportedCountry(code)
}

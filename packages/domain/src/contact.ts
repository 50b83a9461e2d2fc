import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { z } from 'zod'
import { line, maxTags, PartySize, prose, storedLine, storedProse, Tags } from './fields.ts'
import { wrongField } from './problems.ts'
import type { Was } from './was.ts'

/** A phone number as typed. The command that takes it reads it with the restaurant's country. */
export const PhoneInput = line(60, 0)
/** An email address, or what somebody dictated as one. */
export const EmailInput = line(254, 0)
/** A phone number in E.164, with its extension behind `;ext=`. */
const Phone = /^\+[1-9]\d{4,14}(;ext=\d{1,10})?$/
/** The restaurant's own number, which must be one. */
export const CallablePhone = z.string().regex(Phone)

const contactNames = ['phone', 'email'] as const

const ContactName = z.enum(contactNames).meta({ id: 'ContactName', description: 'A way to reach a party' })

const notesLength = 2000

/** The people of a party, as a guest and its reservation hold them: from arrival on the same in both. */
export const partyFields = {
  name: storedLine(120),
  partySize: PartySize,
  /** E.164 with its extension behind `;ext=`; as typed where `unverified` names it. */
  phone: z.string().max(60).nullable(),
  /** In lower case; as typed where `unverified` names it. */
  email: z.string().max(254).nullable(),
  /** Which of the contacts could not be read, and are kept as typed. */
  unverified: z.array(ContactName).max(2),
  notes: storedProse(notesLength),
  tags: z.array(storedLine(40)).max(maxTags),
}
export type PartyFields = { [K in keyof typeof partyFields]: z.output<(typeof partyFields)[K]> }

/** The same fields as a command takes them. */
export const partyInput = {
  name: line(120).optional(),
  partySize: PartySize.optional(),
  phone: PhoneInput.nullable().optional(),
  email: EmailInput.nullable().optional(),
  notes: prose(notesLength).optional(),
  tags: Tags.optional(),
}

/** The defaults of a party's fields. */
export const partyDefaults = {
  phone: null,
  email: null,
  unverified: [],
  notes: '',
  tags: [],
} satisfies Partial<PartyFields>

/** The fields of a party among those of an entity. */
export function partyOf(entity: PartyFields): PartyFields {
  const { name, partySize, phone, email, unverified, notes, tags } = entity
  return { name, partySize, phone, email, unverified, notes, tags }
}

/** The contacts that were given, as they are stored: `unverified` says which of all contacts could not be read. */
export function readContacts(
  given: { phone?: string | null | undefined; email?: string | null | undefined },
  { before, country }: { before?: Pick<PartyFields, 'unverified'>; country: string },
): Partial<Pick<PartyFields, 'phone' | 'email' | 'unverified'>> {
  const unverified = new Set(before?.unverified)
  const contacts: Partial<PartyFields> = {}
  for (const name of contactNames) {
    const typed = given[name]
    if (typed === undefined) continue
    const read = name === 'phone' ? readPhone(typed, country) : readEmail(typed)
    contacts[name] = read.value
    if (read.isVerified) unverified.delete(name)
    else unverified.add(name)
  }
  if (Object.keys(contacts).length === 0) return {}
  return { ...contacts, unverified: contactNames.filter((name) => unverified.has(name)) }
}

/** The contacts that an author saw, read as they are stored. `unverified` follows from them and is nothing that was seen. */
export function readSeen(
  was: Was,
  { now, country }: { now: { phone: string | null; email?: string | null }; country: string },
): Was {
  if (!was) return undefined
  const { unverified: _, ...seen }: Record<string, unknown> = was
  for (const name of contactNames) {
    const typed = seen[name]
    if (typeof typed !== 'string' || typed === now[name]) continue
    seen[name] = (name === 'phone' ? readPhone(typed, country) : readEmail(typed)).value
  }
  return seen
}

interface ReadContact {
  value: string | null
  isVerified: boolean
}

const nothing: ReadContact = { value: null, isVerified: true }

function readPhone(typed: string | null, country: string): ReadContact {
  if (typed === null || typed === '') return nothing
  const number = e164(typed, country)
  return { value: number ?? typed, isVerified: number !== undefined }
}

function readEmail(typed: string | null): ReadContact {
  if (typed === null || typed === '') return nothing
  const address = typed.toLowerCase()
  return isAddress(address) ? { value: address, isVerified: true } : { value: typed, isVerified: false }
}

// One @ between parts in any script (RFC 6531), and a domain with a dot. A mail server knows the rest.
function isAddress(text: string): boolean {
  return /^[^\s@"(),:;<>[\]\\]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}\p{M}-]{2,}$/u.test(
    text,
  )
}

/** The number as E.164, read with `country` where it has no prefix; undefined where it is none. */
function e164(typed: string, country: string): string | undefined {
  const defaultCountry = isCountry(country) ? country : undefined
  const dialled = typed.replace(/^\s*tel:/i, '')
  for (const text of [dialled, withoutOldMexicanPrefix(dialled)]) {
    // `extract: false`: without it the library finds a number inside a sentence.
    const parsed = parsePhoneNumberFromString(text, { ...(defaultCountry && { defaultCountry }), extract: false })
    if (!parsed?.isValid()) continue
    const number = parsed.ext ? `${parsed.number};ext=${parsed.ext}` : parsed.number
    // Some countries have numbers longer than the 15 digits of E.164.
    if (Phone.test(number)) return number
  }
  return undefined
}

// Until 2019 mobile numbers in Mexico were called with a 1 behind the country's prefix. Address books still have it.
function withoutOldMexicanPrefix(text: string): string {
  return text.replace(/^(\+|00)\s*52\s*1(?=[\s\d()-]{10,}$)/, '+52 ')
}

/** A restaurant's own number as E.164; null where nothing was typed. `validation_failed` where it is none. */
export function callablePhone(typed: string | null | undefined, country: string): string | null {
  if (typed === null || typed === undefined || typed === '') return null
  const number = e164(typed, country)
  if (number === undefined) {
    throw wrongField('phone', `is not a phone number that can be called from ${country}; write it with its prefix, +…`)
  }
  return number
}

/** Whether it is the code (ISO 3166-1 alpha-2) of a country with telephones. */
export function isCountry(code: string): code is CountryCode {
  return isSupportedCountry(code)
}

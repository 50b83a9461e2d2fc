import { z } from 'zod'
import { fieldMessage } from './field-messages.ts'
import { Problem } from './problems.ts'

// Control characters have no place in a name; notes keep line breaks and tabs.
const controlCharacter = /\p{Cc}/u
const controlCharacterButLines = /[^\P{Cc}\n\r\t]/u

// Overrides and isolates make a name read as another one, and turn the text that follows it. Scripts written from right to
// left need none of them; the marks U+200E and U+200F stay.
const directionControl = /[\u202a-\u202e\u2066-\u2069]/
// Joiners, fillers, variation selectors, blanks and marks stay inside a text, and are none alone.
const visibleCharacter = /[^\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cc}\p{Cf}\p{M}\u2800]/u

/** One line of text as entities hold it: trimmed, `min`..`max` UTF-16 units, no control characters, no lone surrogates. */
export function storedLine(max: number, min = 1) {
  return z
    .string()
    .refine((text) => text.isWellFormed(), 'holds a broken character (a lone surrogate)')
    .refine((text) => !controlCharacter.test(text), 'holds a control character')
    .trim()
    .min(min)
    .max(max)
}

/**
 * One line of text in any script, as somebody gives it: also without controls of the writing direction, and with something
 * visible where it is not empty. Entities may hold lines that were given before these two rules.
 */
export function line(max: number, min = 1) {
  return storedLine(max, min)
    .refine((text) => !directionControl.test(text), 'holds a control of the writing direction')
    .refine((text) => text === '' || visibleCharacter.test(text), 'shows nothing')
}

/** Text of several lines as entities hold it: up to `max` UTF-16 units; may be empty. */
export function storedProse(max: number) {
  return z
    .string()
    .refine((text) => text.isWellFormed(), 'holds a broken character (a lone surrogate)')
    .refine((text) => !controlCharacterButLines.test(text), 'holds a control character')
    .max(max)
}

/** Text of several lines, as somebody gives it: also without controls of the writing direction. */
export function prose(max: number) {
  return storedProse(max).refine((text) => !directionControl.test(text), 'holds a control of the writing direction')
}

/** A UUID of any version; kept in lower case, as PostgreSQL writes it. Clients make version 7. */
export const Id = z.uuid().toLowerCase()

/** The integer id of a restaurant. */
export const RestaurantId = z.int().min(1).max(2_147_483_647)

const earliest = Date.UTC(2000, 0, 1)
const latest = Date.UTC(2100, 0, 1)

/** An instant without its fraction of a second: `2026-05-01T18:30:00Z`, which every client's decoder reads. */
export function wholeSecond(instant: string | number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

/** An instant: ISO 8601 with `Z` or an offset, years 2000–2099; kept in UTC and cut to the second. */
export const Instant = z.iso
  .datetime({ offset: true, error: 'must be an instant such as 2026-05-01T18:30:00Z', abort: true })
  .refine(
    (text) => Date.parse(text) >= earliest && Date.parse(text) < latest,
    'must lie between the years 2000 and 2099',
  )
  .transform(wholeSecond)

/** An instant as entities hold it. */
export const StoredInstant = z.iso.datetime({ precision: 0 })

/** The stamps of an entity, for its schema. */
export const stampFields = { createdAt: StoredInstant, updatedAt: StoredInstant, version: z.int().min(0) }

/** A number of `min`..`max`. JSON has -0 and PostgreSQL has not, so -0 becomes 0 here. */
export function decimal(min: number, max: number) {
  return z
    .number()
    .min(min)
    .max(max)
    .overwrite((number) => (number === 0 ? 0 : number))
}

export const PartySize = z.int().min(1).max(500)
export const Capacity = z.int().min(1).max(500)
export const maxTags = 20
export const Tags = z
  .array(line(40))
  .max(maxTags)
  .transform((tags) => [...new Set(tags)])
/** At least `min` tables, at most 20, each once. */
export function tableIds(min: number) {
  return z
    .array(Id)
    .min(min)
    .max(20)
    .transform((ids) => [...new Set(ids)])
}
/** Any number of tables. */
export const TableIds = tableIds(0)
/** The letters of a word, without case, spaces, hyphens and underscores. */
function lettersOf(word: string): string {
  return word.toLowerCase().replace(/[\s_\p{Pd}]/gu, '')
}

/**
 * A word from `values`. Older clients write words in their own way: `noShow`, `No-Show` and `no show` are read as
 * `no_show`, and each key of `synonyms` as its value. `id` names the enumeration in the documents of the API. The `out`
 * of the schema is the word as entities hold it.
 */
export function word<const T extends readonly [string, ...string[]]>(
  values: T,
  synonyms: Readonly<Record<string, T[number]>> = {},
  id?: string,
) {
  const known = new Map<string, T[number]>(values.map((value) => [lettersOf(value), value]))
  for (const [synonym, value] of Object.entries(synonyms)) known.set(lettersOf(synonym), value)
  const read = (text: T[number]): T[number] =>
    typeof text === 'string' && text.length <= 40 ? (known.get(lettersOf(text)) ?? text) : text
  const older = Object.entries(synonyms).map(([synonym, value]) => `\`${synonym}\` is read as \`${value}\``)
  const rules = ['case, spaces, hyphens and underscores do not matter', ...older]
  const description = `In requests, ${rules.join(', ')}`
  return z.preprocess(read, z.enum(values).meta(id === undefined ? { description } : { id, description }))
}

/** Reads `value` by `schema`, or throws `validation_failed` with the path of each wrong field below `root`. */
export function parse<T extends z.ZodType>(schema: T, value: unknown, root = ''): z.output<T> {
  const result = schema.safeParse(value, { error: fieldMessage })
  if (result.success) return result.data
  throw invalid(result.error, root)
}

/** What a zod error says, as `validation_failed`; at most 50 fields, so that a hostile body cannot grow the answer. */
export function invalid(error: z.ZodError, root = ''): Problem {
  const errors = error.issues
    .flatMap((issue) => {
      const path = [root, ...issue.path.map(String)].filter((part) => part !== '')
      if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), message: issue.message }]
      return issue.keys.map((key) => ({ path: [...path, clip(key)].join('.'), message: 'is not a known field' }))
    })
    .slice(0, 50)
  const first = errors[0]
  return new Problem('validation_failed', first ? `${first.path || 'body'}: ${first.message}` : 'A field is wrong', {
    errors,
  })
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text.toWellFormed()
}

/** `T` without the fields that are undefined. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The fields that were given: a spread of `undefined` would overwrite. */
export function definedOf<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>
}

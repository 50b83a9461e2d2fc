import { Id } from '@qtable/domain'
import { z } from 'zod'
import { malformedField } from '../wire/problems.ts'
import type { Answer, Call } from './route.ts'

const digits = (max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `must be a whole number from 1 to ${max}`)
    .transform(Number)
    .pipe(z.number().min(1).max(max))
    .default(fallback)
    .meta({ documentedAs: { type: 'integer', minimum: 1, maximum: max, default: fallback } })

/** How many at most: up to `max`, `fallback` unless given. */
export const limit = (max: number, fallback: number) => digits(max, fallback).describe('How many at most')

/** `true` or `false` in a query. */
export const flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((word) => word === 'true' || word === '1')
  .default(false)
  .meta({ documentedAs: { type: 'boolean', default: false } })

/** What every list takes. */
export const listQuery = {
  limit: limit(500, 100),
  cursor: z.string().max(500).optional().describe('Where the page begins; comes with the header Link'),
}

/** Several words of an enumeration in one parameter, with commas; an unknown word is refused. */
export function words<S extends z.ZodType<string, string> & { out: z.ZodType }>(one: S) {
  const { id = '' } = one.out.meta() ?? {}
  const documentedAs = {
    type: 'array',
    items: { $ref: `#/$defs/${id}` },
    description: 'Only those with one of these; several with commas',
  }
  return z
    .string()
    .max(500)
    .transform((text) => text.split(',').filter((part) => part.trim() !== ''))
    .pipe(z.array(one))
    .transform((values) => new Set(values))
    .optional()
    .meta({ documentedAs })
}

/** One page of a list, in the order of a key that no two entries share. */
export interface Page<E> {
  entries: readonly E[]
  /** Where the next page begins; undefined on the last. */
  next: readonly string[] | undefined
}

/** The page of `entries` (any order) after the key `after`. */
export function pageOf<E>(
  entries: Iterable<E>,
  from: {
    key: (entry: E) => readonly string[]
    compare?: (a: string, b: string) => number
    after: readonly string[] | undefined
    limit: number
  },
): Page<E> {
  const compare = (a: readonly string[], b: readonly string[]) => compareKeys(a, b, from.compare)
  const { after } = from
  const rest = [...entries]
    .map((entry) => ({ entry, key: from.key(entry) }))
    .filter(({ key }) => after === undefined || compare(key, after) > 0)
    .sort((a, b) => compare(a.key, b.key))
  const page = rest.slice(0, from.limit)
  return { entries: page.map(({ entry }) => entry), next: rest.length > page.length ? page.at(-1)?.key : undefined }
}

function compareKeys(
  a: readonly string[],
  b: readonly string[],
  compare: (a: string, b: string) => number = bytewise,
): number {
  for (const [i, part] of a.entries()) {
    const other = b[i] ?? ''
    const order = compare(part, other) || bytewise(part, other)
    if (order !== 0) return order
  }
  return 0
}

function bytewise(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The key in a page's cursor, whose first part is read by `first`; undefined for the first page. */
export function readCursor(
  cursor: string | undefined,
  first: z.ZodType<string> = z.string().max(200),
): readonly string[] | undefined {
  if (cursor === undefined) return undefined
  try {
    return z.tuple([first, Id]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw malformedField('cursor', 'is not one that a header Link gave')
  }
}

/** The answer of a list: an array, and a link to the next page. */
export function listAnswer(call: Pick<Call, 'url' | 'base'>, { entries, next }: Page<unknown>): Answer {
  if (!next) return { body: entries }
  const url = new URL(call.url, 'http://any')
  url.searchParams.set('cursor', Buffer.from(JSON.stringify(next)).toString('base64url'))
  return { body: entries, headers: { link: `<${url.pathname}${url.search}>; rel="next"` } }
}

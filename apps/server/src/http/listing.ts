import { Id } from '@qtable/domain'
import { spelledBoolean } from '@qtable/protocol'
import { z } from 'zod'
import { malformedField } from '../wire/problems.ts'
import type { Call, RouteAnswer } from './route.ts'

const digits = (max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `must be a whole number from 1 to ${max}`)
    .transform(Number)
    .pipe(z.number().min(1).max(max))
    .default(fallback)
    .meta({ documentedAs: { type: 'integer', minimum: 1, maximum: max, default: fallback } })

/** The parameter for the size of a page: 1 to `max`, `fallback` unless given. */
export const limit = (max: number, fallback: number) => digits(max, fallback).describe('How many at most')

/** A boolean parameter. */
export const flag = z
  .string()
  .transform(spelledBoolean)
  .pipe(z.boolean())
  .default(false)
  .meta({ documentedAs: { type: 'boolean', default: false } })

/** The parameters of every list. */
export const listQuery = {
  limit: limit(500, 100),
  cursor: z.string().max(500).optional().describe('Where the page begins, as the header Link gives it'),
}

/** A parameter with several values of an enumeration between commas. An unknown value is refused. */
export function commaSeparated<S extends z.ZodType<string, string> & { out: z.ZodType }>(one: S) {
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

/** One page of a list. The list is ordered by a key that is unique to each entry. */
export interface ListedPage<E> {
  entries: readonly E[]
  /** The key of the last entry; undefined on the last page. */
  next: readonly string[] | undefined
}

/** The page that follows the key `after`. `entries` may be in any order. */
export function paginate<E>(
  entries: Iterable<E>,
  from: {
    key: (entry: E) => readonly string[]
    compare?: (a: string, b: string) => number
    after: readonly string[] | undefined
    limit: number
  },
): ListedPage<E> {
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

/** The key in the cursor of a page; undefined for the first page. `first` reads the first part of the key. */
export function readCursor(
  cursor: string | undefined,
  first: z.ZodType<string> = z.string().max(200),
): readonly string[] | undefined {
  if (cursor === undefined) return undefined
  try {
    return z.tuple([first, Id]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw malformedField('cursor', 'is not one that the header Link gave')
  }
}

/** The answer of a list: an array, and a link to the next page where there is one. */
export function listAnswer(call: Pick<Call, 'url'>, { entries, next }: ListedPage<unknown>): RouteAnswer {
  if (!next) return { body: entries }
  const cursor = Buffer.from(JSON.stringify(next)).toString('base64url')
  return { body: entries, headers: { link: nextLink(call, { cursor }) } }
}

/** The `Link` header to the next page: the same URL with other parameters. */
export function nextLink(call: Pick<Call, 'url'>, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(call.url, 'http://any')
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return `<${url.pathname}${url.search}>; rel="next"`
}

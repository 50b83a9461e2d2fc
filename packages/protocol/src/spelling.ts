import { ImportedReservation, Problem } from '@qtable/domain'
import { z } from 'zod'
import { documentedCommand } from './command-documents.ts'
import { spelledInstant } from './instant-spelling.ts'
import { OfflineChange } from './sync.ts'

/**
 * The schemas that stand for less strict ones, by the name in their `documentedAs`: the documents show them, and what is
 * sent is spelled by them. Functions, because they are built on the first use.
 */
export const documentedSchemas: Readonly<Record<string, () => z.ZodType>> = {
  Command: documentedCommand,
  OfflineChange: () => OfflineChange,
  ImportedReservation: () => ImportedReservation,
}

/** What a spelling depends on beside its schema. */
export interface SpellingContext {
  /** The restaurant of the token. A body may name it in `restaurant_id`; another one is `forbidden`. */
  restaurantId?: number | undefined
}

/**
 * What a client sent, spelled as `schema` reads it; the schema judges it then. Understood are snake_case for any field,
 * `True` and `1` for booleans, and instants in other forms of ISO 8601. Nothing of this is listed by hand: all of it
 * follows from the schema.
 */
export function spelled(schema: z.ZodType, value: unknown, context: SpellingContext = {}): unknown {
  return spellerOf(schema)(value, context)
}

type Speller = (value: unknown, context: SpellingContext) => unknown
const spellers = new WeakMap<z.ZodType, Speller>()

function spellerOf(schema: z.ZodType): Speller {
  let speller = spellers.get(schema)
  if (!speller) {
    speller = makeSpeller(schema)
    spellers.set(schema, speller)
  }
  return speller
}

const asSent: Speller = (value) => value

function makeSpeller(schema: z.ZodType): Speller {
  const { documentedAs } = schema.meta() ?? {}
  const documented = typeof documentedAs === 'string' ? documentedSchemas[documentedAs] : undefined
  if (documented) return (value, context) => spellerOf(documented())(value, context)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return spellerOf(schema.unwrap() as z.ZodType)
  }
  if (schema instanceof z.ZodPipe) return spellerOf(schema.in as z.ZodType)
  if (schema instanceof z.ZodObject) return objectSpeller(schema)
  if (schema instanceof z.ZodArray) return listSpeller(schema.element as z.ZodType)
  if (schema instanceof z.ZodDiscriminatedUnion) return variantSpeller(schema)
  if (schema instanceof z.ZodUnion) return unionSpeller(schema.options as z.ZodType[])
  if (schema instanceof z.ZodBoolean) return spelledBoolean
  if (schema instanceof z.ZodISODateTime) return (value) => (typeof value === 'string' ? spelledInstant(value) : value)
  return asSent
}

function objectSpeller({ shape }: z.ZodObject): Speller {
  const fields = shape as Record<string, z.ZodType>
  const known = new Map(Object.keys(fields).map((field) => [snakeCase(field), field]))
  for (const field of Object.keys(fields)) known.set(field, field)
  return (value, context) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const { restaurantId } = context
    const spelling = Object.entries(value).flatMap(([name, part]): [string, unknown][] => {
      const field = known.get(name)
      // A field in both spellings is one too many; which one counts is not guessed.
      if (field === undefined || (field !== name && Object.hasOwn(value, field))) {
        return restaurantId !== undefined && namesRestaurant(name, part, restaurantId) ? [] : [[name, part]]
      }
      const schema = fields[field]
      return [[field, schema ? spelled(schema, part, context) : part]]
    })
    return Object.fromEntries(spelling)
  }
}

function namesRestaurant(name: string, value: unknown, restaurantId: number): boolean {
  if (name !== 'restaurant_id' && name !== 'restaurantId') return false
  // An object may have a `toString` that is no function: converting it would throw.
  const isNamed = typeof value === 'number' || typeof value === 'string'
  if (!isNamed || !/^\d{1,10}$/.test(String(value))) {
    const message = 'must be a whole number'
    throw new Problem('malformed', `${name}: ${message}`, { errors: [{ path: name, message }] })
  }
  if (Number(value) !== restaurantId) {
    throw new Problem('forbidden', `You are signed in to restaurant ${restaurantId}; ${name} names another`)
  }
  return true
}

function listSpeller(element: z.ZodType): Speller {
  return (value, context) => (Array.isArray(value) ? value.map((part) => spelled(element, part, context)) : value)
}

function variantSpeller(schema: z.ZodDiscriminatedUnion): Speller {
  const { discriminator } = schema.def
  const variants = new Map(
    (schema.options as z.ZodObject[]).flatMap((option) => {
      const tag: unknown = option.shape[discriminator]
      return tag instanceof z.ZodLiteral ? [...tag.values].map((word) => [word as unknown, option] as const) : []
    }),
  )
  return (value, context) => {
    const tag: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, discriminator) : undefined
    const variant = variants.get(tag)
    return variant ? spelled(variant, value, context) : value
  }
}

// The first form that takes it.
function unionSpeller(options: readonly z.ZodType[]): Speller {
  return (value, context) => {
    const spellings = options.map((option) => ({ option, spelling: spelled(option, value, context) }))
    const found = spellings.find(({ option, spelling }) => option.safeParse(spelling).success)
    return found ? found.spelling : value
  }
}

const booleans = new Map<unknown, boolean>([
  ['true', true],
  ['1', true],
  [1, true],
  ['false', false],
  ['0', false],
  [0, false],
])

/** A boolean as programs write it: `True`, `1`. Anything else as it is. */
export function spelledBoolean(value: unknown): unknown {
  return booleans.get(typeof value === 'string' ? value.toLowerCase() : value) ?? value
}

/** `partySize` as `party_size`. */
export function snakeCase(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

import { type JsonSchema, type NamedSchemas, nameIn } from '../../apps/server/src/http/documents/json-schema.ts'
import type { Random } from '../random.ts'
import type { IdKind } from './fuzz-tenants.ts'

/** What generated values name, so that requests meet what is there. */
export interface KnownValues {
  ids: Readonly<Record<IdKind, readonly string[]>>
  /** Of the other restaurant. */
  foreignIds: readonly string[]
  /** Of commands and transactions: few, so that some are repeated. */
  commandIds: readonly string[]
  words: readonly string[]
  emails: readonly string[]
  passwords: readonly string[]
  phones: readonly string[]
  cursors: readonly string[]
  /** Of links and refresh tokens. */
  secrets: readonly string[]
  accessTokens: readonly string[]
  restaurantIds: readonly number[]
  /** Milliseconds since 1970. */
  now: number
}

/** What a value is generated from. */
export interface ValueContext {
  schemas: NamedSchemas
  known: KnownValues
  random: Random
  /** The kind that a field `id` is an id of. */
  noun?: IdKind | 'command' | undefined
}

const maxItems = 3

/** A value that fits the schema, and most of the time the rules that a schema cannot say. */
export function validValue(schema: JsonSchema, context: ValueContext, field = ''): unknown {
  const { schemas, random } = context
  const name = nameIn(schema)
  if (name !== undefined) return validValue(schemas[name] ?? {}, context, field)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return random.one(schema.enum)
  const variants = schema.oneOf ?? schema.anyOf
  if (variants) return validValue(random.one(variants), context, field)
  const types = [schema.type ?? 'any'].flat()
  if (types.includes('null') && random.chance(0.15)) return null
  switch (types.find((type) => type !== 'null')) {
    case 'object':
      return validObject(schema, context)
    case 'array':
      return validList(schema, context, field)
    case 'integer':
    case 'number':
      return validNumber(schema, context, field)
    case 'boolean':
      return random.chance(0.5)
    case 'string':
      return validText(schema, context, field)
    default:
      return random.one([null, 1, 'x', {}, []])
  }
}

function validObject({ properties = {}, required = [] }: JsonSchema, context: ValueContext): Record<string, unknown> {
  const { random, known } = context
  const isRequired = new Set(required as string[])
  // A command has an id of its own, and its payload that of an entity of its noun.
  const [noun = ''] = String(properties.type?.const ?? '').split('.')
  const isCommand = properties.payload !== undefined
  const ofPayload = Object.hasOwn(known.ids, noun) ? (noun as IdKind) : undefined
  const entries = Object.entries(properties).flatMap(([field, schema]): [string, unknown][] => {
    if (!isRequired.has(field) && !random.chance(0.35)) return []
    const inner = isCommand ? { ...context, noun: field === 'payload' ? ofPayload : ('command' as const) } : context
    return [[field, validValue(schema, inner, field)]]
  })
  return Object.fromEntries(entries)
}

function validList(schema: JsonSchema, context: ValueContext, field: string): unknown[] {
  const { minItems = 0 } = schema as { minItems?: number }
  const length = minItems + context.random.int(maxItems + 1)
  return Array.from({ length }, () => validValue(schema.items ?? {}, context, field))
}

function validNumber(
  { minimum = -5, maximum = 1000, type }: JsonSchema,
  { random, known }: ValueContext,
  field: string,
) {
  if (field === 'restaurant_id') return random.one(known.restaurantIds)
  const near = Math.min(maximum, minimum + random.int(12))
  const number = random.one([minimum, maximum, near, near, near, near])
  return type === 'number' && random.chance(0.3) ? Math.min(maximum, number + 0.25) : number
}

type Pick = (context: ValueContext) => string

// Fields whose texts follow rules that their schemas do not say.
const byField: Readonly<Record<string, Pick>> = {
  email: ({ known, random }) => random.one(known.emails),
  phone: ({ known, random }) => random.one(known.phones),
  timezone: ({ random }) => random.one(['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'UTC']),
  country: () => 'DE',
  password: ({ known, random }) => random.one(known.passwords),
  current_password: ({ known, random }) => random.one(known.passwords),
  new_password: ({ known, random }) => random.one(known.passwords),
  cursor: ({ known, random }) => random.one(known.cursors),
  since: ({ known, random }) => random.one(known.cursors),
  refresh_token: ({ known, random }) => random.one(known.secrets),
  at: instant,
  entity_id: (context) => knownId(context, 'id'),
}

function validText(schema: JsonSchema, context: ValueContext, field: string): string {
  const { known, random } = context
  if (field === 'token') return random.one(isAccessToken(schema) ? known.accessTokens : known.secrets)
  const own = Object.hasOwn(byField, field) ? byField[field] : undefined
  if (own) return own(context)
  if (schema.format === 'uuid') return knownId(context, field)
  if (schema.format === 'date-time') return instant(context)
  if (schema.format === 'date') return instant(context).slice(0, 10)
  if (schema.pattern?.includes('[0-5]')) return random.one(['00:00', '11:30', '18:00', '23:59'])
  if (schema.pattern?.startsWith('^#')) return '#a1b2c3'
  if (schema.pattern?.includes('ext=')) return random.one(known.phones)
  const { minLength = 0, maxLength = 200 } = schema as { minLength?: number; maxLength?: number }
  const text = `${random.one(known.words)} ${random.int(30)}`
  return random.chance(0.05) ? 'x'.repeat(random.one([minLength, maxLength])) : text.slice(0, maxLength)
}

// The secret of a link is short; `auth_refresh` takes a whole access token.
function isAccessToken({ maxLength }: JsonSchema): boolean {
  return Number(maxLength) > 1000
}

function instant({ known, random }: ValueContext): string {
  const at = new Date(known.now + random.int(96) * 1_800_000 - 43_200_000).toISOString()
  return random.one([at, at, `${at.slice(0, 19)}Z`, `${at.slice(0, 19)}+02:00`])
}

const kindOfField: Readonly<Record<string, IdKind>> = {
  ...{ guestId: 'guest', currentGuestId: 'guest', tableId: 'table', tableIds: 'table', sectionId: 'section' },
  ...{ reservationId: 'reservation', combinationId: 'combination', actor_id: 'user' },
}

/** The id of something of the kind that a field names; sometimes of the other restaurant, sometimes of nothing. */
export function knownId({ known, random, noun }: ValueContext, field: string): string {
  if (field === 'id' && noun === 'command')
    return random.chance(0.8) ? random.uuid(known.now) : random.one(known.commandIds)
  const chance = random.next()
  if (chance < 0.07) return random.one(known.foreignIds)
  if (chance < 0.12) return random.uuid(known.now)
  const kind = kindOfField[field] ?? (field === 'id' && noun !== 'command' ? noun : undefined)
  if (kind) return random.one(known.ids[kind])
  if (field === 'transactionId' || field === 'transaction_id') return random.one(known.commandIds)
  return random.chance(0.5) ? random.uuid(known.now) : random.one(random.one(Object.values(known.ids)))
}

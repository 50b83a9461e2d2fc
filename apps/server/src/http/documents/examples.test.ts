import { entities, entityTypes, exampleIds } from '@qtable/domain'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { asyncApiDocument } from './asyncapi.ts'
import { type JsonSchema, type NamedSchemas, reachableFrom } from './json-schema.ts'
import { openApiDocument } from './openapi.ts'

/** An example and the schema beside it. */
interface Exemplified {
  place: string
  schema: JsonSchema
  example: unknown
}

function examplesIn(node: unknown, place = ''): Exemplified[] {
  if (typeof node !== 'object' || node === null) return []
  const { schema, payload, example, examples } = node as Record<string, unknown>
  const of = (schema ?? payload ?? node) as JsonSchema
  const values = Array.isArray(examples)
    ? examples.map((one: unknown) => (payload ? (one as { payload: unknown }).payload : one))
    : Object.values((examples ?? {}) as Record<string, { value: unknown }>).map(({ value }) => value)
  return [
    ...(example === undefined ? [] : [{ place, schema: of, example }]),
    ...values.map((value) => ({ place, schema: of, example: value })),
    ...Object.entries(node).flatMap(([key, part]) =>
      /^examples?$/.test(key) ? [] : examplesIn(part, `${place}/${key}`),
    ),
  ]
}

const documents = { 'openapi.json': openApiDocument(), 'asyncapi.json': asyncApiDocument() }

/** The schema as a checker, by the document alone. */
function checkerOf(schema: JsonSchema, schemas: NamedSchemas): z.ZodType {
  const $defs = Object.fromEntries([...reachableFrom([schema], schemas)].map((name) => [name, schemas[name]]))
  const whole = JSON.stringify({ ...schema, $defs }).replaceAll('#/components/schemas/', '#/$defs/')
  return z.fromJSONSchema(JSON.parse(whole))
}

describe.each(Object.entries(documents))('%s', (_name, document) => {
  const { schemas } = (document as { components: { schemas: NamedSchemas } }).components
  const found = examplesIn(document)

  test('has an example of every body, message and refusal', () => {
    expect(found.length).toBeGreaterThan(60)
  })

  test.each(found)('the example of $place is valid', ({ schema, example }) => {
    const { error } = checkerOf(schema, schemas).safeParse(example)
    expect(error?.issues ?? []).toEqual([])
  })

  test('ids in examples name the entities of other examples', () => {
    const known = new Map<string, string>([
      ...entityTypes.map((type) => [String(entities[type].example.id), type] as const),
      ...Object.entries(exampleIds).map(([kind, id]) => [id, kind] as const),
    ])
    for (const { place, example } of found) {
      for (const [field, id] of idsIn(example)) {
        const kind = known.get(id)
        expect(kind, `${place}: ${field} ${id}`).toBeDefined()
        expect(kind, `${place}: ${field} ${id}`).toMatch(kindsOf[field] ?? /./)
      }
    }
  })
})

const kindsOf: Readonly<Record<string, RegExp>> = {
  guestId: /guest$/i,
  currentGuestId: /guest$/i,
  tableId: /table$/i,
  tableIds: /table$/i,
  sectionId: /section/,
  reservationId: /reservation/,
  combinationId: /combination/,
  transactionId: /transaction/,
  transaction_id: /transaction/,
  command_id: /command$/i,
  command_ids: /command$/i,
  request_id: /request/,
  epoch: /epoch/,
  cursor: /epoch/,
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Every UUID of an example, with the name of its field. */
function idsIn(value: unknown, field = ''): [string, string][] {
  if (typeof value === 'string') return (value.match(uuid) ?? []).map((id) => [field, id])
  if (Array.isArray(value)) return value.flatMap((item) => idsIn(item, field))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => idsIn(item, name))
}

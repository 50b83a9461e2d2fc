import { commandTypes, entityTypes, roles } from '@qtable/domain'
import { DeltaUpdate, RealtimeMessage } from '@qtable/protocol'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { routes } from '../routes/index.ts'
import { faultsOf } from '../testing/document-faults.ts'
import { exampleOf } from './example-of.ts'
import { type JsonSchema, type NamedSchemas, nameIn, refTo } from './json-schema.ts'
import { openApiDocument } from './openapi.ts'
import { refusalsOf } from './refusals.ts'

interface Operation {
  operationId: string
  description: string
  'x-role'?: string
  parameters: { name?: string; schema?: JsonSchema }[]
  responses: Record<string, { $ref?: string }>
}

const document = openApiDocument() as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: NamedSchemas; responses: Record<string, { 'x-problem-codes': string[] }> }
}
const { schemas } = document.components
const operations = Object.values(document.paths).flatMap((path) => Object.values(path))

function operationOf(id: string): Operation {
  const found = operations.find(({ operationId }) => operationId === id)
  if (!found) throw new Error(`no operation ${id}`)
  return found
}

function mappedBy(union: JsonSchema | undefined): string[] {
  const { mapping = {} } = (union?.discriminator ?? {}) as { mapping?: object }
  return Object.keys(mapping).sort()
}

test('every route has a name of its own', () => {
  const ids = routes.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('the document has every route, under the canonical prefix', () => {
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual(routes.map(({ id }) => id).sort())
  expect(Object.keys(document.paths)).toContain('/api/v1/guests/{id}/status/atomic')
})

test.each(routes)('$method $path: the examples are valid', ({ body, success }) => {
  if (body) body.parse(exampleOf(body))
  if (success.body) success.body.parse(exampleOf(success.body))
})

test('no object, enumeration or union is without a name, and no value is `anyOf` with null', () => {
  expect(faultsOf(document)).toEqual([])
})

test('`Command` is each command by its type, `Change` each kind of entity by its `entity_type`', () => {
  const { Command, Change, RecordedChange } = schemas
  expect(Command?.discriminator).toMatchObject({ propertyName: 'type' })
  expect(mappedBy(Command)).toEqual([...commandTypes].sort())
  for (const union of [Change, RecordedChange]) {
    expect(union?.discriminator).toMatchObject({ propertyName: 'entity_type' })
    expect(mappedBy(union)).toEqual([...entityTypes].sort())
  }
  expect(schemas.GuestSeatCommand).toMatchObject({
    'x-role': 'host',
    properties: { type: { const: 'guest.seat' }, payload: refTo('SeatGuestPayload') },
  })
})

test('a change of older clients, a booking of an import and the body of an update are shown, read-only fields are not', () => {
  expect(nameIn(schemas.SyncBatch?.properties?.changes?.items ?? {})).toBe('OfflineChange')
  expect(nameIn(schemas.ImportReservation?.properties?.reservations?.items ?? {})).toBe('ImportedReservation')
  const fields = Object.keys(schemas.UpdateTable?.properties ?? {})
  expect(fields).toEqual(expect.arrayContaining(['capacity', 'currentGuestId', 'partySize', 'version']))
  expect(fields).not.toContain('createdAt')
  expect(JSON.stringify(schemas)).not.toContain('undocumented')
})

test('whatever takes any command refers to `Command`', () => {
  for (const body of ['AtomicBatch', 'SyncBatch']) {
    expect(nameIn(schemas[body]?.properties?.operations?.items ?? {}), body).toBe('Command')
  }
})

test('an enumeration says its values and the older spellings that requests may use', () => {
  expect(schemas.GuestStatus?.enum).toContain('no_show')
  expect(schemas.GuestStatus?.description).toContain('`waitlist` is read as `waiting`')
  expect(schemas.UpdateGuest?.properties?.status).toEqual(refTo('GuestStatus'))
  for (const [id, name] of Object.entries({
    listGuests: 'GuestStatus',
    listTables: 'TableStatus',
    listReservations: 'ReservationStatus',
  })) {
    const status = operationOf(id).parameters.find((parameter) => parameter.name === 'status')
    expect(status, id).toMatchObject({ explode: false, schema: { type: 'array', items: refTo(name) } })
  }
})

test('a nullable reference points to a nullable schema', () => {
  expect(nameIn(schemas.TransactionAnswer?.properties?.guest ?? {})).toBe('NullableGuest')
  expect(schemas.NullableGuest).toMatchObject({ type: ['object', 'null'], required: schemas.Guest?.required })
  expect(schemas.NullableCourse).toMatchObject({ type: ['string', 'null'], enum: expect.arrayContaining([null]) })
})

test('an answer may have fields that a client does not know, a request may not', () => {
  expect(schemas.Guest).not.toHaveProperty('additionalProperties')
  expect(schemas.NullableGuest).not.toHaveProperty('additionalProperties')
  expect(schemas.UpdateGuest).toHaveProperty('additionalProperties', false)
})

// The documents are rendered in the form in which clients write.
test('an answer has one form: it has no default, and nothing in it is transformed', () => {
  const json = (schema: z.ZodType, io: 'input' | 'output') => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
    return JSON.parse(JSON.stringify(rest), (key, value) => (key === 'additionalProperties' ? undefined : value))
  }
  const answers = [...routes.flatMap(({ success }) => success.body ?? []), ...RealtimeMessage.options, DeltaUpdate]
  for (const schema of answers) expect(json(schema, 'output')).toEqual(json(schema, 'input'))
})

describe('every operation', () => {
  test.each(routes.filter(({ auth }) => auth !== 'none'))('$id says its role', ({ id, auth }) => {
    const { description, 'x-role': role } = operationOf(id)
    expect(roles).toContain(role)
    expect(role).toBe(auth)
    expect(description).toMatch(/\brole\b/)
  })

  test.each(routes)('$id says each of its refusals', (route) => {
    const said = Object.values(operationOf(route.id).responses).flatMap(({ $ref = '' }) => {
      return document.components.responses[$ref.replace('#/components/responses/', '')]?.['x-problem-codes'] ?? []
    })
    expect(said.sort()).toEqual([...refusalsOf(route)].sort())
  })
})

import { commandTypes, entityTypes } from '@qtable/domain'
import { ClientMessage, RealtimeMessage, ServerMessage } from '@qtable/protocol'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { faultsOf } from '../testing/document-faults.ts'
import { asyncApiDocument } from './asyncapi.ts'
import { exampleOf } from './example-of.ts'
import { type NamedSchemas, refTo } from './json-schema.ts'

const document = asyncApiDocument() as {
  channels: Record<string, { address: string; messages: Record<string, unknown> }>
  components: { schemas: NamedSchemas; messages: Record<string, { payload: { $ref: string } }> }
}
const { schemas, messages } = document.components

function idsOf(options: readonly z.ZodType[]): string[] {
  return options.map((schema) => schema.meta()?.id ?? '').sort()
}

test('each channel has every message that it carries, and no other', () => {
  const { sync, realtime } = document.channels
  expect(sync?.address).toBe('/ws/restaurant/sync')
  expect(realtime?.address).toBe('/realtime')
  const client = ClientMessage.options
  expect(Object.keys(sync?.messages ?? {}).sort()).toEqual(idsOf([...ServerMessage.options, ...client]))
  expect(Object.keys(realtime?.messages ?? {}).sort()).toEqual(idsOf([...RealtimeMessage.options, ...client]))
})

test('the payload of every message is a schema with a name', () => {
  for (const [id, { payload }] of Object.entries(messages)) {
    expect(payload).toEqual(refTo(id))
    expect(schemas[id]).toBeDefined()
  }
})

test('no object, enumeration or union is without a name, and no value is `anyOf` with null', () => {
  expect(faultsOf(document)).toEqual([])
})

test('a command message refers to `Command`, which is every command; `Change` is every kind of entity', () => {
  expect(schemas.CommandMessage?.properties?.command).toEqual(refTo('Command'))
  expect(schemas.Command?.oneOf).toHaveLength(commandTypes.length)
  expect(schemas.Change?.oneOf).toHaveLength(entityTypes.length)
})

test('a reference has no siblings', () => {
  for (const { properties = {} } of Object.values(schemas)) {
    for (const part of Object.values(properties)) if (part.$ref) expect(Object.keys(part)).toEqual(['$ref'])
  }
})

test.each([...RealtimeMessage.options, ...ServerMessage.options, ...ClientMessage.options])(
  'the example of a message is valid (%#)',
  (schema) => {
    schema.parse(exampleOf(schema))
  },
)

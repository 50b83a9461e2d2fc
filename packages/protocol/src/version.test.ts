import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { commands, commandTypes, entities } from '@qtable/domain'
import { expect, test } from 'vitest'
import { z } from 'zod'
import * as protocol from './index.ts'

// Names, descriptions and examples are not part of the wire.
const withoutNames = z.registry<never>()

function shapeOf(schema: z.ZodType): unknown {
  const options = { unrepresentable: 'any', metadata: withoutNames, reused: 'inline' } as const
  return [z.toJSONSchema(schema, { ...options, io: 'input' }), z.toJSONSchema(schema, { ...options, io: 'output' })]
}

function allSchemas(): [string, z.ZodType][] {
  return [
    ...Object.entries(protocol as Record<string, unknown>).flatMap(([name, value]): [string, z.ZodType][] =>
      value instanceof z.ZodType ? [[name, value]] : [],
    ),
    ...Object.entries(entities).map(([name, { schema }]): [string, z.ZodType] => [`entity ${name}`, schema]),
    ...commandTypes.map((type): [string, z.ZodType] => [`command ${type}`, commands[type].payload]),
  ]
}

const notWire = new Set(['description', 'examples', 'example', 'id', '$schema', 'title'])

/** A text of a schema that does not depend on the order of its parts. */
function canonical(value: unknown, key = ''): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  // Below `properties` a key is the name of a field, and a field may be called `id`.
  return `{${Object.entries(value)
    .filter(([name]) => key === 'properties' || !notWire.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${name}:${canonical(item, name)}`)
    .join()}}`
}

test('a change of the wire comes with another protocol version', () => {
  const text = allSchemas()
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => `${name} ${canonical(shapeOf(schema))}`)
    .join('\n')
  const found = { version: protocol.PROTOCOL_VERSION, schemas: createHash('sha256').update(text).digest('hex') }
  const stored: unknown = JSON.parse(readFileSync(new URL('./version.json', import.meta.url), 'utf8'))
  expect(
    found,
    `The schemas of the wire differ from version.json. Raise PROTOCOL_VERSION in version.ts by one, unless that version was never released, and write to version.json: ${JSON.stringify(found)}`,
  ).toEqual(stored)
})

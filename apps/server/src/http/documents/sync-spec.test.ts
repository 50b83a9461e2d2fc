import { readFileSync } from 'node:fs'
import {
  ClientMessage,
  closeCodes,
  DeltaAnswer,
  LoginBody,
  RefreshBody,
  ServerMessage,
  Session,
  SyncBatchAnswer,
  SyncBatchBody,
  Ticket,
} from '@qtable/protocol'
import { expect, test } from 'vitest'
import { z } from 'zod'

const text = readFileSync(new URL('../../../../../docs/sync-spec.md', import.meta.url), 'utf8')

interface Example {
  schema: string
  body: unknown
}

/** The fenced examples: `json`, and the name of the schema that they follow. */
const examples = [...text.matchAll(/^```json (\w+)\n(.*?)^```$/gms)].map(
  ([, schema = '', body = '']): Example => ({ schema, body: JSON.parse(body) }),
)

const schemas: Record<string, z.ZodType> = {
  server: strict(ServerMessage),
  client: strict(ClientMessage),
  LoginBody,
  Session,
  RefreshBody,
  Ticket,
  SyncBatchBody,
  SyncBatchAnswer,
  DeltaAnswer,
}

/** The messages without room for fields that their schemas do not name. */
function strict(union: { options: readonly z.ZodObject[] }): z.ZodType {
  return z.union(union.options.map((option) => option.strict()))
}

test('every example of the sync spec is a body that its schema describes', () => {
  expect(examples.length).toBeGreaterThan(20)
  expect([...text.matchAll(/^```\w/gm)]).toHaveLength(examples.length)
  for (const { schema, body } of examples) {
    const read = schemas[schema]?.safeParse(body)
    expect(read?.error, JSON.stringify(body)).toBeUndefined()
    expect(read?.success, schema).toBe(true)
  }
})

test('the sync spec has an example of each message', () => {
  const typesOf = (union: { options: readonly { shape: { type: z.ZodLiteral } }[] }) =>
    union.options.map(({ shape }) => String(shape.type.value))
  const shown = (schema: string) =>
    new Set(examples.filter((one) => one.schema === schema).map(({ body }) => String((body as { type: unknown }).type)))
  // A client may ask `ping` and hear `pong`, but need not.
  expect(typesOf(ServerMessage).filter((type) => !shown('server').has(type) && type !== 'pong')).toEqual([])
  expect(typesOf(ClientMessage).filter((type) => !shown('client').has(type) && type !== 'ping')).toEqual([])
})

test('the sync spec says what to do at each close code and each reason', () => {
  for (const code of Object.values(closeCodes)) expect(text).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'))
  const reasons = ServerMessage.options.flatMap(({ shape }) => ('reason' in shape ? shape.reason.options : []))
  expect(reasons.length).toBe(4)
  for (const reason of reasons) expect(text).toMatch(new RegExp(`^\\| \`${reason}\` +\\|`, 'm'))
})

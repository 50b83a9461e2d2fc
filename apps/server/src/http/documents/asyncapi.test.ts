import { Parser } from '@asyncapi/parser'
import { ClientMessage, RealtimeMessage, ServerMessage } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { asyncApiDocument } from './asyncapi.ts'
import { clientMessages, exampleMessage, serverMessages } from './asyncapi-messages.ts'

test('the document is valid AsyncAPI 3', async () => {
  const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApiDocument()))
  const serious = diagnostics.filter(({ severity }) => severity <= 1)
  expect(serious.map(({ message, path }) => `${path.join('.')}: ${message}`)).toEqual([])
  expect(document?.version()).toBe('3.0.0')
  expect(
    document
      ?.channels()
      .all()
      .map((channel) => channel.address())
      .sort(),
  ).toEqual(['/realtime', '/ws/restaurant/sync'])
})

test('it has every message there is, and no other', () => {
  const typesOf = (schema: { options: readonly { shape: { type: unknown } }[] }) =>
    schema.options.flatMap(({ shape }) => (shape.type as { values?: Set<string> }).values?.values().next().value ?? [])
  const documented = (name: 'sync' | 'realtime') =>
    serverMessages.filter(({ on }) => on.includes(name)).map((one) => one.name)
  expect(documented('sync').sort()).toEqual([...typesOf(ServerMessage)].sort())
  expect(
    documented('realtime')
      .filter((name) => name !== 'entity_event')
      .sort(),
  ).toEqual([...typesOf(RealtimeMessage)].sort())
  expect(clientMessages.map(({ name }) => name).sort()).toEqual([...typesOf(ClientMessage)].sort())
})

test.each([...serverMessages, ...clientMessages])('the example of $name is valid', (message) => {
  message.schema.parse(exampleMessage(message))
})

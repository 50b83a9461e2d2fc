import { ClientMessage, RealtimeMessage, ServerMessage } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { clientMessages, exampleMessage, serverMessages } from './asyncapi-messages.ts'

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

import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { openRestaurantNode } from './testing/open-node.ts'
import { connect, type ReceivedMessage, type TestSocket } from './testing/test-socket.ts'

function sendCommand(socket: TestSocket, type: unknown, payload: unknown, id: string = uuidv7()) {
  socket.send({ type: 'command', command: { id, type, payload } })
  return socket.next((message) => message.type === 'command_result' && message.id === id)
}

test('[SY50] [SY53] a command is applied and its frame sent; a repeat is a duplicate with the same version', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  const id = uuidv7()
  const first = await sendCommand(socket, 'guest.create', { partySize: 2, name: 'Ada' }, id)
  expect(first).toEqual({ type: 'command_result', id, status: 'applied', version: 2 })
  expect(await receivedSoFar(socket)).toContainEqual(
    expect.objectContaining({ type: 'delta_update', version: 2, command_id: id, command_ids: [id] }),
  )
  expect(await sendCommand(socket, 'guest.create', { partySize: 2, name: 'Ada' }, id)).toEqual({
    ...first,
    status: 'duplicate',
  })
  const other = await connect(node, session, { path: '/realtime' })
  expect(await sendCommand(other, 'guest.create', { partySize: 2, name: 'Ada' }, id)).toMatchObject({
    status: 'duplicate',
    version: 2,
  })
  expect(await sendCommand(other, 'guest.create', { partySize: 9 }, id)).toMatchObject({
    status: 'rejected',
    error: { code: 'idempotency_mismatch' },
  })
})

async function receivedSoFar(socket: TestSocket) {
  socket.send({ type: 'ping', id: 'later' })
  await socket.next(({ id }) => id === 'later')
  return socket.received
}

test('[SY51] [I8] a repeat of a refused command gets the same refusal, over HTTP too', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  const payload = { guestId: uuidv7(), tableIds: [uuidv7()] }
  const id = uuidv7()
  const first = await sendCommand(socket, 'guest.seat', payload, id)
  expect(first).toMatchObject({ status: 'rejected', error: { code: 'not_found' } })
  expect(await sendCommand(socket, 'guest.seat', payload, id)).toEqual(first)
  const answer = await fetch(`${node.url}/api/v1/sync/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${session.access_token}` },
    body: JSON.stringify({ operations: [{ id, type: 'guest.seat', payload }] }),
  })
  expect(await answer.json()).toMatchObject({ results: [{ id, status: 'rejected', error: { code: 'not_found' } }] })
})

test('[SY51] [I8] a command sent on ten sockets at once is applied once', async () => {
  const { node, session, restaurantId } = await openRestaurantNode()
  const sockets = await Promise.all(Array.from({ length: 10 }, () => connect(node, session)))
  const id = uuidv7()
  const results = await Promise.all(sockets.map((socket) => sendCommand(socket, 'guest.create', { partySize: 2 }, id)))
  expect(results.map(({ status }) => status).sort()).toEqual(['applied', ...Array(9).fill('duplicate')])
  expect(new Set(results.map(({ version }) => version)).size).toBe(1)
  expect((await node.floors.read(restaurantId)).floor.guests.size).toBe(1)
})

test('[SY52] [I20] commands run in the order in which they were sent, and an invalid one does not stop the next', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  const guestId = uuidv7()
  const commands: [unknown, unknown][] = [
    ['guest.create', { id: guestId, partySize: 2 }],
    ['guest.seat', { guestId, tableIds: [uuidv7()] }],
    ['guest.update', { guestId, notes: 'one' }],
    ['no.such', {}],
    [7, {}],
    [undefined, undefined],
    ['guest.update', { guestId, partySize: 'many' }],
    ['guest.update', { guestId, notes: '\u0000' }],
    ['serviceDay.close', {}],
    ['guest.update', null],
    ['guest.update', { guestId, notes: 'two' }],
  ]
  const sent = commands.map(([type, payload]) => ({ id: uuidv7(), type, payload }))
  for (const command of sent) socket.send({ type: 'command', command })
  const answers = new Map<unknown, ReceivedMessage>()
  while (answers.size < sent.length) {
    const answer = await socket.next('command_result')
    answers.set(answer.id, answer)
  }
  const results = sent.flatMap(({ id }) => answers.get(id) ?? [])
  expect(results.map(({ status, error }) => (error as { code: string } | undefined)?.code ?? status)).toEqual([
    'applied',
    'not_found',
    'applied',
    ...Array(7).fill('validation_failed'),
    'applied',
  ])
  expect(results.flatMap(({ version }) => version ?? [])).toEqual([2, 3, 4])
})

test('[SY50] a command with an invalid id is refused, and unknown fields of a message are ignored', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  expect(await sendCommand(socket, 'guest.create', { partySize: 2 }, 'no uuid')).toMatchObject({
    id: 'no uuid',
    status: 'rejected',
    error: { code: 'validation_failed', errors: [{ path: 'command.id' }] },
  })
  const id = uuidv7()
  socket.send({ type: 'command', more: 1, command: { id, type: 'guest.create', payload: { partySize: 2 }, by: 'Ada' } })
  expect(await socket.next('command_result')).toMatchObject({ id, status: 'applied' })
})

test('[SY50] [I24] without PostgreSQL a command is unavailable, the socket stays open, and the same id works later', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  const id = uuidv7()
  node.faults.isDatabaseAway = true
  expect(await sendCommand(socket, 'guest.create', { partySize: 2 }, id)).toMatchObject({
    status: 'rejected',
    error: { code: 'unavailable' },
  })
  socket.send({ type: 'full_sync_request' })
  await socket.next('full_sync')
  node.faults.isDatabaseAway = false
  expect(await sendCommand(socket, 'guest.create', { partySize: 2 }, id)).toMatchObject({ status: 'applied' })
})

test('[SY50] a command beyond the role is forbidden', async () => {
  const { node, hire } = await openRestaurantNode()
  const { session } = await hire('server')
  const socket = await connect(node, session)
  expect(await sendCommand(socket, 'guest.create', { partySize: 2 })).toMatchObject({ error: { code: 'forbidden' } })
})

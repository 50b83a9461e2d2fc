import type { ServerMessage } from '@qtable/protocol'
import { expect, test } from 'vitest'
import type { Platform } from '../platform.ts'
import { type FakeServer, openFakeServer } from '../testing/fake-server.ts'
import type { ConnectionEvent, ServerConnection, Transport, TransportOptions } from './connection.ts'
import { type Http, openHttp } from './http.ts'

const guestId = '00000000-0000-7000-8000-00000000aaaa'
const commandId = '00000000-0000-7000-8000-00000000bbbb'
const create = (id: string, name: string) => ({ id, type: 'guest.create', payload: { id, name, partySize: 2 } })

export type OpenTransport = (at: { platform: Platform; call: Http; token: () => Promise<string> }) => Transport

function openServer(open: OpenTransport) {
  const server = openFakeServer()
  const mina = server.hire('Mina')
  const { platform, network } = server.device()
  const session = server.accounts.login(mina.email, mina.password)
  const http = openHttp({ url: 'http://fake', platform })
  const call: Http = (request) => http({ ...request, token: session.access_token })
  const transport = open({ platform, call, token: async () => session.access_token })
  const execute = (id: string, name: string) =>
    server.restaurant.execute(mina, { id, isBatch: false, commands: [create(id, name)] })

  function connect(resumeFrom?: TransportOptions['resumeFrom']) {
    const events: ConnectionEvent[] = []
    const connection = transport.open({ restaurantId: 1, resumeFrom }, (event) => void events.push(event))
    const messages = () => events.flatMap((event): ServerMessage[] => (event.type === 'message' ? [event.message] : []))
    const types = () => messages().map(({ type }) => type)
    const has = (type: ConnectionEvent['type'] | ServerMessage['type']) => () =>
      events.some((event) => event.type === type) || types().includes(type as ServerMessage['type'])
    const of = <T extends ServerMessage['type']>(type: T) =>
      messages().filter((message): message is Extract<ServerMessage, { type: T }> => message.type === type)
    return { connection, events, types, has, of }
  }
  return { server, network, execute, connect, session }
}

function positionOf(server: FakeServer): NonNullable<TransportOptions['resumeFrom']> {
  return { cursor: server.restaurant.cursor(), epoch: server.restaurant.epoch }
}

/** The contract of every transport. */
export function transportContract(open: OpenTransport): void {
  streamContract(open)
  requestContract(open)
  closeContract(open)
}

function streamContract(open: OpenTransport): void {
  test('[SY6] [SY7] a connection begins with a confirmation and a full sync', async () => {
    const { server, connect } = openServer(open)
    const { has, types, of } = connect()
    await server.clock.until(has('full_sync'))
    expect(types()).toEqual(['connection_confirmation', 'full_sync'])
    expect(of('connection_confirmation')[0]).toMatchObject({ restaurant_id: 1, epoch: server.restaurant.epoch })
    expect(of('full_sync')[0]).toMatchObject({ version: 1 })
  })

  test('[SY20] with a cursor a connection resumes from there', async () => {
    const { server, connect, execute } = openServer(open)
    const from = positionOf(server)
    execute(guestId, 'Ada')
    execute(commandId, 'Grace')
    const { has, types, of } = connect(from)
    await server.clock.until(has('atomic_transaction_complete'))
    expect(types().slice(0, 3)).toEqual(['connection_confirmation', 'resumed', 'atomic_transaction_complete'])
    expect(of('resumed')[0]).toMatchObject({ from_version: 1, version: 3 })
    const [frame] = of('atomic_transaction_complete')
    expect(frame).toMatchObject({ merged: true, prev_version: 1, version: 3, cursor: server.restaurant.cursor() })
    expect(frame?.changes).toHaveLength(2)
  })

  test('[SY22] a cursor that cannot be continued is answered with resync_required and a full sync', async () => {
    const { server, connect } = openServer(open)
    const { has, types } = connect({ cursor: 'no.1.cursor', epoch: server.restaurant.epoch })
    await server.clock.until(has('full_sync'))
    expect(types()).toEqual(['connection_confirmation', 'resync_required', 'full_sync'])
  })

  test('[SY10] commits arrive as frames that link', async () => {
    const { server, connect, execute } = openServer(open)
    const { has, of } = connect()
    await server.clock.until(has('full_sync'))
    execute(guestId, 'Ada')
    await server.clock.advance(4_000)
    execute(commandId, 'Grace')
    await server.clock.advance(4_000)
    const frames = [...of('delta_update'), ...of('atomic_transaction_complete')]
    expect(frames.map(({ prev_version, version }) => [prev_version, version])).toEqual([
      [1, 2],
      [2, 3],
    ])
  })
}

function requestContract(open: OpenTransport): void {
  test('[SY50] [SY51] a command and its repeat get the same answer', async () => {
    const { server, connect } = openServer(open)
    const { connection, has, of } = connect()
    await server.clock.until(has('full_sync'))
    connection.send({ type: 'command', command: create(guestId, 'Ada') })
    await server.clock.until(() => of('command_result').length === 1)
    connection.send({ type: 'command', command: create(guestId, 'Ada') })
    await server.clock.until(() => of('command_result').length === 2)
    expect(of('command_result')).toMatchObject([
      { id: guestId, status: 'applied', version: 2 },
      { id: guestId, status: 'duplicate', version: 2 },
    ])
  })

  test('[SY82] an upload answers each command, a batch all of them at once', async () => {
    const { server, connect } = openServer(open)
    const { connection, has, of } = connect()
    await server.clock.until(has('full_sync'))
    connection.send({
      type: 'upload',
      operations: [create(guestId, 'Ada'), { ...create(commandId, 'Ada'), type: 'none' }],
    })
    await server.clock.until(() => of('command_result').length === 2)
    const other = '00000000-0000-7000-8000-00000000cccc'
    connection.send({ type: 'batch', transaction_id: other, operations: [create(other, 'Grace')] })
    await server.clock.until(() => of('command_result').length === 3)
    expect(of('command_result')).toMatchObject([
      { id: guestId, status: 'applied' },
      { id: commandId, status: 'rejected', error: { code: 'validation_failed' } },
      { id: other, status: 'applied', version: 3 },
    ])
  })

  test('a lost answer is reported as send_failed', async () => {
    const { server, connect, network } = openServer(open)
    const { connection, events, has } = connect()
    await server.clock.until(has('full_sync'))
    network.losesAnswer = (path) => path === '/sync/batch'
    connection.send({ type: 'upload', operations: [create(guestId, 'Ada')] })
    await server.clock.until(has('send_failed'))
    expect(events).toContainEqual({
      type: 'send_failed',
      ids: [guestId],
      problem: expect.objectContaining({ code: 'unavailable' }),
    })
  })

  test('[SY100] resume and full_sync_request are answered at any time', async () => {
    const { server, connect, execute } = openServer(open)
    const from = positionOf(server)
    const { connection, has, of } = connect()
    await server.clock.until(has('full_sync'))
    execute(guestId, 'Ada')
    await server.clock.advance(4_000)
    connection.send({ type: 'resume', cursor: from.cursor })
    await server.clock.until(has('resumed'))
    expect(of('resumed')[0]).toMatchObject({ from_version: 1, version: 2 })
    connection.send({ type: 'full_sync_request' })
    await server.clock.until(() => of('full_sync').length === 2)
  })
}

function closeContract(open: OpenTransport): void {
  test('without a network a connection closes once, with the reason', async () => {
    const { server, connect, network } = openServer(open)
    network.isUp = false
    const { events, has } = connect()
    await server.clock.until(has('closed'))
    await server.clock.advance(20_000)
    expect(events).toEqual([{ type: 'closed', code: 1006, problem: expect.objectContaining({ code: 'unavailable' }) }])
  })

  test('[SY1] without a valid token a connection closes with unauthenticated', async () => {
    const { server, connect } = openServer(open)
    server.accounts.revokeAll()
    const { events, has } = connect()
    await server.clock.until(has('closed'))
    expect(events).toEqual([
      { type: 'closed', code: 1006, problem: expect.objectContaining({ code: 'unauthenticated' }) },
    ])
  })

  test('after close there is no event and no request', async () => {
    const { server, connect, network, execute } = openServer(open)
    const { connection, events, has }: { connection: ServerConnection } & ReturnType<typeof connect> = connect()
    await server.clock.until(has('full_sync'))
    connection.close()
    const before = [events.length, network.requests.length]
    execute(guestId, 'Ada')
    connection.send({ type: 'command', command: create(commandId, 'Grace') })
    await server.clock.advance(60_000)
    expect([events.length, network.requests.length]).toEqual(before)
    expect(server.restaurant.floor.version).toBe(2)
  })

  test('closing during the handshake ends every request', async () => {
    const { server, connect, network } = openServer(open)
    const { connection, events } = connect()
    await server.clock.advance(1)
    connection.close()
    await server.clock.advance(60_000)
    expect(events).toEqual([])
    expect(network.requests).toHaveLength(1)
    expect(network.streams).toEqual([])
  })
}

import { describe, expect, test } from 'vitest'
import { finished, openDevices } from '../testing/devices.ts'
import type { SocketLike } from '../world.ts'
import { readMessage } from './message.ts'
import { pollingTransport } from './polling.ts'
import { socketTransport } from './socket.ts'
import { transportContract } from './transport.contract.ts'

describe('over a socket', () => {
  transportContract((at) => socketTransport({ ...at, url: 'http://fake' }))

  test('[SY1] where handshakes carry headers the token goes there, and no ticket is asked for', async () => {
    const opened: { url: string; headers: Record<string, string> }[] = []
    const socket: SocketLike = { onopen: null, onmessage: null, onerror: null, onclose: null, send() {}, close() {} }
    const transport = socketTransport({
      url: 'https://floor.example',
      call: async () => {
        throw new Error('nothing is to be asked')
      },
      token: async () => 'secret',
      world: {
        now: () => 0,
        setTimeout: () => 0,
        clearTimeout: () => {},
        random: () => 0,
        newId: () => '',
        fetch: async () => {
          throw new Error('nothing is to be fetched')
        },
        socketSendsHeaders: true,
        openSocket(url, headers) {
          opened.push({ url, headers })
          return socket
        },
      },
    })
    transport.open({ restaurantId: 7, place: { cursor: 'e.1.x', epoch: 'e' } }, () => {})
    await expect
      .poll(() => opened)
      .toEqual([
        {
          url: 'wss://floor.example/ws/restaurant/sync?restaurant_id=7&cursor=e.1.x',
          headers: { authorization: 'Bearer secret' },
        },
      ])
  })
})

test('[SY106] a world without sockets leads to polling', async () => {
  const { server, signedIn } = openDevices()
  const openSocket = () => {
    throw new Error('There is no WebSocket here')
  }
  const { client } = await signedIn({ world: { openSocket } })
  expect(client.status.transport).toBe('polling')
  await finished(server, client.run('guest.create', { partySize: 2 }))
})

describe('by polling', () => {
  transportContract(({ world, call }) => pollingTransport({ world, call, everyMs: 1_000 }))
})

describe('what a server says', () => {
  test('unknown fields are kept, unknown types ignored, and what cannot be a message is broken', () => {
    const ping = { type: 'ping', timestamp: '2026-05-01T17:00:00.000Z', version: 1, newer: true }
    expect(readMessage(JSON.stringify(ping))).toEqual(ping)
    expect(readMessage('{"type":"from_the_future"}')).toBe('unknown')
    const broken = [
      '',
      'null',
      '[]',
      '7',
      '{"type":7}',
      '{"type":"__proto__x',
      '{"type":"ping","version":"1"}',
      '{"type":"full_sync","version":1}',
      '{"type":"delta_update","prev_version":1,"version":2,"changes":[null]}',
      new ArrayBuffer(4),
    ]
    for (const text of broken) expect(readMessage(text)).toBe('broken')
  })
})

import { describe, expect, test } from 'vitest'
import type { SocketLike } from '../platform.ts'
import { finished, openDevices } from '../testing/devices.ts'
import { pollingTransport } from './polling.ts'
import { readServerMessage } from './server-message.ts'
import { socketTransport } from './socket.ts'
import { transportContract } from './transport.contract.ts'

describe('over a socket', () => {
  transportContract((at) => socketTransport({ ...at, url: 'http://fake' }))

  test('[SY1] where handshakes carry headers they carry the token, and no ticket is requested', async () => {
    const opened: { url: string; headers: Record<string, string> }[] = []
    const socket: SocketLike = { onopen: null, onmessage: null, onerror: null, onclose: null, send() {}, close() {} }
    const transport = socketTransport({
      url: 'https://floor.example',
      call: async () => {
        throw new Error('No request was expected')
      },
      token: async () => 'secret',
      platform: {
        now: () => 0,
        setTimeout: () => 0,
        clearTimeout: () => {},
        random: () => 0,
        newId: () => '',
        fetch: async () => {
          throw new Error('No request was expected')
        },
        persistStorage: async () => true,
        socketSendsHeaders: true,
        openSocket(url, headers) {
          opened.push({ url, headers })
          return socket
        },
      },
    })
    transport.open({ restaurantId: 7, resumeFrom: { cursor: 'e.1.x', epoch: 'e' } }, () => {})
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

test('[SY106] a platform without sockets polls', async () => {
  const { server, signedIn } = openDevices()
  const openSocket = () => {
    throw new Error('This platform has no WebSocket')
  }
  const { client } = await signedIn({ platform: { openSocket } })
  expect(client.status.transport).toBe('polling')
  await finished(server, client.run('guest.create', { partySize: 2 }))
})

describe('by polling', () => {
  transportContract(({ platform, call }) => pollingTransport({ platform, call, everyMs: 1_000 }))
})

describe('messages of a server', () => {
  test('unknown fields are kept, unknown types are ignored, and everything else is broken', () => {
    const ping = { type: 'ping', timestamp: '2026-05-01T17:00:00.000Z', version: 1, newer: true }
    expect(readServerMessage(JSON.stringify(ping))).toEqual(ping)
    expect(readServerMessage('{"type":"from_the_future"}')).toBe('unknown')
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
    for (const text of broken) expect(readServerMessage(text)).toBe('broken')
  })
})

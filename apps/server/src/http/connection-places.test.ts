import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { openTrustedProxies } from '../trusted-proxies.ts'
import { limitConnections } from './connection-places.ts'

class Connection extends EventEmitter {
  isOpen = true
  remoteAddress: string
  constructor(address: string) {
    super()
    this.remoteAddress = address
  }
  destroy() {
    this.isOpen = false
    this.emit('close')
  }
}

function openLimited(limit: number) {
  const server = new EventEmitter()
  const warnings: unknown[] = []
  const log = { warn: (...given: unknown[]) => void warnings.push(given), error: () => {} }
  limitConnections(server as Server, { limit, proxies: openTrustedProxies(['10.0.0.0/8']), log })
  const connect = (address: string) => {
    const connection = new Connection(address)
    server.emit('connection', connection as unknown as Socket)
    return connection
  }
  return { connect, warnings }
}

test('[I29] an address, or a /64 of IPv6, has so many connections and no more, and one that closes makes room', () => {
  const { connect, warnings } = openLimited(2)
  const own = ['203.0.113.7', '::ffff:203.0.113.7', '203.0.113.7'].map(connect)
  const sixes = ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:2::3', '2001:db8:1:3::1'].map(connect)
  expect([...own, ...sixes].map(({ isOpen }) => isOpen)).toEqual([true, true, false, true, true, false, true])
  expect(connect('198.51.100.1').isOpen).toBe(true)
  own[0]?.destroy()
  expect([connect('203.0.113.7').isOpen, connect('203.0.113.7').isOpen]).toEqual([true, false])
  expect(warnings).toHaveLength(1)
})

test('connections of named proxies and of this machine are not counted', () => {
  const { connect } = openLimited(1)
  const addresses = ['10.0.0.9', '10.0.0.9', '127.0.0.1', '127.0.0.1', '::1', '::ffff:127.0.0.1', '::ffff:127.0.0.1']
  expect(addresses.map((address) => connect(address).isOpen)).not.toContain(false)
})

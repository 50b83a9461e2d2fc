import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

test.for([
  ['203.0.113.7', undefined, '203.0.113.7'],
  ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['127.0.0.1', '192.0.2.9, 198.51.100.1', '198.51.100.1'],
  ['127.0.0.1', '198.51.100.1, 10.1.2.3', '198.51.100.1'],
  ['100.64.3.4', '198.51.100.1', '198.51.100.1'],
  ['::ffff:10.0.0.1', '2001:db8::1', '2001:db8::1'],
  ['::1', 'fd00::1', 'fd00::1'],
  ['127.0.0.1', '', '127.0.0.1'],
  ['127.0.0.1', 'no address', 'no address'],
])('[I29] %s that forwards for %s is the client %s', ([remoteAddress, forwarded, expected]) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  expect(clientAddress({ headers, socket: { remoteAddress } as never })).toBe(expected)
})

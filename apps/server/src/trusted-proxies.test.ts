import { expect, test } from 'vitest'
import { openTrustedProxies, readTrustProxy } from './trusted-proxies.ts'

function request(remoteAddress: string, forwarded?: string, host?: string) {
  const headers = {
    ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
    ...(host === undefined ? {} : { 'x-forwarded-host': host }),
  }
  return { headers, socket: { remoteAddress } as never }
}

test.for([
  // Without the setting nobody chooses an address, not even from a private network.
  ['none', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['none', '10.0.0.1', '198.51.100.1', '10.0.0.1'],
  ['none', '127.0.0.1', '198.51.100.1', '127.0.0.1'],
  // Hops: what a client put before the entry of the proxy does not count.
  ['1', '203.0.113.7', '6.6.6.6, 198.51.100.1', '198.51.100.1'],
  ['2', '203.0.113.7', '6.6.6.6, 198.51.100.1, 192.0.2.4', '198.51.100.1'],
  ['2', '203.0.113.7', '198.51.100.1', '198.51.100.1'],
  ['1', '203.0.113.7', undefined, '203.0.113.7'],
  // Networks.
  ['loopback', '127.0.0.1', '6.6.6.6, 198.51.100.1', '198.51.100.1'],
  ['loopback', '10.0.0.1', '198.51.100.1', '10.0.0.1'],
  ['10.0.0.0/8', '10.0.0.1', '198.51.100.1, 10.1.2.3', '198.51.100.1'],
  ['10.0.0.0/8', '::ffff:10.0.0.1', '2001:db8::1', '2001:db8::1'],
  ['10.0.0.0/8', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['173.245.48.0/20, 2400:cb00::/32', '2400:cb00::5', '198.51.100.1', '198.51.100.1'],
  ['loopback, shared', '100.64.3.4', '198.51.100.1', '198.51.100.1'],
  // What is no address never becomes one by which attempts are counted.
  ['loopback', '127.0.0.1', '', '127.0.0.1'],
  ['loopback', '127.0.0.1', 'no address', '127.0.0.1'],
  ['loopback', '127.0.0.1', '198.51.100.1, unknown', '127.0.0.1'],
] as [string, string, string | undefined, string][])(
  '[I29] with TRUST_PROXY=%s, %s that forwards for %s is the client %s',
  ([setting, peer, forwarded, expected]) => {
    const proxies = openTrustedProxies(readTrustProxy(setting))
    expect(proxies.addressOf(request(peer, forwarded))).toBe(expected)
  },
)

test('[I29] only a proxy says which host was asked', () => {
  const ofLoopback = openTrustedProxies(['127.0.0.0/8'])
  expect(ofLoopback.forwardedHostOf(request('127.0.0.1', undefined, 'stand.example'))).toBe('stand.example')
  expect(ofLoopback.forwardedHostOf(request('127.0.0.1', undefined, 'evil.example, stand.example'))).toBe(
    'stand.example',
  )
  expect(ofLoopback.forwardedHostOf(request('203.0.113.7', undefined, 'evil.example'))).toBeUndefined()
  expect(openTrustedProxies().forwardedHostOf(request('127.0.0.1', undefined, 'evil.example'))).toBeUndefined()
})

test.each([
  '',
  '0',
  '11',
  '-1',
  '1.5',
  'yes',
  'true',
  '10.0.0.0/33',
  '10.0.0/8',
  '::1/129',
  '10.0.0.0/8/8',
  '10.0.0.0/',
  'loopback,,',
])('TRUST_PROXY=%j is refused', (text) => {
  expect(readTrustProxy(text)).toBeUndefined()
})

test('[I29] what a proxy on this machine passes on does not come from this machine', () => {
  const proxies = openTrustedProxies()
  expect(proxies.isLocal(request('127.0.0.1'))).toBe(true)
  expect(proxies.isLocal(request('::1'))).toBe(true)
  expect(proxies.isLocal(request('127.0.0.1', '203.0.113.7'))).toBe(false)
  expect(proxies.isLocal(request('127.0.0.1', undefined, 'stand.example'))).toBe(false)
  expect(proxies.isLocal(request('10.0.0.1'))).toBe(false)
})

import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'

// X-Forwarded-For counts from a proxy on the same machine or private network alone, where the load balancer of every
// hosted QTable stands (platforms use 100.64/10). From elsewhere it is ignored, so that no client can choose the address
// by which its attempts are counted.
const proxies = new BlockList()
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  proxies.addSubnet(network, prefix)
}
for (const [network, prefix] of [
  ['::1', 128],
  ['fe80::', 10],
  ['fc00::', 7],
] as const) {
  proxies.addSubnet(network, prefix, 'ipv6')
}

/** Whether `X-Forwarded-For` of this peer is believed. */
export function isTrustedProxy(address: string): boolean {
  return proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** The network address of a client: of the peer, or of the first hop before the proxies that are trusted. */
export function clientAddress({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): string {
  const forwarded = headers['x-forwarded-for'] ?? ''
  const hops = (Array.isArray(forwarded) ? forwarded.join() : forwarded).split(',').map((hop) => hop.trim())
  let address = socket.remoteAddress ?? ''
  for (let hop = hops.pop(); hop && isTrustedProxy(address); hop = hops.pop()) address = hop
  return address
}

import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6, type Socket } from 'node:net'

/** The proxies whose forwarding headers count: none, so many hops before the server, or those of these networks. */
export type TrustProxy = 'none' | number | readonly string[]

/** What a request says about itself that only a proxy of this installation may say. */
export interface TrustedProxies {
  /**
   * The network address of the client: that of the peer, or where the peer is a proxy, the last one in `X-Forwarded-For`
   * that is none. Limits, logs and sockets use this one.
   */
  addressOf(request: ForwardedRequest): string
  /** Whether a process on this machine asks, for itself: a proxy that runs here asks for others, trusted or not. */
  isLocal(request: ForwardedRequest): boolean
  /** Whether the peer of a connection is one of the proxies. */
  isProxy(socket: Pick<Socket, 'remoteAddress'>): boolean
  /** The host that the client asked, where a proxy says so. */
  forwardedHostOf(request: ForwardedRequest): string | undefined
}

type ForwardedRequest = Pick<IncomingMessage, 'headers' | 'socket'>

// `loopback`, `linklocal` and `uniquelocal` mean what they mean to Express and Fastify.
const namedNetworks: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  // Platforms put their load balancers there (RFC 6598).
  shared: ['100.64.0.0/10'],
}

const forwardingHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded', 'x-real-ip', 'via']

/** The setting that `text` says; undefined where it says none. */
export function readTrustProxy(text: string): TrustProxy | undefined {
  if (text === 'none') return 'none'
  if (/^\d+$/.test(text)) return Number(text) >= 1 && Number(text) <= 10 ? Number(text) : undefined
  const networks = text.split(',').flatMap((part) => {
    const name = part.trim().toLowerCase()
    return namedNetworks[name] ?? [name]
  })
  return networks.every((network) => networkOf(network) !== undefined) ? networks : undefined
}

export function openTrustedProxies(setting: TrustProxy = 'none'): TrustedProxies {
  const isTrusted = trustBy(setting)
  return {
    addressOf({ headers, socket }) {
      let address = socket.remoteAddress ?? ''
      const hops = listOf(headers['x-forwarded-for'])
      // From the server outwards: what stands before the first hop that is no proxy, anybody may have written.
      for (let hop = 0; isTrusted(address, hop); hop += 1) {
        const next = hops.pop()
        if (next === undefined || isIP(next) === 0) return address
        address = next
      }
      return address
    },
    isLocal: ({ headers, socket }) =>
      isLoopback(socket.remoteAddress ?? '') && !forwardingHeaders.some((name) => headers[name] !== undefined),
    isProxy: ({ remoteAddress = '' }) => isTrusted(remoteAddress, 0),
    forwardedHostOf({ headers, socket }) {
      if (!isTrusted(socket.remoteAddress ?? '', 0)) return undefined
      return listOf(headers['x-forwarded-host']).at(-1)
    },
  }
}

/** Whether the address is one of this machine. */
export function isLoopback(address: string): boolean {
  return loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

const loopback = blockListOf(namedNetworks.loopback ?? [])

function trustBy(setting: TrustProxy): (address: string, hop: number) => boolean {
  if (setting === 'none') return () => false
  if (typeof setting === 'number') return (_address, hop) => hop < setting
  const networks = blockListOf(setting)
  return (address) => networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of networks) {
    const network = networkOf(text)
    if (network) list.addSubnet(network.address, network.prefix, network.family)
  }
  return list
}

function networkOf(text: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', length, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return undefined
  const bits = version === 6 ? 128 : 32
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined
  const prefix = length === undefined ? bits : Number(length)
  return prefix <= bits ? { address, prefix, family: version === 6 ? 'ipv6' : 'ipv4' } : undefined
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join() : (header ?? '')
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { Problem } from '@qtable/domain'
import { LRUCache } from 'lru-cache'

/** One try of a password: for which email, from which network address (absent: not over the network). */
export interface Attempt {
  email: string
  address?: string | undefined
}

/** Slows guessing down. What it says depends on failures alone, never on whether an email has an account. */
export interface SignInThrottle {
  /** Throws `rate_limited` while the attempt has to wait. */
  check(attempt: Attempt): Promise<void>
  failed(attempt: Attempt): Promise<void>
  succeeded(attempt: Attempt): Promise<void>
}

/** The failures of one key, newest last. */
export interface Tally {
  failures: number
  /** Milliseconds since 1970. */
  lastAt: number
}

/** What the throttle remembers. Several nodes need one they share. */
export interface ThrottleStore {
  tally(key: string): Promise<Tally | undefined>
  /** Counts one failure and forgets the key `keepMs` after its last one. */
  fail(key: string, at: number, keepMs: number): Promise<void>
  forgive(key: string): Promise<void>
  /** Remembers that this device's place has signed in to this account. */
  trust(key: string): Promise<void>
  isTrusted(key: string): Promise<boolean>
}

interface Rule {
  /** Failures that cost nothing. */
  free: number
  /** The longest wait; the first is a second, and each failure doubles it. */
  longestMs: number
}

// People mistype; a whole restaurant shares an address; a password list has millions of lines.
const rules = {
  pair: { free: 10, longestMs: 300_000 },
  address: { free: 30, longestMs: 60_000 },
  account: { free: 30, longestMs: 60_000 },
} as const satisfies Record<string, Rule>
const keepMs = 30 * 60_000

/**
 * Counts failures per address, per account and per pair of the two. Where a pair has succeeded before, only its own
 * failures count: a stranger who hammers at an account, or from the same address, cannot lock out those who work there.
 */
export function openSignInThrottle({ store, now }: { store: ThrottleStore; now: () => number }): SignInThrottle {
  async function keysOf({ email, address }: Attempt): Promise<[key: string, rule: Rule][]> {
    const place = address === undefined ? 'here' : networkOf(address)
    const pair: [string, Rule] = [key('pair', email, place), rules.pair]
    if (await store.isTrusted(pair[0])) return [pair]
    const account: [string, Rule] = [key('account', email), rules.account]
    return address === undefined ? [pair, account] : [pair, account, [key('address', place), rules.address]]
  }

  return {
    async check(attempt) {
      const waits = (await keysOf(attempt)).map(async ([name, rule]) => waitMs(await store.tally(name), rule, now()))
      const longest = Math.max(...(await Promise.all(waits)))
      if (longest <= 0) return
      const retryAfterSeconds = Math.ceil(longest / 1000)
      throw new Problem('rate_limited', `Too many failed sign-ins. Try again in ${retryAfterSeconds} s.`, {
        retryAfterSeconds,
      })
    },
    async failed(attempt) {
      const keys = await keysOf(attempt)
      await Promise.all(keys.map(([name]) => store.fail(name, now(), keepMs)))
    },
    async succeeded({ email, address }) {
      const pair = key('pair', email, address === undefined ? 'here' : networkOf(address))
      await store.forgive(pair)
      await store.trust(pair)
    },
  }
}

/** The throttle's memory in this process, bounded: the keys least used are forgotten first. */
export function memoryThrottleStore({ now, max = 100_000 }: { now: () => number; max?: number }): ThrottleStore {
  const tallies = new LRUCache<string, Tally & { forgetAt: number }>({ max })
  const trusted = new LRUCache<string, true>({ max })
  function known(name: string) {
    const tally = tallies.get(name)
    return tally && tally.forgetAt > now() ? tally : undefined
  }
  return {
    async tally(name) {
      return known(name)
    },
    async fail(name, at, keep) {
      tallies.set(name, { failures: (known(name)?.failures ?? 0) + 1, lastAt: at, forgetAt: at + keep })
    },
    async forgive(name) {
      tallies.delete(name)
    },
    async trust(name) {
      trusted.set(name, true)
    },
    async isTrusted(name) {
      return trusted.get(name) ?? false
    },
  }
}

function waitMs(tally: Tally | undefined, { free, longestMs }: Rule, now: number): number {
  if (!tally || tally.failures < free) return 0
  const delayMs = Math.min(longestMs, 1000 * 2 ** (tally.failures - free))
  return tally.lastAt + delayMs - now
}

// Hashed, so that no email or address can be read out of a store.
function key(kind: string, ...parts: string[]): string {
  return `${kind}:${createHash('sha256').update(parts.join('\n')).digest('base64url')}`
}

/** Who is likely one party: an IPv4 address, or the /64 that one IPv6 customer has. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [left = '', right] = plain.toLowerCase().split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const zeros = right === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0')
  const groups = [...head, ...zeros, ...tail].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

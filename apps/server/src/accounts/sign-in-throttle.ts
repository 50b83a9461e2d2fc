import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { Problem } from '@qtable/domain'
import { LRUCache } from 'lru-cache'

/** One attempt at a password. `address` is absent where it does not come over the network. */
export interface Attempt {
  email: string
  address?: string | undefined
}

/** Slows down guessing. Its answers depend on failures alone, never on whether an email has an account. */
export interface SignInThrottle {
  /** Throws `rate_limited` while the attempt has to wait. */
  check(attempt: Attempt): Promise<void>
  failed(attempt: Attempt): Promise<void>
  /** Whether the account was signed in to from this address before. */
  isKnown(attempt: Attempt): Promise<boolean>
  succeeded(attempt: Attempt): Promise<void>
}

/** The failed attempts of one key. */
export interface FailureCount {
  failures: number
  /** The last of them, in milliseconds since 1970. */
  lastAt: number
}

/** The memory of the throttle. Several nodes share one. */
export interface ThrottleStore {
  count(key: string): Promise<FailureCount | undefined>
  /** Counts one failure at `at`. The count is forgotten `keepMs` after its last failure. */
  addFailure(key: string, at: number, keepMs: number): Promise<void>
  clear(key: string): Promise<void>
  /** Remembers that this account was signed in to from this address. */
  trust(key: string): Promise<void>
  isTrusted(key: string): Promise<boolean>
}

interface Rule {
  /** Failures without a wait. */
  free: number
  /** The longest wait. The first is a second, and each failure doubles it. */
  longestMs: number
}

// People mistype, and a whole restaurant shares one address. A guesser has millions of passwords to try.
const rules = {
  pair: { free: 10, longestMs: 300_000 },
  address: { free: 30, longestMs: 60_000 },
  account: { free: 30, longestMs: 60_000 },
} as const satisfies Record<string, Rule>
const keepMs = 30 * 60_000

/**
 * Counts failures per address, per account and per pair of both. Once a pair has signed in, only its own failures count:
 * nobody who guesses at the account, or from the same address, can lock out the people who work there.
 */
export function openSignInThrottle({ store, now }: { store: ThrottleStore; now: () => number }): SignInThrottle {
  async function keysOf({ email, address }: Attempt): Promise<[key: string, rule: Rule][]> {
    const network = networkOf(address)
    const pair: [string, Rule] = [key('pair', email, network), rules.pair]
    if (await store.isTrusted(pair[0])) return [pair]
    const account: [string, Rule] = [key('account', email), rules.account]
    return address === undefined ? [pair, account] : [pair, account, [key('address', network), rules.address]]
  }

  return {
    async check(attempt) {
      const waits = (await keysOf(attempt)).map(async ([name, rule]) => waitMs(await store.count(name), rule, now()))
      const longest = Math.max(...(await Promise.all(waits)))
      if (longest <= 0) return
      const retryAfterSeconds = Math.ceil(longest / 1000)
      throw new Problem('rate_limited', `Too many failed sign-ins. Try again in ${retryAfterSeconds} s.`, {
        retryAfterSeconds,
      })
    },
    isKnown: ({ email, address }) => store.isTrusted(key('pair', email, networkOf(address))),
    async failed(attempt) {
      const keys = await keysOf(attempt)
      await Promise.all(keys.map(([name]) => store.addFailure(name, now(), keepMs)))
    },
    async succeeded({ email, address }) {
      const pair = key('pair', email, networkOf(address))
      await store.clear(pair)
      await store.trust(pair)
    },
  }
}

/** The throttle's memory in this process. Bounded: the least recently used keys are forgotten first. */
export function memoryThrottleStore({ now, max = 100_000 }: { now: () => number; max?: number }): ThrottleStore {
  const counts = new LRUCache<string, FailureCount & { forgetAt: number }>({ max })
  const trusted = new LRUCache<string, true>({ max })
  function current(key: string) {
    const count = counts.get(key)
    return count && count.forgetAt > now() ? count : undefined
  }
  return {
    async count(key) {
      return current(key)
    },
    async addFailure(key, at, keepMs) {
      counts.set(key, { failures: (current(key)?.failures ?? 0) + 1, lastAt: at, forgetAt: at + keepMs })
    },
    async clear(key) {
      counts.delete(key)
    },
    async trust(key) {
      trusted.set(key, true)
    },
    async isTrusted(key) {
      return trusted.get(key) ?? false
    },
  }
}

function waitMs(count: FailureCount | undefined, { free, longestMs }: Rule, now: number): number {
  if (!count || count.failures < free) return 0
  const delayMs = Math.min(longestMs, 1000 * 2 ** (count.failures - free))
  return count.lastAt + delayMs - now
}

// Hashed, so that a store reveals no email and no address.
function key(kind: string, ...parts: string[]): string {
  return `${kind}:${createHash('sha256').update(parts.join('\n')).digest('base64url')}`
}

/** What one customer of a provider has: an IPv4 address, or a /64 of IPv6. `here` without an address. */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return 'here'
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [left = '', right] = plain.toLowerCase().split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const zeros = right === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0')
  const groups = [...head, ...zeros, ...tail].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

import { createHmac, randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Problem } from '@qtable/domain'
import bcrypt from 'bcrypt'

export interface Passwords {
  /** The bcrypt hash to keep. Costs about 200 ms of one thread. */
  hash(password: string): Promise<string>
  /**
   * Whether `password` is the one behind `hash`. Without a hash (nobody of that email) it takes the same time and is
   * false. `before` runs when its turn has come, right before the comparison; what it throws ends the attempt.
   */
  verify(password: string, hash: string | undefined, before?: () => void | Promise<void>): Promise<boolean>
  /** Whether `hash` was made with a lower cost than today's. */
  isOutdated(hash: string): boolean
}

export interface PasswordOptions {
  /** bcrypt's cost: each step doubles the time. 12 outside tests. */
  cost?: number
  /** How many hashes are computed at once. */
  slots?: number
  /** How many may wait for their turn before others are turned away. */
  queue?: number
}

// libuv has four threads for bcrypt, WebCrypto, files and DNS together. One always stays free for the others, and one
// core for the event loop, so that a storm of sign-ins never slows a floor that is being worked on.
const defaultSlots = Math.max(1, Math.min(3, availableParallelism() - 1))

/** Opens the one place that sees passwords. At most `slots` hashes run at once; past `queue` waiting ones, `unavailable`. */
export function openPasswords({ cost = 12, slots = defaultSlots, queue = 500 }: PasswordOptions = {}): Passwords {
  const inTurn = limit(slots, queue)
  // For emails nobody has: a hash of the same cost, so that the comparison takes just as long.
  const nobody = bcrypt.hash(randomBytes(32).toString('base64'), cost)
  nobody.catch(() => {})
  return {
    hash: (password) => inTurn(() => bcrypt.hash(digest(password), cost)),
    verify: (password, hash, before) =>
      inTurn(async () => {
        await before?.()
        const matches = await bcrypt.compare(digest(password), hash ?? (await nobody))
        return matches && hash !== undefined
      }),
    isOutdated: (hash) => bcrypt.getRounds(hash) < cost,
  }
}

/**
 * bcrypt reads 72 bytes and stops at a NUL, so every password is first made 64 characters of base64 by HMAC-SHA-384:
 * nothing is ever cut. The label is no secret (a pepper would tie all passwords to SECRET_KEY, and exports to one
 * installation); it keeps plain SHA-384 sums leaked elsewhere from being tried here. NFKC: the same password typed on
 * two keyboards is the same password.
 */
function digest(password: string): string {
  return createHmac('sha384', 'qtable password 1').update(password.normalize('NFKC')).digest('base64')
}

function limit(slots: number, queue: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < slots) running++
    else if (waiting.length < queue) await new Promise<void>((resolve) => waiting.push(resolve))
    else throw new Problem('unavailable', 'Too many people are signing in at once.', { retryAfterSeconds: 5 })
    try {
      return await work()
    } finally {
      // The slot goes straight to the next in line, so that nobody slips in between.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}

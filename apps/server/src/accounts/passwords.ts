import { createHmac, randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import bcrypt from 'bcrypt'
import { openWorkQueue, type WorkOrigin, type WorkQueue } from './work-queue.ts'

export interface Passwords {
  /** The bcrypt hash to store. Takes about 200 ms of one thread. */
  hash(password: string, origin?: WorkOrigin): Promise<string>
  /**
   * Whether `password` matches `hash`. Without a hash (an unknown email) the answer is false after the same time. `before`
   * runs right before the comparison, once a slot is free; what it throws ends the attempt.
   */
  verify(
    password: string,
    hash: string | undefined,
    options?: { before?: () => void | Promise<void>; origin?: WorkOrigin },
  ): Promise<boolean>
  /** Whether `hash` has a lower cost than new hashes. */
  isOutdated(hash: string): boolean
}

export interface PasswordOptions {
  /** bcrypt's cost: each step doubles the time. 12 unless given. */
  cost?: number
  /** How many hashes are computed at once. */
  slots?: number
  /** How many attempts of one kind may wait for a slot. Further ones are refused. */
  queue?: number
  /** Runs the hashes; one of `slots` and `queue` unless given. */
  work?: WorkQueue
}

// libuv has four threads for bcrypt, WebCrypto, files and DNS together. One thread stays free for the others and one core
// for the event loop, so that a burst of sign-ins slows no change to a floor.
const defaultSlots = Math.max(1, Math.min(3, availableParallelism() - 1))

/**
 * The only code that sees passwords. At most `slots` hashes run at once, in the turns of `WorkQueue`; without an origin they
 * are the work of a member.
 */
export function openPasswords(options: PasswordOptions = {}): Passwords {
  const { cost = 12, slots = defaultSlots, queue = 500, work = openWorkQueue({ slots, queue }) } = options
  // Compared for unknown emails: a hash of the same cost, so that the time does not tell them apart.
  const decoy = bcrypt.hash(randomBytes(32).toString('base64'), cost)
  decoy.catch(() => {})
  return {
    hash: (password, origin = member) => work.run(origin, () => bcrypt.hash(digest(password), cost)),
    verify: (password, hash, { before, origin = member } = {}) =>
      work.run(origin, async () => {
        await before?.()
        const matches = await bcrypt.compare(digest(password), hash ?? (await decoy))
        return matches && hash !== undefined
      }),
    isOutdated: (hash) => bcrypt.getRounds(hash) < cost,
  }
}

const member: WorkOrigin = { kind: 'member' }

/**
 * bcrypt reads 72 bytes and stops at a NUL, so HMAC-SHA-384 first turns every password into 64 characters of base64. The
 * key is a label, not a secret (a pepper would tie passwords to SECRET_KEY, and exports to one installation): it keeps
 * plain SHA-384 sums that leaked elsewhere from being tried here. NFKC makes a password the same on every keyboard.
 */
function digest(password: string): string {
  return createHmac('sha384', 'qtable password 1').update(password.normalize('NFKC')).digest('base64')
}

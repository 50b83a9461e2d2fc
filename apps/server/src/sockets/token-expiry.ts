import type { Identity } from '../accounts/identity.ts'

/** The access token of one socket: whom it stands for, and when its end is announced and enforced (SY40, SY41). */
export interface TokenExpiry {
  readonly identity: Identity
  /** Takes a new token of the same session. */
  renew(identity: Identity): void
  /** Takes a changed name or role. The token still holds the old role, so its end is announced: the client gets a new one. */
  update(identity: Identity): void
  /** Whether the token ended more than 25 seconds ago. */
  hasEnded(): boolean
  /** The seconds until the token ends, once, when it is time to announce that; otherwise undefined. */
  takeAnnouncement(): number | undefined
}

const announceMs = 60_000
const graceMs = 25_000

/** `now` is the clock in epoch milliseconds. */
export function openTokenExpiry(options: { identity: Identity; now: () => number }): TokenExpiry {
  const { now } = options
  let { identity } = options
  let announceAt = identity.expiresAt - announceMs
  return {
    get identity() {
      return identity
    },
    renew(next) {
      identity = next
      // At half its life at the earliest. A token of one minute would otherwise be announced and renewed without end.
      announceAt = next.expiresAt - Math.min(announceMs, (next.expiresAt - now()) / 2)
    },
    update(next) {
      if (next.role !== identity.role) announceAt = now()
      identity = next
    },
    hasEnded: () => identity.expiresAt - now() <= -graceMs,
    takeAnnouncement() {
      const at = now()
      if (at < announceAt) return undefined
      announceAt = Number.POSITIVE_INFINITY
      return Math.max(0, Math.ceil((identity.expiresAt - at) / 1000))
    },
  }
}

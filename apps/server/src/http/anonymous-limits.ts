import { createHash } from 'node:crypto'
import { networkOf } from '../accounts/sign-in-throttle.ts'
import type { WorkKind } from '../accounts/work-queue.ts'
import type { RedisClient } from '../bus/redis-client.ts'
import type { Config } from '../config.ts'
import { openLimiter } from './limiter.ts'

/** What a stranger may ask for that costs a hash of a password. */
export type AnonymousWork = Extract<WorkKind, 'sign_in' | 'registration' | 'invitation' | 'reset'>

/** Limits what strangers ask for. Throws or rejects with `rate_limited`. */
export interface AnonymousLimits {
  /** Counts a request of an address, before its body is read. */
  countAddress(work: AnonymousWork, address: string): Promise<void>
  /** Counts a request for an email address, or with a link. */
  countSubject(work: AnonymousWork, body: unknown): Promise<void>
  /** Counts an access token of an address that was refused. */
  countBadToken(address: string): Promise<void>
}

/** How much one address may ask for; 0 or absent for no limit. */
export type AnonymousLimitSettings = Partial<
  Pick<Config, 'signInsPerMinute' | 'registrationsPerHour' | 'linkUsesPerHour' | 'badTokensPerMinute'>
>

const minuteMs = 60_000
const hourMs = 60 * minuteMs
// Of all addresses together, as many as 25 that use their whole share.
const addressesInAll = 25
// People try again after a mistake.
const perSubject = 10

export function openAnonymousLimits(
  settings: AnonymousLimitSettings,
  redis?: Pick<RedisClient, 'commands' | 'prefix'>,
): AnonymousLimits {
  const { signInsPerMinute = 0, registrationsPerHour = 0, linkUsesPerHour = 0, badTokensPerMinute = 0 } = settings
  const perAddress: Record<AnonymousWork, number> = {
    sign_in: signInsPerMinute,
    registration: registrationsPerHour,
    invitation: linkUsesPerHour,
    reset: linkUsesPerHour,
  }
  const limiter = (name: string, max: number, windowMs: number) =>
    max === 0 ? undefined : openLimiter({ perMinute: max, windowMs, name, redis })
  const rules = Object.fromEntries(
    (Object.keys(perAddress) as AnonymousWork[]).map((work) => {
      const max = perAddress[work]
      const windowMs = work === 'sign_in' ? minuteMs : hourMs
      // Strangers must not be able to use up what others sign in with: neither all addresses together nor one account has a
      // limit of sign-ins. The throttle counts the failures of an account, and the queue is fair among addresses.
      const isShared = work !== 'sign_in'
      return [
        work,
        {
          address: limiter(`${work}:address`, max, windowMs),
          all: isShared ? limiter(`${work}:all`, max * addressesInAll, windowMs) : undefined,
          subject: isShared ? limiter(`${work}:subject`, max === 0 ? 0 : perSubject, windowMs) : undefined,
        },
      ] as const
    }),
  )
  const badTokens = limiter('bad_token:address', badTokensPerMinute, minuteMs)
  return {
    async countBadToken(address) {
      await badTokens?.count(networkOf(address))
    },
    async countAddress(work, address) {
      // The address first: one that is past its limit uses up nothing of the others.
      await rules[work]?.address?.count(networkOf(address))
      await rules[work]?.all?.count('')
    },
    async countSubject(work, body) {
      const subject = subjectOf(body)
      if (subject !== undefined) await rules[work]?.subject?.count(subject)
    },
  }
}

// Hashed, so that a store reveals no email and no link.
function subjectOf(body: unknown): string | undefined {
  const { email, token } = (body ?? {}) as { email?: unknown; token?: unknown }
  const subject = email ?? token
  return typeof subject === 'string' ? createHash('sha256').update(subject).digest('base64url') : undefined
}

import { createHash, type KeyObject, randomBytes } from 'node:crypto'
import { Problem } from '@qtable/domain'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import { deriveKeys, type SecretKey } from '../secret-keys.ts'

/** What an answer to a challenge is for. */
export type ChallengePurpose = 'second_factor' | 'passkey_sign_in' | 'passkey_registration' | 'passkey_step_up'

/** What a ticket says: the server signs it, so that it stores nothing for those who never answer. */
export interface Challenge {
  purpose: ChallengePurpose
  /** Random, in base64url. What a passkey signs. */
  nonce: string
  /** Whom it is for; absent where nobody has said who they are. */
  userId?: string | undefined
  /** Of the password that was right; see `Account.passwordSince`. */
  passwordSince?: string | undefined
  /** Where the person wants to sign in. */
  restaurantId?: number | undefined
}

/** A challenge as it was read from its ticket, with its end in ms since 1970. */
export type ReadChallenge = Challenge & { expiresAt: number }

/** Makes and reads the tickets of challenges, which hold for five minutes. */
export interface Challenges {
  create(given: Omit<Challenge, 'nonce'>): Promise<{ ticket: string; nonce: string; expires_in: number }>
  /** `unauthenticated` where the ticket is not ours, too old, or for something else. */
  read(ticket: string, purpose: ChallengePurpose): Promise<ReadChallenge>
}

const lifeSeconds = 300
const Payload = z.object({
  jti: z.string().min(43),
  sub: z.uuid().optional(),
  since: z.string().optional(),
  restaurant_id: z.int().optional(),
  exp: z.int(),
})

/** Tickets are JWTs whose type is their purpose, signed with a key that is derived for them alone. */
export function openChallenges({ secretKey, now }: { secretKey: SecretKey; now: () => number }): Challenges {
  const keys = deriveKeys(secretKey, 'qtable challenge 1')

  async function verify(ticket: string, purpose: ChallengePurpose): Promise<unknown> {
    for (const key of keys) {
      try {
        return await verifyWith(key, ticket, purpose)
      } catch (error) {
        // Another key may have signed it.
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error
      }
    }
    throw new errors.JWSSignatureVerificationFailed()
  }

  async function verifyWith(key: KeyObject, ticket: string, purpose: ChallengePurpose): Promise<unknown> {
    const typ = typeOf(purpose)
    const options = { algorithms: ['HS256'], typ, requiredClaims: ['exp', 'jti'], currentDate: new Date(now()) }
    return (await jwtVerify(ticket, key, options)).payload
  }

  return {
    async create({ purpose, userId, passwordSince, restaurantId }) {
      const nonce = randomBytes(32).toString('base64url')
      const claims = { sub: userId, since: passwordSince, restaurant_id: restaurantId }
      const ticket = await new SignJWT(JSON.parse(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'HS256', typ: typeOf(purpose) })
        .setJti(nonce)
        .setExpirationTime(Math.floor(now() / 1000) + lifeSeconds)
        .sign(keys[0])
      return { ticket, nonce, expires_in: lifeSeconds }
    },
    async read(ticket, purpose) {
      try {
        const { jti, sub, since, restaurant_id, exp } = Payload.parse(await verify(ticket, purpose))
        const expiresAt = exp * 1000
        return { purpose, nonce: jti, userId: sub, passwordSince: since, restaurantId: restaurant_id, expiresAt }
      } catch (cause) {
        if (cause instanceof errors.JOSEError || cause instanceof z.ZodError) throw challengeOver(cause)
        throw cause
      }
    },
  }
}

function typeOf(purpose: ChallengePurpose): string {
  return `qtable-${purpose.replaceAll('_', '-')}+jwt`
}

/**
 * Uses a challenge up, in the transaction that accepts its answer; `unauthenticated` where that happened before. `tx` must
 * have the user in its scope.
 */
export async function spendChallenge(
  tx: Tx,
  { userId, challenge, now }: { userId: string; challenge: ReadChallenge; now: number },
): Promise<void> {
  const hash = createHash('sha256').update(challenge.nonce).digest()
  const spent = await tx.query(
    `with old as (delete from spent_challenges where user_id = $1 and expires_at < $4)
     insert into spent_challenges (user_id, challenge_hash, expires_at) values ($1, $2, $3)
     on conflict do nothing returning 1`,
    [userId, hash, new Date(challenge.expiresAt), new Date(now)],
  )
  if (spent.length === 0) throw challengeOver()
}

/**
 * Runs an answer to a challenge of somebody who is signed in: what is wrong with it is wrong with the field `path`, because
 * `unauthenticated` would say that their session has ended.
 */
export async function insideSession<T>(path: string, answer: Promise<T>): Promise<T> {
  return answer.catch((cause: unknown) => {
    if (!(cause instanceof Problem) || cause.code !== 'unauthenticated') throw cause
    throw new Problem('validation_failed', cause.detail, { errors: [{ path, message: cause.detail }], cause })
  })
}

/** The refusal of a ticket, whatever is wrong with it. */
export function challengeOver(cause?: unknown): Problem {
  return new Problem('unauthenticated', 'This took too long, or was done before. Begin again.', { cause })
}

import { createHmac, type KeyObject } from 'node:crypto'
import { Problem, type Role, roles } from '@qtable/domain'
import { errors, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { deriveKeys, type SecretKey } from '../secret-keys.ts'

/** The claims of an access token. The role is for the client to show: the server uses the live membership. */
export interface AccessClaims {
  userId: string
  restaurantId: number
  role: Role
  /** The session: the family of its refresh tokens. */
  sessionId: string
}

/** The claims of a verified token, and when it expires in ms since 1970. */
export type VerifiedClaims = AccessClaims & { expiresAt: number }

export interface Tokens {
  readonly accessSeconds: number
  readonly refreshMs: number
  /** How long a session lives from the sign-in on, however often it is renewed. */
  readonly sessionMs: number
  /** A signed access token that expires `accessSeconds` after `issuedAt`, in ms since 1970: now unless given. */
  sign(claims: AccessClaims, issuedAt?: number): Promise<string>
  /**
   * The refresh token that follows another, then those that it has with the other keys. Only who has both that token and
   * SECRET_KEY can tell it.
   */
  successorsOf(refreshToken: string): readonly [string, ...string[]]
  /** The claims of a token; `unauthenticated` where it is invalid or expired. */
  verify(token: string): Promise<VerifiedClaims>
  /** The same where the token was verified before and has not expired. */
  cachedClaims(token: string): VerifiedClaims | undefined
}

export interface TokenOptions {
  secretKey: SecretKey
  accessTokenMinutes: number
  refreshTokenDays: number
  /** 90 unless given. */
  sessionDays?: number
  /** Milliseconds since 1970. */
  now: () => number
}

// The length of an HMAC-SHA-256 in base64url.
const signatureLength = 43
const issuer = 'qtable'
const audience = 'qtable'
const Payload = z.object({
  sub: z.uuid(),
  restaurant_id: z.int().positive(),
  role: z.enum(roles),
  sid: z.uuid(),
  exp: z.int(),
})

/**
 * Access tokens are JWTs of type `at+jwt` (RFC 9068), signed with HS256 and nothing else. HKDF derives the key from
 * SECRET_KEY with its own label, so that no other key derived from that secret can sign a token.
 */
export function openTokens(options: TokenOptions): Tokens {
  const { secretKey, accessTokenMinutes, refreshTokenDays, sessionDays = 90, now } = options
  const keys = deriveKeys(secretKey, 'qtable access token 1')
  const refreshKeys = deriveKeys(secretKey, 'qtable refresh token 1')
  const accessSeconds = accessTokenMinutes * 60
  // A device sends the same token for minutes. Keyed by the signature and compared as a whole: hashing the token would
  // cost as much as the rest of a read (measured), and a reader of this memory has the signing key anyway.
  const verified = new LRUCache<string, { token: string; claims: VerifiedClaims }>({ max: 20_000 })

  async function payloadOf(token: string): Promise<unknown> {
    if (!isCanonical(token)) throw new errors.JWTInvalid('the token is not in its one form')
    for (const key of keys) {
      try {
        return (await verifyWith(key, token)).payload
      } catch (error) {
        // Another key may have signed it.
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error
      }
    }
    throw new errors.JWSSignatureVerificationFailed()
  }

  function verifyWith(key: KeyObject, token: string) {
    return jwtVerify(token, key, {
      algorithms: ['HS256'],
      typ: 'at+jwt',
      issuer,
      audience,
      requiredClaims: ['iat', 'exp'],
      currentDate: new Date(now()),
    })
  }

  async function check(token: string): Promise<VerifiedClaims> {
    try {
      const { sub, restaurant_id, role, sid, exp } = Payload.parse(await payloadOf(token))
      return { userId: sub, restaurantId: restaurant_id, role, sessionId: sid, expiresAt: exp * 1000 }
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw expired()
      if (cause instanceof errors.JOSEError || cause instanceof z.ZodError) throw invalid(cause)
      throw cause
    }
  }

  function cachedClaims(token: string): VerifiedClaims | undefined {
    const known = verified.get(signatureOf(token))
    return known?.token === token && known.claims.expiresAt > now() ? known.claims : undefined
  }

  return {
    accessSeconds,
    refreshMs: refreshTokenDays * 86_400_000,
    sessionMs: sessionDays * 86_400_000,
    sign({ userId, restaurantId, role, sessionId }, issuedAtMs = now()) {
      const issuedAt = Math.floor(issuedAtMs / 1000)
      return new SignJWT({ restaurant_id: restaurantId, role, sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + accessSeconds)
        .sign(keys[0])
    },
    successorsOf(refreshToken) {
      const successor = (key: KeyObject) => createHmac('sha256', key).update(refreshToken).digest('base64url')
      const [first, ...others] = refreshKeys
      return [successor(first), ...others.map(successor)]
    },
    async verify(token) {
      // Real tokens have some 400 characters. Longer ones are not worth a hash.
      if (token.length > 2000) throw invalid(undefined)
      const known = cachedClaims(token)
      if (known) return known
      const claims = await check(token)
      verified.set(signatureOf(token), { token, claims })
      return claims
    },
    cachedClaims,
  }
}

// Several texts decode to the same bytes: with `=`, with bits that no byte uses, with other characters between. One token is one
// text, so that what was noted about it holds for all of it.
function isCanonical(token: string): boolean {
  const parts = token.split('.')
  return parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
}

function signatureOf(token: string): string {
  return token.slice(-signatureLength)
}

function expired(): Problem {
  return new Problem('unauthenticated', 'The access token has expired.')
}

function invalid(cause: unknown): Problem {
  return new Problem('unauthenticated', 'The access token is not valid.', { cause })
}

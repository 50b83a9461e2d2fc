import { createSecretKey, hkdfSync } from 'node:crypto'
import { Problem, type Role, roles } from '@qtable/domain'
import { errors, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'

/** What an access token says. The role is for the client's eyes: the server goes by the live membership. */
export interface AccessClaims {
  userId: string
  restaurantId: number
  role: Role
  /** The session: the family of its refresh tokens. */
  sessionId: string
}

/** What a token says, and when it ends: ms since 1970. */
export type Verified = AccessClaims & { expiresAt: number }

export interface Tokens {
  readonly accessSeconds: number
  readonly refreshMs: number
  /** A signed access token for `accessSeconds` from now. */
  sign(claims: AccessClaims): Promise<string>
  /** What a token says, or `unauthenticated`. */
  verify(token: string): Promise<Verified>
  /** The same for one that was verified before and has not ended; undefined for any other. */
  recognise(token: string): Verified | undefined
}

export interface TokenOptions {
  secretKey: string
  accessTokenMinutes: number
  refreshTokenDays: number
  /** Milliseconds since 1970. */
  now: () => number
}

// Of SHA-256 in base64url.
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
 * Access tokens: JWT, HS256 and nothing else, typed `at+jwt` (RFC 9068). The signing key is derived from SECRET_KEY by
 * HKDF with a label of its own, so whatever else is derived from the same secret can never sign one.
 */
export function openTokens({ secretKey, accessTokenMinutes, refreshTokenDays, now }: TokenOptions): Tokens {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, '', 'qtable access token 1', 32)))
  const accessSeconds = accessTokenMinutes * 60
  // A device sends the same token for minutes. Found by its signature and compared as a whole: a digest of it costs as
  // much as the rest of a read (measured). Whoever can read this memory has the key and needs no token.
  const verified = new LRUCache<string, { token: string; claims: Verified }>({ max: 20_000 })

  async function check(token: string): Promise<Verified> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        typ: 'at+jwt',
        issuer,
        audience,
        requiredClaims: ['iat', 'exp'],
        currentDate: new Date(now()),
      })
      const { sub, restaurant_id, role, sid, exp } = Payload.parse(payload)
      return { userId: sub, restaurantId: restaurant_id, role, sessionId: sid, expiresAt: exp * 1000 }
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw expired()
      if (cause instanceof errors.JOSEError || cause instanceof z.ZodError) throw invalid(cause)
      throw cause
    }
  }

  function recognise(token: string): Verified | undefined {
    const known = verified.get(signatureOf(token))
    return known?.token === token && known.claims.expiresAt > now() ? known.claims : undefined
  }

  return {
    accessSeconds,
    refreshMs: refreshTokenDays * 86_400_000,
    sign({ userId, restaurantId, role, sessionId }) {
      const issuedAt = Math.floor(now() / 1000)
      return new SignJWT({ restaurant_id: restaurantId, role, sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + accessSeconds)
        .sign(key)
    },
    async verify(token) {
      // Ours have some 400 characters; nothing larger is worth a hash.
      if (token.length > 2000) throw invalid(undefined)
      const known = recognise(token)
      if (known) return known
      const claims = await check(token)
      verified.set(signatureOf(token), { token, claims })
      return claims
    },
    recognise,
  }
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

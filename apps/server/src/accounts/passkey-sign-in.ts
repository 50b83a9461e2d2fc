import { Problem } from '@qtable/domain'
import type { PasskeyAssertion, PasskeyChallenge, Session } from '@qtable/protocol'
import { accountById } from './account.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { type ChallengePurpose, spendChallenge } from './challenges.ts'
import type { SessionOrigin } from './device.ts'
import { mustHaveRelyingParty, signedOrigin, webauthn } from './passkey-parts.ts'
import { handleOf, hashCredentialId } from './passkeys.ts'
import type { Sessions } from './sessions.ts'

/** A sign-in with a passkey. */
export type PasskeySignInRequest = SessionOrigin & PasskeyAssertion & { restaurantId?: number | undefined }

interface StoredPasskey {
  id: string
  userId: string
  publicKey: Buffer
  counter: number
}

/** What a browser needs to ask for a passkey: any of this site or, with `userId`, one of this person. */
export async function askForPasskey(
  parts: Pick<AccountsParts, 'db' | 'challenges' | 'relyingParty'>,
  { purpose, userId }: { purpose: ChallengePurpose; userId?: string },
): Promise<PasskeyChallenge> {
  const { id: rpID } = mustHaveRelyingParty(parts)
  const { ticket, nonce, expires_in } = await parts.challenges.create({ purpose, userId })
  const { generateAuthenticationOptions } = await webauthn()
  const options = await generateAuthenticationOptions({
    ...{ rpID, timeout: expires_in * 1000, userVerification: 'required' },
    challenge: new Uint8Array(Buffer.from(nonce, 'base64url')),
    ...(userId === undefined ? {} : { allowCredentials: await credentialsOf(parts, userId) }),
  })
  return { ticket, expires_in, options: { ...options } }
}

async function credentialsOf({ db }: Pick<AccountsParts, 'db'>, userId: string) {
  const rows = await db.asAccount({ userId }, (tx) =>
    tx.query<{ id: Buffer; transports: string[] }>(
      'select credential_id as id, transports from passkeys where user_id = $1',
      [userId],
    ),
  )
  if (rows.length === 0) throw new Problem('not_found', 'You have no passkey.')
  return rows.map(({ id, transports }) => ({ id: id.toString('base64url'), transports }))
}

/**
 * The user whose passkey has answered a challenge: `userId` where it is given. `unauthenticated` where it is unknown or removed, has not verified its
 * person, was made for another site, or has signed this challenge before. Its counter must grow: one that falls behind is
 * that of a copy.
 */
export async function answeredBy(
  parts: AccountsParts,
  { ticket, credential, purpose, userId: expected }: PasskeyAssertion & { purpose: ChallengePurpose; userId?: string },
): Promise<string> {
  const { db } = parts
  const party = mustHaveRelyingParty(parts)
  const challenge = await parts.challenges.read(ticket, purpose)
  const known = await findPasskey(parts, credential.id)
  if (!known) throw refused()
  const { userId } = known
  const { userHandle } = credential.response
  const isTheirs = userHandle === undefined || userHandle === Buffer.from(handleOf(userId)).toString('base64url')
  if (!isTheirs || challenge.userId !== expected || (expected ?? userId) !== userId) throw refused()
  const { verifyAuthenticationResponse } = await webauthn()
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...credential, clientExtensionResults: {} } as Parameters<
      typeof verifyAuthenticationResponse
    >[0]['response'],
    expectedChallenge: challenge.nonce,
    expectedOrigin: party.originFor(signedOrigin(credential)),
    expectedRPID: party.id,
    credential: { id: credential.id, publicKey: new Uint8Array(known.publicKey), counter: known.counter },
    requireUserVerification: true,
  }).catch((cause: unknown) => {
    throw refused(cause)
  })
  if (!verified) throw refused()
  const { newCounter } = authenticationInfo
  await db.asAccount({ userId }, async (tx) => {
    await spendChallenge(tx, { userId, challenge, now: parts.now() })
    // Compared again: another answer may have come meanwhile, or the passkey may be gone.
    const used = await tx.query(
      `update passkeys set counter = $3, last_used_at = $4
        where user_id = $1 and id = $2 and (counter < $3 or (counter = 0 and $3 = 0)) returning 1`,
      [userId, known.id, newCounter, currentInstant(parts)],
    )
    if (used.length === 0) throw refused()
  })
  return userId
}

/**
 * Signs in with a passkey alone: it is something that the person has, and it has checked their finger, face or PIN.
 * `forbidden` where they are no member of `restaurantId`.
 */
export async function signInWithPasskey(
  parts: AccountsParts,
  sessions: Sessions,
  { restaurantId, ticket, credential, ...origin }: PasskeySignInRequest,
): Promise<Session> {
  const known = await findPasskey(parts, credential.id)
  // Read before the check, so that a reset of the password in between, which removes passkeys, is seen.
  const account = known && (await accountById(parts.db, known.userId))
  const userId = await answeredBy(parts, { ticket, credential, purpose: 'passkey_sign_in' })
  if (!account || account.id !== userId || account.email === '') throw refused()
  const session = await sessions.create(account, restaurantId, origin)
  if (!session) throw refused()
  return session
}

async function findPasskey({ db }: Pick<AccountsParts, 'db'>, id: string): Promise<StoredPasskey | undefined> {
  const hash = hashCredentialId(Buffer.from(id, 'base64url'))
  const [passkey] = await db.asAccount({ tokenHash: hash.toString('hex') }, (tx) =>
    tx.query<StoredPasskey>(
      `select id, user_id as "userId", public_key as "publicKey", counter from passkeys where credential_hash = $1`,
      [hash],
    ),
  )
  return passkey
}

// One answer for all, so that nobody learns which passkeys exist.
function refused(cause?: unknown): Problem {
  return new Problem('unauthenticated', 'This passkey does not sign in here.', { cause })
}

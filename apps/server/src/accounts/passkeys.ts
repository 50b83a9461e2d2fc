import { createHash } from 'node:crypto'
import { Problem, wholeSecond } from '@qtable/domain'
import { type Passkey, type PasskeyChallenge, type PasskeyCreation, uuidv7 } from '@qtable/protocol'
import { accountById } from './account.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { challengeOver, insideSession, spendChallenge } from './challenges.ts'
import { deviceOf } from './device.ts'
import { lockForFactor } from './factor-changes.ts'
import type { Identity } from './identity.ts'
import { mustHaveRelyingParty, signedOrigin, webauthn } from './passkey-parts.ts'
import { sessionEnded } from './sessions.ts'

/** The passkeys of the signed-in person. */
export interface Passkeys {
  list(by: Identity): Promise<Passkey[]>
  /** What a browser needs to make one; `not_found` where the server has no public address. */
  begin(by: Identity): Promise<PasskeyChallenge>
  /** Stores one that a browser made. `validation_failed` where it does not answer the challenge. */
  add(by: Identity, given: PasskeyCreation & { userAgent?: string | undefined }): Promise<Passkey>
  rename(by: Identity, id: string, name: string): Promise<Passkey>
  /** `not_found` where the person has no such passkey. */
  remove(by: Identity, id: string): Promise<void>
}

interface PasskeyRow {
  id: string
  name: string
  createdAt: Date
  lastUsedAt: Date | null
}

const columns = 'id, name, created_at as "createdAt", last_used_at as "lastUsedAt"'
const most = 20

export function openPasskeys(parts: AccountsParts): Passkeys {
  const { db, challenges } = parts

  const knownTo = ({ userId }: Identity) =>
    db.asAccount({ userId }, (tx) =>
      tx.query<{ id: Buffer; transports: string[] }>(
        'select credential_id as id, transports from passkeys where user_id = $1',
        [userId],
      ),
    )

  return {
    async list({ userId }) {
      const rows = await db.asAccount({ userId }, (tx) =>
        tx.query<PasskeyRow>(`select ${columns} from passkeys where user_id = $1 order by created_at, id`, [userId]),
      )
      return rows.map(passkeyOf)
    },

    async begin(by) {
      const { id: rpID } = mustHaveRelyingParty(parts)
      const account = await accountById(db, by.userId)
      if (!account) throw sessionEnded()
      const known = await knownTo(by)
      mustHaveRoom(known.length)
      const { ticket, nonce, expires_in } = await challenges.create({
        ...{ purpose: 'passkey_registration', userId: by.userId },
      })
      const { generateRegistrationOptions } = await webauthn()
      const options = await generateRegistrationOptions({
        ...{ rpName: 'QTable', rpID, userName: account.email || account.name, userDisplayName: account.name },
        userID: handleOf(by.userId),
        challenge: new Uint8Array(Buffer.from(nonce, 'base64url')),
        timeout: expires_in * 1000,
        attestationType: 'none',
        excludeCredentials: known.map(({ id, transports }) => ({ id: id.toString('base64url'), transports })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      return { ticket, expires_in, options: { ...options } }
    },

    add: (by, given) => insideSession('ticket', addPasskey(parts, by, given)),

    async rename({ userId }, id, name) {
      const [row] = await db.asAccount({ userId }, (tx) =>
        tx.query<PasskeyRow>(`update passkeys set name = $3 where user_id = $1 and id = $2 returning ${columns}`, [
          userId,
          id,
          name,
        ]),
      )
      if (!row) throw noSuchPasskey()
      return passkeyOf(row)
    },

    async remove({ userId }, id) {
      const removed = await db.asAccount({ userId }, (tx) =>
        tx.query('delete from passkeys where user_id = $1 and id = $2 returning 1', [userId, id]),
      )
      if (removed.length === 0) throw noSuchPasskey()
    },
  }
}

async function addPasskey(
  parts: AccountsParts,
  by: Identity,
  { ticket, credential, name, userAgent }: Parameters<Passkeys['add']>[1],
): Promise<Passkey> {
  const { db, challenges } = parts
  const { userId } = by
  const party = mustHaveRelyingParty(parts)
  const challenge = await challenges.read(ticket, 'passkey_registration')
  if (challenge.userId !== userId) throw challengeOver()
  const { verifyRegistrationResponse } = await webauthn()
  const made = await verifyRegistrationResponse({
    response: { ...credential, clientExtensionResults: {} } as Parameters<
      typeof verifyRegistrationResponse
    >[0]['response'],
    expectedChallenge: challenge.nonce,
    expectedOrigin: party.originFor(signedOrigin(credential)),
    expectedRPID: party.id,
    requireUserVerification: true,
  }).catch((cause: unknown) => {
    throw notMade(cause)
  })
  if (!made.verified) throw notMade()
  const { id, publicKey, counter } = made.registrationInfo.credential
  const credentialId = Buffer.from(id, 'base64url')
  const row = await db.asAccount({ userId }, async (tx) => {
    // Of two at once the second waits, and counts the first.
    await lockForFactor(tx, by)
    await spendChallenge(tx, { userId, challenge, now: parts.now() })
    const [count] = await tx.query<{ all: number }>('select count(*)::int as all from passkeys where user_id = $1', [
      userId,
    ])
    mustHaveRoom(count?.all ?? 0)
    const [added] = await tx.query<PasskeyRow>(
      `insert into passkeys (id, user_id, credential_hash, credential_id, public_key, counter, transports, name,
                             created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (credential_hash) do nothing returning ${columns}`,
      [
        ...[uuidv7(), userId, hashCredentialId(credentialId), credentialId, Buffer.from(publicKey), counter],
        ...[credential.response.transports ?? [], name ?? deviceOf(userAgent)?.slice(0, 60) ?? 'Passkey'],
        currentInstant(parts),
      ],
    )
    if (!added) throw new Problem('already_exists', 'This passkey is known already.')
    return added
  })
  return passkeyOf(row)
}

/** What a stored passkey is found by. */
export function hashCredentialId(credentialId: Buffer): Buffer {
  return createHash('sha256').update(credentialId).digest()
}

/** What an authenticator keeps of the account: the bytes of its id, which name nobody. */
export function handleOf(userId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(userId.replaceAll('-', ''), 'hex'))
}

function passkeyOf({ id, name, createdAt, lastUsedAt }: PasskeyRow): Passkey {
  return {
    ...{ id, name },
    created_at: wholeSecond(createdAt.toISOString()),
    last_used_at: lastUsedAt && wholeSecond(lastUsedAt.toISOString()),
  }
}

function mustHaveRoom(count: number): void {
  if (count < most) return
  throw new Problem('invalid_transition', `You have ${most} passkeys, which is the most. Remove one first.`)
}

function notMade(cause?: unknown): Problem {
  const errors = [{ path: 'credential', message: 'is no passkey for this site that answers the challenge' }]
  return new Problem('validation_failed', 'credential: is no passkey for this site that answers the challenge', {
    ...{ errors, cause },
  })
}

function noSuchPasskey(): Problem {
  return new Problem('not_found', 'You have no such passkey.')
}

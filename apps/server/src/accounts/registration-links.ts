import { Problem } from '@qtable/domain'
import { type HandedLink, uuidv7 } from '@qtable/protocol'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { hashLinkToken, newLinkToken } from './link-tokens.ts'

type Parts = Pick<AccountsParts, 'db' | 'now' | 'registration'>

/** A link that lets somebody register one restaurant. */
export async function createRegistrationLink(parts: Pick<AccountsParts, 'db' | 'now'>): Promise<HandedLink> {
  const { token, hash, expiresAt } = newLinkToken(parts.now())
  await parts.db.asAccount({ tokenHash: hash.toString('hex') }, (tx) =>
    tx.query(
      `insert into account_links (id, kind, token_hash, created_at, expires_at) values ($1, 'registration', $2, $3, $4)`,
      [uuidv7(), hash, currentInstant(parts), expiresAt],
    ),
  )
  return { link: `/register#${token}`, expires_at: expiresAt }
}

/** `forbidden` where registration is closed, or by invitation and `token` is that of no registration link. */
export async function mustMayRegister(parts: Parts, token: string | undefined): Promise<void> {
  switch (parts.registration) {
    case 'open':
      return
    case 'closed':
      throw new Problem('forbidden', 'Nobody registers restaurants here but who runs this installation.')
    case 'invite':
      if (!(await findLink(parts, token, 'look'))) throw notInvited()
  }
}

/** Uses the registration link up, where registration is by invitation; `forbidden` where it was used meanwhile. */
export async function useRegistrationLink(parts: Parts, token: string | undefined): Promise<void> {
  if (parts.registration !== 'invite') return
  if (!(await findLink(parts, token, 'use'))) throw notInvited()
}

const statements = {
  look: `select 1 from account_links where token_hash = $1 and kind = 'registration' and expires_at > $2`,
  use: `delete from account_links where token_hash = $1 and kind = 'registration' and expires_at > $2 returning 1`,
}

async function findLink(parts: Parts, token: string | undefined, how: keyof typeof statements): Promise<boolean> {
  if (token === undefined) return false
  const hash = hashLinkToken(token)
  const found = await parts.db.asAccount({ tokenHash: hash.toString('hex') }, (tx) =>
    tx.query(statements[how], [hash, currentInstant(parts)]),
  )
  return found.length > 0
}

function notInvited(): Problem {
  return new Problem('forbidden', 'A restaurant is registered here with a link from who runs this installation.')
}

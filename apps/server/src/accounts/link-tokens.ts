import { createHash, randomBytes } from 'node:crypto'
import { Problem, wholeSecond } from '@qtable/domain'

/**
 * The secret of a link: 256 random bits, which nobody can guess, so that a fast hash of them is enough to store. It works
 * once. It stands behind the `#` of the link, which browsers send to nobody: no log and no `Referer` holds it.
 */
export interface LinkSecret {
  token: string
  hash: Buffer
  /** In whole seconds. */
  expiresAt: string
}

const linkDays = 7

/** A new secret for a link, made at `now` in ms since 1970. */
export function newLinkToken(now: number): LinkSecret {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashLinkToken(token), expiresAt: wholeSecond(now + linkDays * 86_400_000) }
}

/** What is stored of the secret of a link. Looked up by an index, so that no time tells how much of a guess is right. */
export function hashLinkToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** The refusal of a link, whatever is wrong with it: who has no link learns nothing. */
export function linkGone(): Problem {
  return new Problem('not_found', 'This link does not work: it was used, replaced or withdrawn, or it is too old.')
}

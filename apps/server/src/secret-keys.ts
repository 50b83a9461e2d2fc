import { createSecretKey, hkdfSync, type KeyObject, scryptSync } from 'node:crypto'

/** SECRET_KEY. Of several the first signs, and all verify: so a key is replaced without signing anybody out. */
export type SecretKey = string | readonly [string, ...string[]]

/** A key of 32 bytes for one purpose. No key with another label can be told from it. */
export function deriveKeys(secretKey: SecretKey, label: string): readonly [KeyObject, ...KeyObject[]] {
  const [first, ...others] = typeof secretKey === 'string' ? ([secretKey] as const) : secretKey
  const derive = (secret: string) => createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', label, 32)))
  return [derive(first), ...others.map(derive)]
}

// A key of fewer characters could be found by trying.
export const shortestSecret = 32
export const secretRule = 'must be at least 32 characters, such as the output of: openssl rand -base64 32'

// The words of examples in documents, and what somebody types who only wants 32 characters.
/** Whether a secret is one that a guesser tries. */
export function isGuessable(secret: string): boolean {
  return /change.?me|example|placeholder|your.?secret|openssl/i.test(secret) || new Set(secret).size < 8
}

/** The keys that SECRET_KEY says; undefined where it is not set. A short one is stretched. */
export function secretKeyOf(given: string | undefined): SecretKey | undefined {
  if (given === undefined) return undefined
  if (given.length < shortestSecret) return scryptSync(given, 'qtable secret key', 32).toString('base64url')
  const [first = given, ...others] = severalSecrets(given)
  // A secret that was set before several were possible may hold commas: as a whole it still verifies.
  return others.length === 0 ? given : [first, ...others, given]
}

function severalSecrets(given: string): string[] {
  const parts = given.split(',').map((part) => part.trim())
  return parts.every((part) => part.length >= shortestSecret) ? parts : [given]
}

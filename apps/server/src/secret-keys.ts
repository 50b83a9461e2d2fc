import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** SECRET_KEY. Of several the first signs, and all verify: so a key is replaced without signing anybody out. */
export type SecretKey = string | readonly [string, ...string[]]

/** A key of 32 bytes for one purpose. No key with another label can be told from it. */
export function deriveKeys(secretKey: SecretKey, label: string): readonly [KeyObject, ...KeyObject[]] {
  const [first, ...others] = typeof secretKey === 'string' ? ([secretKey] as const) : secretKey
  const derive = (secret: string) => createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', label, 32)))
  return [derive(first), ...others.map(derive)]
}

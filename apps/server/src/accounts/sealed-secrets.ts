import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { deriveKeys, type SecretKey } from '../secret-keys.ts'

/** Encrypts small secrets for the database. */
export interface SealedSecrets {
  /** Encrypts with the first key. `owner` is needed to open it again: nobody's secret works in another row. */
  seal(secret: Buffer, owner: string): Buffer
  /** The secret, and whether another key than the first had sealed it. Throws where no key opens it. */
  open(sealed: Buffer, owner: string): { secret: Buffer; isOutdated: boolean }
}

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM under keys that are derived from SECRET_KEY for this alone: the first encrypts, all decrypt. */
export function openSealedSecrets(secretKey: SecretKey): SealedSecrets {
  const keys = deriveKeys(secretKey, 'qtable sealed secret 1')

  return {
    seal(secret, owner) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, keys[0], nonce).setAAD(Buffer.from(owner))
      return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, owner) {
      for (const [i, key] of keys.entries()) {
        const secret = openWith(key, sealed, owner)
        if (secret) return { secret, isOutdated: i > 0 }
      }
      throw new Error('no key of SECRET_KEY opens a stored secret: the key that sealed it is missing')
    },
  }
}

function openWith(key: KeyObject, sealed: Buffer, owner: string): Buffer | undefined {
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(owner)).setAuthTag(sealed.subarray(-tagBytes))
  const text = decipher.update(sealed.subarray(nonceBytes, -tagBytes))
  try {
    return Buffer.concat([text, decipher.final()])
  } catch {
    // Sealed with another key.
    return undefined
  }
}

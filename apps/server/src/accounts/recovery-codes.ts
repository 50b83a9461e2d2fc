import { createHash, randomBytes } from 'node:crypto'

/** How many recovery codes a person has at first. */
export const recoveryCodeCount = 10

// Crockford's: no letter looks like a digit.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
// 120 bits: from 112 on a fast hash is enough to store (ASVS 6.5.2), and nobody waits for ten slow ones.
const characters = 24
const groupLength = 4

/** New recovery codes, as they are shown once: `7K2M-…`, six groups of four. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, () => {
    const text = [...randomBytes(characters)].map((byte) => alphabet[byte % alphabet.length]).join('')
    return (text.match(new RegExp(`.{${groupLength}}`, 'g')) ?? []).join('-')
  })
}

/** Whether a text is meant as a recovery code, and not as one of an app. */
export function looksLikeRecoveryCode(text: string): boolean {
  return plain(text).length === characters
}

/** What is stored of a recovery code, however it is spelled. */
export function hashRecoveryCode(text: string): Buffer {
  return createHash('sha256').update(plain(text)).digest()
}

function plain(text: string): string {
  return text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}

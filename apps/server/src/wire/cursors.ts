import { createHmac, type KeyObject } from 'node:crypto'
import { type CursorPosition, decodeCursor, encodeCursor } from '@qtable/protocol'
import { LRUCache } from 'lru-cache'
import { deriveKeys, type SecretKey } from '../secret-keys.ts'

/** Makes and reads the signed cursors of this installation. */
export interface Cursors {
  encode(position: CursorPosition): string
  /** The position that a cursor holds; undefined where this installation did not sign it for this restaurant. */
  decode(cursor: string, restaurantId: number): CursorPosition | undefined
}

/** Cursors signed with a key derived from `secretKey`, so that every node of an installation makes the same ones. */
export function openCursors(secretKey: SecretKey): Cursors {
  const [sign, ...older] = deriveKeys(secretKey, 'qtable cursor 1').map(openHash)
  if (!sign) throw new Error('there is no secret key')
  return {
    encode: (position) => encodeCursor(position, sign),
    decode(cursor, restaurantId) {
      for (const hash of [sign, ...older]) {
        const position = decodeCursor(cursor, restaurantId, hash)
        if (position) return position
      }
      return undefined
    },
  }
}

function openHash(key: KeyObject): (text: string) => string {
  // A version's cursor goes out in every answer and frame about it, and returns from every client that continues there.
  const hashes = new LRUCache<string, string>({ max: 10_000 })
  return (text) => {
    const known = hashes.get(text)
    if (known !== undefined) return known
    // 96 bits are beyond guessing, and a forged cursor gains no more than a full sync would.
    const digest = createHmac('sha256', key).update(text).digest('base64url').slice(0, 16)
    hashes.set(text, digest)
    return digest
  }
}

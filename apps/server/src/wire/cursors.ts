import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import { type CursorPosition, decodeCursor, encodeCursor } from '@qtable/protocol'
import { LRUCache } from 'lru-cache'

/** Makes and reads the signed cursors of this installation. */
export interface Cursors {
  encode(position: CursorPosition): string
  /** The position that a cursor holds; undefined where this installation did not sign it for this restaurant. */
  decode(cursor: string, restaurantId: number): CursorPosition | undefined
}

/** Cursors signed with a key derived from `secretKey`, so that every node of an installation makes the same ones. */
export function openCursors(secretKey: string): Cursors {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, '', 'qtable cursor 1', 32)))
  // A version's cursor goes out in every answer and frame about it, and returns from every client that continues there.
  const hashes = new LRUCache<string, string>({ max: 10_000 })
  function hash(text: string): string {
    const known = hashes.get(text)
    if (known !== undefined) return known
    // 96 bits are beyond guessing, and a forged cursor gains no more than a full sync would.
    const digest = createHmac('sha256', key).update(text).digest('base64url').slice(0, 16)
    hashes.set(text, digest)
    return digest
  }
  return {
    encode: (position) => encodeCursor(position, hash),
    decode: (cursor, restaurantId) => decodeCursor(cursor, restaurantId, hash),
  }
}

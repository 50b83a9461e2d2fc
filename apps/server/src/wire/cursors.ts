import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import { type CursorPosition, decodeCursor, encodeCursor } from '@qtable/protocol'
import { LRUCache } from 'lru-cache'

/** Makes and reads the cursors of this installation. */
export interface Cursors {
  encode(position: CursorPosition): string
  /** What a cursor says; undefined where it is not one of ours for this restaurant. */
  decode(cursor: string, restaurantId: number): CursorPosition | undefined
}

/** Cursors signed with a key that is derived from `secretKey`, so that all nodes of an installation make the same. */
export function openCursors(secretKey: string): Cursors {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, '', 'qtable cursor 1', 32)))
  // A version's cursor is in every answer and frame about it, and comes back from every client that goes on from there.
  const hashes = new LRUCache<string, string>({ max: 10_000 })
  function hash(text: string): string {
    const known = hashes.get(text)
    if (known !== undefined) return known
    // 96 bits: nobody guesses one, and a wrong guess wins no more than a full sync would.
    const made = createHmac('sha256', key).update(text).digest('base64url').slice(0, 16)
    hashes.set(text, made)
    return made
  }
  return {
    encode: (position) => encodeCursor(position, hash),
    decode: (cursor, restaurantId) => decodeCursor(cursor, restaurantId, hash),
  }
}

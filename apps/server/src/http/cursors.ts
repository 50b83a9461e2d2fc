import { createHmac, hkdfSync } from 'node:crypto'
import { decodeCursor, encodeCursor, type Position } from '@qtable/protocol'

/** Makes and reads the cursors of this installation. */
export interface Cursors {
  encode(position: Position): string
  /** What a cursor says; undefined where it is not one of ours for this restaurant. */
  decode(cursor: string, restaurantId: number): Position | undefined
}

/** Cursors signed with a key that is derived from `secretKey`, so that all nodes of an installation make the same. */
export function openCursors(secretKey: string): Cursors {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'qtable cursor 1', 32))
  // 96 bits: nobody guesses one, and a wrong guess wins no more than a full sync would.
  const hash = (text: string) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 16)
  return {
    encode: (position) => encodeCursor(position, hash),
    decode: (cursor, restaurantId) => decodeCursor(cursor, restaurantId, hash),
  }
}

let last = { at: 0, count: 0 }

// Asking the system for randomness costs more than the rest of an id, so it is asked for many at a time.
const pool = new Uint8Array(16 * 256)
let used = pool.length

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * A UUID of version 7 (RFC 9562): milliseconds, then a counter within the millisecond, then randomness. Those made by
 * one process sort in the order they were made, also when the clock steps back.
 */
export function uuidv7(now: number = Date.now()): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const bytes = pool.slice(used, used + 16)
  used += 16
  const [high = 0, low = 0] = bytes
  if (now > last.at) last = { at: now, count: ((high & 0x03) << 8) | low }
  else last = last.count < 0xfff ? { at: last.at, count: last.count + 1 } : { at: last.at + 1, count: 0 }
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(last.at / 2 ** (8 * (5 - i))) & 0xff
  bytes[6] = 0x70 | (last.count >> 8)
  bytes[7] = last.count & 0xff
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  let text = ''
  for (const [i, byte] of bytes.entries()) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
    text += hex[byte]
  }
  return text
}

// Asking the system for randomness costs more than the rest of an id, so it is asked for many at a time.
const bytesEach = 10
const pool = new Uint8Array(bytesEach * 400)
let used = pool.length

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

// Where the last id was: its millisecond, as the beginning of ids too, and its place within it.
let at = 0
let beginning = ''
let count = 0

function begin(millisecond: number, first: number): void {
  at = millisecond
  const digits = millisecond.toString(16).padStart(12, '0')
  beginning = `${digits.slice(0, 8)}-${digits.slice(8)}-7`
  count = first
}

/**
 * A UUID of version 7 (RFC 9562): milliseconds, then a counter within the millisecond, then randomness. Those made by
 * one process sort in the order they were made, also when the clock steps back.
 */
export function uuidv7(now: number = Date.now()): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const from = used
  used += bytesEach
  const random = (i: number): number => pool[from + i] ?? 0
  const digits = (i: number): string => hex[random(i)] ?? ''
  if (now > at) begin(now, ((random(0) & 0x03) << 8) | random(1))
  else if (count < 0xfff) count += 1
  else begin(at + 1, 0)
  const counted = (count + 0x1000).toString(16).slice(1)
  const variant = hex[0x80 | (random(2) & 0x3f)]
  const last = digits(4) + digits(5) + digits(6) + digits(7) + digits(8) + digits(9)
  return `${beginning}${counted}-${variant}${digits(3)}-${last}`
}

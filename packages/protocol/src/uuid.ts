// A call of getRandomValues costs more than the rest of an id, so one call serves 400 ids.
const bytesEach = 10
const pool = new Uint8Array(bytesEach * 400)
let used = pool.length

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

// The millisecond of the last id, its text, and the counter within that millisecond.
let lastMs = 0
let prefix = ''
let count = 0

function startMillisecond(millisecond: number, firstCount: number): void {
  lastMs = millisecond
  const digits = millisecond.toString(16).padStart(12, '0')
  prefix = `${digits.slice(0, 8)}-${digits.slice(8)}-7`
  count = firstCount
}

/**
 * A UUID of version 7 (RFC 9562): milliseconds, a counter within the millisecond, random bits. The ids of one process
 * sort in the order in which they were made, even when the clock steps back.
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
  if (now > lastMs) startMillisecond(now, ((random(0) & 0x03) << 8) | random(1))
  else if (count < 0xfff) count += 1
  else startMillisecond(lastMs + 1, 0)
  const counter = (count + 0x1000).toString(16).slice(1)
  const variant = hex[0x80 | (random(2) & 0x3f)]
  const last = digits(4) + digits(5) + digits(6) + digits(7) + digits(8) + digits(9)
  return `${prefix}${counter}-${variant}${digits(3)}-${last}`
}

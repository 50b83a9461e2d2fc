let last = { at: 0, count: 0 }

/**
 * A UUID of version 7 (RFC 9562): milliseconds, then a counter within the millisecond, then randomness. Those made by
 * one process sort in the order they were made, also when the clock steps back.
 */
export function uuidv7(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const [high = 0, low = 0] = bytes
  if (now > last.at) last = { at: now, count: ((high & 0x03) << 8) | low }
  else last = last.count < 0xfff ? { at: last.at, count: last.count + 1 } : { at: last.at + 1, count: 0 }
  new DataView(bytes.buffer).setUint16(0, Math.floor(last.at / 2 ** 32))
  new DataView(bytes.buffer).setUint32(2, last.at % 2 ** 32)
  bytes[6] = 0x70 | (last.count >> 8)
  bytes[7] = last.count & 0xff
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

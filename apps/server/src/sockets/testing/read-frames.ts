/** A text frame of a server: its message, and its size on the wire. */
export interface ReadFrame {
  message: Record<string, unknown>
  bytes: number
}

/** Reads unmasked, unfragmented text frames (RFC 6455, 5.2) that follow each other. */
export function readFrames(bytes: Buffer): ReadFrame[] {
  const frames: ReadFrame[] = []
  for (let at = 0; at < bytes.length; ) {
    const code = bytes.readUInt8(at + 1)
    const head = code < 126 ? 2 : code === 126 ? 4 : 10
    const length = head === 2 ? code : head === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    const end = at + head + length
    frames.push({ message: JSON.parse(bytes.toString('utf8', at + head, end)), bytes: end - at })
    at = end
  }
  return frames
}

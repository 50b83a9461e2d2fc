/** How far a client is behind what the server has written to it. */
export interface Lag {
  /** Records bytes written to the socket; `version` if they bring the client to it. */
  recordSent(bytes: number, version?: number): void
  /** Records a pong: the client has read everything before that probe. False if no probe with this offset is open. */
  recordPong(offset: number): boolean
  /** Records a message of the client. From a client that never answers probes, it is proof enough that it reads. */
  recordMessage(): void
  /** Records that the client has applied everything up to `version`. From the first ack on, acks count too. */
  recordAck(version: number): void
  /** Forgets open acks: the stream has moved to another version. */
  restart(): void
  /** Whether the client is so far behind that nothing more should be written. */
  isBehind(): boolean
  /** Whether the client has been behind for too long, or by too much. */
  isTooSlow(): boolean
}

const kilobyte = 1024
const maxUnreadBytes = 256 * kilobyte
const closeBytes = 1024 * kilobyte
const patienceMs = 15_000
const probeBytes = 64 * kilobyte
// Half a megabit per second. Over a slower line a large floor would never arrive.
const minBytesPerMs = 64

/**
 * Measures a client that may have stopped reading. The bytes that this process buffers (`buffered`) say little, because
 * the kernel takes some megabytes first. So every 64 KB a probe is sent: a ping of the WebSocket protocol, which clients
 * answer automatically, in the order in which they read. What was written after an unanswered probe is unread. For a
 * client whose library never answers, only its own messages and the local buffer count.
 */
export function openLag(options: {
  buffered: () => number
  probe: (offset: number) => void
  elapsed: () => number
}): Lag {
  const { buffered, probe, elapsed } = options
  const probes: { offset: number; at: number }[] = []
  let hasPonged = false
  let written = 0
  let read = 0
  let acks: { sent: number; applied: number; open: { version: number; sent: number }[] } | undefined
  let behindSince: { at: number; bytes: number } | undefined
  // One frame (a floor) may exceed every limit: it is judged by the time it takes, not by its size.
  let largestFrame = 0

  function unread(): number {
    return Math.max(buffered(), written - read, acks ? acks.sent - acks.applied : 0)
  }

  return {
    recordSent(bytes, version) {
      written += bytes
      if (bytes > maxUnreadBytes) largestFrame = Math.max(largestFrame, bytes)
      if (acks && version !== undefined) {
        acks.sent += bytes
        acks.open.push({ version, sent: acks.sent })
      }
      if (written - (probes.at(-1)?.offset ?? read) < probeBytes) return
      probes.push({ offset: written, at: elapsed() })
      probe(written)
    },
    recordPong(offset) {
      const answered = probes.findIndex((one) => one.offset === offset)
      if (answered === -1) return false
      hasPonged = true
      probes.splice(0, answered + 1)
      read = offset
      return true
    },
    recordMessage() {
      const last = probes.at(-1)
      if (hasPonged || !last) return
      probes.length = 0
      read = last.offset
    },
    recordAck(version) {
      acks ??= { sent: 0, applied: 0, open: [] }
      while (acks.open[0] && acks.open[0].version <= version) acks.applied = acks.open.shift()?.sent ?? acks.applied
    },
    restart() {
      if (acks) acks = { sent: 0, applied: 0, open: [] }
    },
    isBehind: () => unread() > maxUnreadBytes,
    isTooSlow() {
      const bytes = unread()
      const at = elapsed()
      const extraMs = Math.max(0, bytes - maxUnreadBytes) / minBytesPerMs
      if (probes[0] && at - probes[0].at > patienceMs + extraMs) return true
      if (bytes <= maxUnreadBytes) {
        behindSince = undefined
        largestFrame = 0
        return false
      }
      if (bytes > closeBytes + largestFrame) return true
      // A client that has read this much in the meantime is slow, not gone: its time starts again.
      if (!behindSince || bytes <= behindSince.bytes - maxUnreadBytes) behindSince = { at, bytes }
      return at - behindSince.at > patienceMs + extraMs
    },
  }
}

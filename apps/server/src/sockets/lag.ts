/** How far a client is behind what the server has written to it. */
export interface Lag {
  /** Counts bytes that were handed over; `version` where they carry changes up to it. */
  sent(bytes: number, version?: number): void
  /** The client answered a probe, so it has read everything before it; false where nobody asked. */
  ponged(mark: number): boolean
  /** The client said something: proof enough that it lives from one that has never answered a probe. */
  spoke(): void
  /** The client has applied everything up to `version`. From the first time on it is measured by this too. */
  acked(version: number): void
  /** Versions start from elsewhere: what was sent before no longer waits for an ack. */
  restart(): void
  /** Whether it is far enough behind that nothing more should be written. */
  isHeld(): boolean
  /** Whether it has had its time. */
  isTooSlow(): boolean
}

const kilobyte = 1024
/** Past this much unread, a socket keeps a pointer and gets no more frames. */
export const holdBytes = 256 * kilobyte
const closeBytes = 1024 * kilobyte
const patienceMs = 15_000
const probeBytes = 64 * kilobyte
// Half a megabit a second: on a line that is slower still, a large floor would never arrive.
const bytesPerMs = 64

/**
 * Measures a client that may have stopped to read. What this process still holds (`buffered`) says little: the kernel
 * takes some megabytes before it lets us notice. So every 64 KB a probe goes along, a ping of the WebSocket protocol,
 * which clients answer by themselves in the order in which they read; what lies behind an unanswered one is unread. Of a
 * client whose library never answers, only what it says itself and what this process holds can be known.
 */
export function openLag(options: {
  buffered: () => number
  probe: (mark: number) => void
  elapsed: () => number
}): Lag {
  const { buffered, probe, elapsed } = options
  const probes: { mark: number; at: number }[] = []
  let hasPonged = false
  let written = 0
  let read = 0
  let acks: { changes: number; done: number; marks: { version: number; changes: number }[] } | undefined
  let behindSince: { at: number; bytes: number } | undefined
  // One frame may be larger than everything allowed (a floor); it is the time that it takes then, not its size.
  let largest = 0

  function unread(): number {
    return Math.max(buffered(), written - read, acks ? acks.changes - acks.done : 0)
  }

  return {
    sent(bytes, version) {
      written += bytes
      if (bytes > holdBytes) largest = Math.max(largest, bytes)
      if (acks && version !== undefined) {
        acks.changes += bytes
        acks.marks.push({ version, changes: acks.changes })
      }
      if (written - (probes.at(-1)?.mark ?? read) < probeBytes) return
      probes.push({ mark: written, at: elapsed() })
      probe(written)
    },
    ponged(mark) {
      const answered = probes.findIndex((one) => one.mark === mark)
      if (answered === -1) return false
      hasPonged = true
      probes.splice(0, answered + 1)
      read = mark
      return true
    },
    spoke() {
      const last = probes.at(-1)
      if (hasPonged || !last) return
      probes.length = 0
      read = last.mark
    },
    acked(version) {
      acks ??= { changes: 0, done: 0, marks: [] }
      while (acks.marks[0] && acks.marks[0].version <= version) acks.done = acks.marks.shift()?.changes ?? acks.done
    },
    restart() {
      if (acks) acks = { changes: 0, done: 0, marks: [] }
    },
    isHeld: () => unread() > holdBytes,
    isTooSlow() {
      const behind = unread()
      const at = elapsed()
      const extraMs = Math.max(0, behind - holdBytes) / bytesPerMs
      if (probes[0] && at - probes[0].at > patienceMs + extraMs) return true
      if (behind <= holdBytes) {
        behindSince = undefined
        largest = 0
        return false
      }
      if (behind > closeBytes + largest) return true
      // Whoever has taken that much meanwhile is slow, not gone.
      if (!behindSince || behind <= behindSince.bytes - holdBytes) behindSince = { at, bytes: behind }
      return at - behindSince.at > patienceMs + extraMs
    },
  }
}

import type { Problem } from '@qtable/domain'
import { closeCodes, type ResyncReason } from '@qtable/protocol'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Feed, FeedPage } from '../journal/feed.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Endpoint } from './frame.ts'
import type { EncodedFull } from './frame-cache.ts'
import type { Lag } from './lag.ts'
import { messageFrame } from './message-frame.ts'
import { type ResumePoint, versionsAtOnce } from './resume-point.ts'
import type { Room } from './rooms.ts'

/** Sends one socket the frames of its restaurant's feed, and tracks how far it has come. */
export interface FrameStream {
  /** The version up to which everything has been sent. */
  readonly version: number
  /** Starts at the snapshot: later versions will be sent. */
  start(snapshot: Snapshot): void
  /** Continues from a client's resume point with `resumed`, or says why it cannot. */
  resume(point: ResumePoint): void
  /** Sends the whole floor as soon as the client is not behind, and continues from there. */
  sendFull(): void
  /** Sends what is missing, until the client is behind. */
  pump(): void
  /** The same, up to `snapshot`, the latest floor on this node. */
  sendUpTo(snapshot: Snapshot): void
}

export interface FrameStreamOptions {
  endpoint: Endpoint
  room: Room
  feed: Feed
  lag: Lag
  elapsed: () => number
  /** Writes bytes; `version` if they bring the client to it. */
  write: (bytes: Buffer, version?: number) => void
  /** Runs `write` and hands all its bytes to the kernel in one call. */
  corked: <T>(write: () => T) => T
  close: (code: number) => void
  isClosed: () => boolean
  onReadError: (error: unknown) => void
  /** An unexpected error: the socket has to end. */
  onError: (error: unknown) => void
}

/** More missing versions than this are merged into one frame: a client that was away does not need each step. */
const maxSingleFrames = 64
const retryReadMs = 1000

/**
 * A socket keeps a pointer, not a queue. Every event (a commit, a resume, a full sync, a client that has caught up) ends
 * in `sendUpTo`, which takes the current floor and writes everything from the pointer on, synchronously. So no frame is
 * sent twice, left out or overtaken. Only versions that are no longer in memory are read from the log first. If the
 * pointer has jumped meanwhile, the result of that read is discarded.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: all of it reads and moves the same pointer.
export function openFrameStream(options: FrameStreamOptions): FrameStream {
  const { endpoint, room, feed, lag, elapsed, write, corked, close, isClosed, onReadError, onError } = options
  let version = 0
  let epoch = ''
  let isFullDue = false
  let isEncoding = false
  let wasBehind = false
  /** Counts the jumps. A read of the log that started before the last jump is discarded. */
  let jumps = 0
  let readingFrom: number | undefined
  let retryReadAt = 0
  let readAtOnce = versionsAtOnce

  function jumpTo(next: number): void {
    jumps += 1
    readingFrom = undefined
    version = next
    wasBehind = false
    lag.restart()
  }

  function resync(reason: ResyncReason): void {
    if (endpoint === 'realtime') refuse(reason)
    else {
      write(messageFrame({ type: 'resync_required', reason }))
      isFullDue = true
    }
  }

  /** The client has to read the floor over HTTP. */
  function refuse(reason: ResyncReason): void {
    write(messageFrame({ type: 'resync_required', reason }))
    close(closeCodes.cursorUnusable)
  }

  function pump(): void {
    const snapshot = room.snapshot()
    if (snapshot) sendUpTo(snapshot)
  }

  function sendUpTo(snapshot: Snapshot): void {
    if (isClosed()) return
    if (snapshot.epoch !== epoch) {
      epoch = snapshot.epoch
      jumpTo(version)
      resync('epoch')
      if (isClosed()) return
    }
    if (lag.isBehind()) {
      wasBehind = true
      return
    }
    if (!isFullDue && version < snapshot.floor.version) catchUp(snapshot)
    // `catchUp` may have found a version that is too large for a frame.
    if (isFullDue && !lag.isBehind()) writeFull(snapshot)
  }

  function writeFull(snapshot: Snapshot): void {
    const encoded = room.frames.full(snapshot)
    if (!(encoded instanceof Promise)) writeEncoded(encoded)
    else if (!isEncoding) encoded.then(writeLate).catch(onError)
    isEncoding = encoded instanceof Promise
  }

  // A resume, or another epoch, may have come first. What changed while it was encoded follows it.
  function writeLate(full: EncodedFull): void {
    isEncoding = false
    if (isFullDue && full.snapshot.epoch === epoch && !isClosed()) writeEncoded(full)
    pump()
  }

  function writeEncoded({ snapshot, bytes }: EncodedFull): void {
    isFullDue = false
    jumpTo(snapshot.floor.version)
    if (bytes) write(bytes, version)
    else refuse('frame_too_large')
  }

  function catchUp({ recent }: Snapshot): void {
    const latest = recent.at(-1)
    // The common case: one new version.
    if (latest?.version === version + 1) {
      wasBehind = false
      writeOne(latest)
      return
    }
    const oldest = recent[0]?.version
    if (oldest === undefined || oldest > version + 1) {
      readLog()
      return
    }
    const missing = recent.slice(version + 1 - oldest)
    if (missing.length > 1 && (wasBehind || missing.length > maxSingleFrames)) writeMerged(missing)
    else wasBehind = !corked(() => writeEach(missing))
  }

  /** False if the version is too large for a frame. */
  function writeOne(logged: LoggedTransaction): boolean {
    const bytes = room.frames.one(endpoint, logged, epoch)
    if (!bytes) {
      resync('frame_too_large')
      return false
    }
    write(bytes, logged.version)
    version = logged.version
    return true
  }

  /** False if the client is behind before the last of them. */
  function writeEach(missing: readonly LoggedTransaction[]): boolean {
    for (const logged of missing) {
      if (lag.isBehind()) return false
      if (!writeOne(logged)) return true
    }
    return true
  }

  /** Writes them in as few frames as hold them, until the client is behind. Returns how many the first frame took. */
  function writeMerged(missing: readonly LoggedTransaction[]): number {
    let taken = 0
    for (let rest = missing; rest.length > 0; ) {
      wasBehind = taken > 0 && lag.isBehind()
      if (wasBehind) break
      const frame = room.frames.merged(rest, epoch)
      if (!frame) {
        resync('frame_too_large')
        break
      }
      write(frame.bytes, frame.version)
      version = frame.version
      rest = rest.slice(frame.count)
      taken ||= frame.count
    }
    return taken
  }

  function readLog(): void {
    const snapshot = room.snapshot()
    if (readingFrom === version || elapsed() < retryReadAt || !snapshot) return
    readingFrom = version
    const jump = jumps
    const read = feed.after(room.restaurantId, { version, snapshot, limit: readAtOnce })
    const written = read.then(
      (stretch) => {
        if (jump !== jumps || isClosed()) return
        readingFrom = undefined
        if (stretch === 'gone') resync('cursor_too_old')
        else writePage(stretch)
        pump()
      },
      (error: Problem | Error) => {
        if (jump === jumps) readingFrom = undefined
        retryReadAt = elapsed() + retryReadMs
        onReadError(error)
      },
    )
    written.catch(onError)
  }

  // Versions that a frame did not take are read again when the client has read that frame: a socket keeps no queue. The
  // next read asks for as many as the frame took, otherwise 500 versions of 100 KB would be read for each five.
  function writePage({ transactions }: FeedPage): void {
    const taken = writeMerged(transactions)
    readAtOnce = Math.min(versionsAtOnce, taken < transactions.length ? Math.max(1, taken) : readAtOnce * 2)
  }

  return {
    get version() {
      return version
    },
    start(snapshot) {
      epoch = snapshot.epoch
      jumpTo(snapshot.floor.version)
    },
    resume(point) {
      if ('reason' in point) {
        jumpTo(version)
        resync(point.reason)
      } else {
        const head = room.snapshot()?.floor.version ?? point.version
        epoch = point.epoch
        isFullDue = false
        jumpTo(point.version)
        write(messageFrame({ type: 'resumed', from_version: version, version: Math.max(head, version) }))
        if (point.first) writePage(point.first)
      }
      pump()
    },
    sendFull() {
      isFullDue = true
      pump()
    },
    pump,
    sendUpTo,
  }
}

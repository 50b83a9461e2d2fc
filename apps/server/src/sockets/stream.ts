import type { Problem } from '@qtable/domain'
import { closeCodes, type ResyncReason } from '@qtable/protocol'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Feed, Stretch } from '../journal/feed.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import { type Endpoint, textFrame } from './encode.ts'
import type { Lag } from './lag.ts'
import type { Place } from './resume-point.ts'
import type { Room } from './rooms.ts'

/** What one socket has been sent of its restaurant's history, and what comes next. */
export interface Stream {
  /** The version up to which everything has been sent. */
  readonly version: number
  /** Begins where the snapshot is: what is later will be sent. */
  begin(snapshot: Snapshot): void
  /** Goes on from a place that a client named, with `resumed`, or says why it cannot. */
  resume(place: Place): void
  /** Sends the whole floor, as soon as the socket takes it, and goes on from there. */
  sendFull(): void
  /** Sends what is missing, as far as the socket takes it. */
  pump(): void
  /** The same, up to a floor that is the latest here. */
  follow(snapshot: Snapshot): void
}

export interface StreamOptions {
  endpoint: Endpoint
  room: Room
  feed: Feed
  lag: Lag
  elapsed: () => number
  /** Writes bytes; `version` where they carry changes up to it. */
  write: (bytes: Buffer, version?: number) => void
  /** Hands what is written meanwhile to the system at once. */
  inOneGo: <T>(writing: () => T) => T
  close: (code: number) => void
  isClosed: () => boolean
  failed: (error: unknown) => void
}

/** More versions than this at once are merged: a client that was away does not care for each step. */
const singlesAtMost = 64
/** As many versions as one merged frame covers where they come from the log. */
export const versionsAtOnce = 500
const readAgainMs = 1000

/**
 * A socket keeps a pointer, not a queue. Whatever moves it (a commit, a resume, a full sync, room in the socket after a
 * jam) ends in `follow`, which takes the floor of that very moment and writes what lies between, in one turn and
 * without waiting: so no frame can be sent twice, left out or overtaken. Only what is no longer in memory is read from
 * the log first; if the pointer was moved meanwhile, what was read is thrown away.
 */
export function openStream(options: StreamOptions): Stream {
  const { endpoint, room, feed, lag, elapsed, write, inOneGo, close, isClosed, failed } = options
  let version = 0
  let epoch = ''
  let wantsFull = false
  let wasHeld = false
  /** Counts the moves that are not from one version to the next. */
  let jumps = 0
  let readingFrom: number | undefined
  let readAgainAt = 0

  function jumpTo(next: number): void {
    jumps += 1
    readingFrom = undefined
    version = next
    wasHeld = false
    lag.restart()
  }

  function resync(reason: ResyncReason): void {
    write(textFrame({ type: 'resync_required', reason }))
    if (endpoint === 'realtime') close(closeCodes.cursorUnusable)
    else wantsFull = true
  }

  function pump(): void {
    const snapshot = room.snapshot()
    if (snapshot) follow(snapshot)
  }

  function follow(snapshot: Snapshot): void {
    if (isClosed()) return
    if (snapshot.epoch !== epoch) {
      epoch = snapshot.epoch
      jumpTo(version)
      resync('epoch')
      if (isClosed()) return
    }
    if (lag.isHeld()) {
      wasHeld = true
      return
    }
    if (wantsFull) sendNow(snapshot)
    else if (version < snapshot.floor.version) catchUp(snapshot)
  }

  function sendNow(snapshot: Snapshot): void {
    wantsFull = false
    jumpTo(snapshot.floor.version)
    write(room.frames.full(snapshot), version)
  }

  function catchUp({ recent, epoch: life, floor }: Snapshot): void {
    const latest = recent.at(-1)
    // As almost always: one version, and the same one for every socket.
    if (latest?.version === version + 1) {
      write(room.frames.one(endpoint, latest, life), latest.version)
      version = latest.version
      wasHeld = false
      return
    }
    const oldest = recent[0]?.version
    if (oldest === undefined || oldest > version + 1) {
      readLog()
      return
    }
    const missing = recent.slice(version + 1 - oldest)
    if (missing.length > 1 && (wasHeld || missing.length > singlesAtMost)) {
      write(room.frames.merged(missing, life), floor.version)
      version = floor.version
    } else if (!inOneGo(() => writeEach(missing, life))) {
      wasHeld = true
      return
    }
    wasHeld = false
  }

  /** False where the socket takes no more before the last of them. */
  function writeEach(missing: readonly LoggedTransaction[], life: string): boolean {
    for (const logged of missing) {
      if (lag.isHeld()) return false
      write(room.frames.one(endpoint, logged, life), logged.version)
      version = logged.version
    }
    return true
  }

  function readLog(): void {
    const snapshot = room.snapshot()
    if (readingFrom === version || elapsed() < readAgainAt || !snapshot) return
    readingFrom = version
    const jump = jumps
    feed.after(room.restaurantId, { version, snapshot, limit: versionsAtOnce }).then(
      (stretch) => {
        if (jump !== jumps || isClosed()) return
        readingFrom = undefined
        if (stretch === 'gone') resync('cursor_too_old')
        else sendStretch(stretch)
        pump()
      },
      (error: Problem | Error) => {
        if (jump === jumps) readingFrom = undefined
        readAgainAt = elapsed() + readAgainMs
        failed(error)
      },
    )
  }

  function sendStretch({ transactions }: Stretch): void {
    const last = transactions.at(-1)
    if (!last) return
    write(room.frames.merged(transactions, epoch), last.version)
    version = last.version
  }

  return {
    get version() {
      return version
    },
    begin(snapshot) {
      epoch = snapshot.epoch
      jumpTo(snapshot.floor.version)
    },
    resume(place) {
      if ('reason' in place) {
        jumpTo(version)
        resync(place.reason)
      } else {
        const head = room.snapshot()?.floor.version ?? place.version
        epoch = place.epoch
        wantsFull = false
        jumpTo(place.version)
        write(textFrame({ type: 'resumed', from_version: version, version: Math.max(head, version) }))
        if (place.first) sendStretch(place.first)
      }
      pump()
    },
    sendFull() {
      wantsFull = true
      pump()
    },
    pump,
    follow,
  }
}

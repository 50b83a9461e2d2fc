import { maxFrameBytes } from '@qtable/protocol'
import { LRUCache } from 'lru-cache'
import { runInTurns } from '../commands/run-in-turns.ts'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Cursors } from '../wire/cursors.ts'
import { type CatchUpFrame, catchUpFrame } from './catch-up-frame.ts'
import { type Endpoint, frameOf, textFrame } from './frame.ts'
import { fullSyncFrames, fullSyncInSteps } from './full-sync-frames.ts'

/**
 * The frames of one restaurant as bytes. Each is encoded once, however many sockets get it. Undefined stands for one that
 * would be larger than `maxFrameBytes`.
 */
export interface FrameCache {
  /** One version, as an endpoint sends it. */
  one(endpoint: Endpoint, logged: LoggedTransaction, epoch: string): Buffer | undefined
  /** As many of the versions as fit into one frame, from the first on. */
  merged(transactions: readonly LoggedTransaction[], epoch: string): CatchUpFrame | undefined
  /**
   * The whole floor: one frame or several, without a gap between them. A promise where it is large, because it is encoded in
   * turns; it resolves to a floor that is the latest no longer, where that has changed meanwhile.
   */
  full(snapshot: Snapshot): EncodedFull | Promise<EncodedFull>
  /** Drops everything if nothing was asked for since the last sweep: the cache serves bursts, it is no archive. */
  sweep(): void
}

/** A whole floor as bytes; undefined where it is too large for a frame. */
export interface EncodedFull {
  snapshot: Snapshot
  bytes: Buffer | undefined
}

/** What became of encoding a frame; that it is too large is remembered like its bytes. */
interface Encoded {
  frame: CatchUpFrame | undefined
}

// Some milliseconds of encoding.
const fewReservations = 1000

const maxBytes = 2 * 1024 * 1024

export function openFrameCache({ restaurantId, cursors }: { restaurantId: number; cursors: Cursors }): FrameCache {
  const encoded = new LRUCache<string, Encoded>({
    maxSize: maxBytes,
    sizeCalculation: ({ frame }) => frame?.bytes.length ?? 1,
  })
  // The latest frame of each endpoint, without a key to build: when a thousand sockets get a change, 999 ask for it again.
  const last: { [E in Endpoint]?: { logged: LoggedTransaction; epoch: string; bytes: Buffer | undefined } } = {}
  // Outside the size limit: a thousand clients that connect at once must not each encode a large floor.
  let full: EncodedFull | undefined
  let encoding: Promise<EncodedFull> | undefined
  let isUsed = false

  function encodeOnce(key: string, encode: () => CatchUpFrame | undefined): CatchUpFrame | undefined {
    isUsed = true
    const known = encoded.get(key)
    if (known) return known.frame
    const frame = encode()
    encoded.set(key, { frame })
    return frame
  }

  function encodeOne(endpoint: Endpoint, logged: LoggedTransaction, epoch: string): CatchUpFrame | undefined {
    const bytes = textFrame(frameOf(endpoint, logged, { restaurantId, epoch, cursors }))
    return bytes.length > maxFrameBytes ? undefined : { bytes, count: 1, version: logged.version }
  }

  async function encodeFull(snapshot: Snapshot): Promise<EncodedFull> {
    full = { snapshot, bytes: await runInTurns(fullSyncInSteps(snapshot, cursors)) }
    return full
  }

  return {
    one(endpoint, logged, epoch) {
      const known = last[endpoint]
      if (known?.logged === logged && known.epoch === epoch) return known.bytes
      const key = `${endpoint} ${logged.version} ${epoch}`
      const bytes = encodeOnce(key, () => encodeOne(endpoint, logged, epoch))?.bytes
      last[endpoint] = { logged, epoch, bytes }
      return bytes
    },
    merged: (transactions, epoch) =>
      encodeOnce(`${transactions[0]?.version}-${transactions.at(-1)?.version} ${epoch}`, () =>
        catchUpFrame(transactions, { restaurantId, epoch, cursors }),
      ),
    full(snapshot) {
      isUsed = true
      if (full?.snapshot.floor === snapshot.floor) return full
      if (snapshot.floor.reservations.size <= fewReservations) {
        full = { snapshot, bytes: fullSyncFrames(snapshot, cursors) }
        return full
      }
      encoding ??= encodeFull(snapshot).finally(() => {
        encoding = undefined
      })
      return encoding
    },
    sweep() {
      if (!isUsed) {
        encoded.clear()
        full = undefined
        delete last.sync
        delete last.realtime
      }
      isUsed = false
    },
  }
}

import type { Floor } from '@qtable/domain'
import { LRUCache } from 'lru-cache'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Cursors } from '../wire/cursors.ts'
import { type Endpoint, frameOf, fullSyncFrame, mergedFrame, textFrame } from './frame.ts'

/** The frames of one restaurant as bytes. Each is encoded once, however many sockets get it. */
export interface FrameCache {
  /** One version, as an endpoint sends it. */
  one(endpoint: Endpoint, logged: LoggedTransaction, epoch: string): Buffer
  /** Several versions as one frame. */
  merged(transactions: readonly LoggedTransaction[], epoch: string): Buffer
  /** The whole floor. */
  full(snapshot: Snapshot): Buffer
  /** Drops everything if nothing was asked for since the last sweep: the cache serves bursts, it is no archive. */
  sweep(): void
}

const maxBytes = 2 * 1024 * 1024

export function openFrameCache({ restaurantId, cursors }: { restaurantId: number; cursors: Cursors }): FrameCache {
  const encoded = new LRUCache<string, Buffer>({ maxSize: maxBytes, sizeCalculation: (bytes) => bytes.length })
  // The latest frame of each endpoint, without a key to build: when a thousand sockets get a change, 999 ask for it again.
  const last: { [E in Endpoint]?: { logged: LoggedTransaction; epoch: string; bytes: Buffer } } = {}
  // Outside the size limit: a thousand clients that connect at once must not each encode a large floor.
  let full: { floor: Floor; bytes: Buffer } | undefined
  let isUsed = false

  function encodeOnce(key: string, frame: () => object): Buffer {
    isUsed = true
    const known = encoded.get(key)
    if (known) return known
    const bytes = textFrame(frame())
    encoded.set(key, bytes)
    return bytes
  }

  return {
    one(endpoint, logged, epoch) {
      const known = last[endpoint]
      if (known?.logged === logged && known.epoch === epoch) return known.bytes
      const key = `${endpoint} ${logged.version} ${epoch}`
      const bytes = encodeOnce(key, () => frameOf(endpoint, logged, { restaurantId, epoch, cursors }))
      last[endpoint] = { logged, epoch, bytes }
      return bytes
    },
    merged: (transactions, epoch) =>
      encodeOnce(`${transactions[0]?.version}-${transactions.at(-1)?.version} ${epoch}`, () =>
        mergedFrame(transactions, { restaurantId, epoch, cursors }),
      ),
    full(snapshot) {
      isUsed = true
      if (full?.floor !== snapshot.floor) {
        full = { floor: snapshot.floor, bytes: textFrame(fullSyncFrame(snapshot, cursors)) }
      }
      return full.bytes
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

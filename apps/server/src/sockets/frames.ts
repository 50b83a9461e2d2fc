import type { Floor } from '@qtable/domain'
import { LRUCache } from 'lru-cache'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Cursors } from '../wire/cursors.ts'
import { type Endpoint, frameOf, fullSyncFrame, mergedFrame, textFrame } from './encode.ts'

/** The frames of one restaurant as bytes, each made once however many sockets get it. */
export interface Frames {
  /** One version of an endpoint. */
  one(endpoint: Endpoint, logged: LoggedTransaction, epoch: string): Buffer
  /** Several versions as one. */
  merged(transactions: readonly LoggedTransaction[], epoch: string): Buffer
  full(snapshot: Snapshot): Buffer
  /** Forgets everything if nobody has asked for anything since the last sweep: it serves storms, not archives. */
  sweep(): void
}

const maxBytes = 2 * 1024 * 1024

export function openFrames({ restaurantId, cursors }: { restaurantId: number; cursors: Cursors }): Frames {
  const made = new LRUCache<string, Buffer>({ maxSize: maxBytes, sizeCalculation: (bytes) => bytes.length })
  // Of each endpoint the frame that was asked for last: of a thousand sockets that are told, all but one ask for it again.
  const last: { [E in Endpoint]?: { logged: LoggedTransaction; epoch: string; bytes: Buffer } } = {}
  // Beside the others, because however large a floor is, a thousand clients that come at once must not encode it each.
  let whole: { floor: Floor; bytes: Buffer } | undefined
  let isUsed = false

  function once(key: string, make: () => object): Buffer {
    isUsed = true
    const known = made.get(key)
    if (known) return known
    const bytes = textFrame(make())
    made.set(key, bytes)
    return bytes
  }

  return {
    one(endpoint, logged, epoch) {
      const known = last[endpoint]
      if (known?.logged === logged && known.epoch === epoch) return known.bytes
      const key = `${endpoint} ${logged.version} ${epoch}`
      const bytes = once(key, () => frameOf(endpoint, logged, { restaurantId, epoch, cursors }))
      last[endpoint] = { logged, epoch, bytes }
      return bytes
    },
    merged: (transactions, epoch) =>
      once(`${transactions[0]?.version}-${transactions.at(-1)?.version} ${epoch}`, () =>
        mergedFrame(transactions, { restaurantId, epoch, cursors }),
      ),
    full(snapshot) {
      isUsed = true
      if (whole?.floor !== snapshot.floor) {
        whole = { floor: snapshot.floor, bytes: textFrame(fullSyncFrame(snapshot, cursors)) }
      }
      return whole.bytes
    },
    sweep() {
      if (!isUsed) {
        made.clear()
        whole = undefined
        delete last.sync
        delete last.realtime
      }
      isUsed = false
    },
  }
}

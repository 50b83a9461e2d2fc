import { runSteps, type Steps } from '@qtable/domain'
import { maxFrameBytes } from '@qtable/protocol'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Cursors } from '../wire/cursors.ts'
import { fullSync } from '../wire/encoded-floor.ts'
import { jsonFrame } from './frame.ts'

interface EncodedReservation {
  startsAt: string
  id: string
  json: string
  bytes: number
}

// What a frame holds beside its rows: its header, the name of the list, `offset` and `has_more`.
const overheadBytes = 200

/**
 * The whole floor as the bytes of one `full_sync`, or of one with the nearest reservations and as many `full_sync_part`
 * as the others need (SY26). They are one buffer, so that no other frame gets between them. Undefined where the floor
 * without its reservations is too large for a frame.
 */
export function fullSyncFrames(...given: Parameters<typeof fullSyncInSteps>): Buffer | undefined {
  return runSteps(fullSyncInSteps(...given))
}

// Half a millisecond of encoding.
const rowsPerStep = 250

/** The same in steps: twenty thousand bookings take a tenth of a second. */
export function* fullSyncInSteps(
  snapshot: Snapshot,
  cursors: Cursors,
  limit = maxFrameBytes,
): Steps<Buffer | undefined> {
  const body = fullSync(snapshot, cursors)
  const start = JSON.stringify({ type: 'full_sync', ...body, reservations: undefined }).slice(0, -1)
  const startBytes = Buffer.byteLength(start) + overheadBytes
  if (startBytes > limit) return undefined
  const rows: EncodedReservation[] = []
  for (const reservation of snapshot.floor.reservations.values()) {
    rows.push(encodeReservation(reservation))
    if (rows.length % rowsPerStep === 0) yield
  }
  if (startBytes + bytesOf(rows) <= limit) return jsonFrame(`${start},"reservations":[${joined(rows)}]}`)
  yield
  rows.sort((a, b) => compare(a.startsAt, b.startsAt) || compare(a.id, b.id))
  const first = countFitting(rows, { from: 0, limit: limit - startBytes })
  const frames = [jsonFrame(`${start},"reservations":[${joined(rows.slice(0, first))}],"has_more":true}`)]
  for (let offset = first; offset < rows.length; ) {
    yield
    const end = offset + Math.max(1, countFitting(rows, { from: offset, limit: limit - overheadBytes }))
    const part = { type: 'full_sync_part', version: snapshot.floor.version, offset }
    const partStart = JSON.stringify(part).slice(0, -1)
    const list = joined(rows.slice(offset, end))
    frames.push(jsonFrame(`${partStart},"reservations":[${list}],"has_more":${end < rows.length}}`))
    offset = end
  }
  return Buffer.concat(frames)
}

function encodeReservation(reservation: { id: string; startsAt: string }): EncodedReservation {
  const json = JSON.stringify(reservation)
  return { startsAt: reservation.startsAt, id: reservation.id, json, bytes: Buffer.byteLength(json) + 1 }
}

function bytesOf(rows: readonly EncodedReservation[]): number {
  return rows.reduce((sum, { bytes }) => sum + bytes, 0)
}

function joined(rows: readonly EncodedReservation[]): string {
  return rows.map(({ json }) => json).join(',')
}

/** How many rows from `from` on have at most `limit` bytes together. */
function countFitting(rows: readonly EncodedReservation[], { from, limit }: { from: number; limit: number }): number {
  let count = 0
  let sum = 0
  for (let row = rows[from]; row && sum + row.bytes <= limit; row = rows[from + count]) {
    sum += row.bytes
    count += 1
  }
  return count
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

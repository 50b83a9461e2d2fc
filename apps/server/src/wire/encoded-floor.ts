import {
  type EntityOf,
  entities,
  type Floor,
  guestStatuses,
  type ListedType,
  listedTypes,
  listOf,
  type Steps,
  tableStatuses,
} from '@qtable/domain'
import { summarizeGuest, summarizeTable, transactionSuffix } from '@qtable/protocol'
import { LRUCache } from 'lru-cache'
import { runInTurns } from '../commands/run-in-turns.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Cursors } from './cursors.ts'
import { type EncodedText, encodeText } from './encoded-text.ts'

/** A body made of a whole floor. */
export interface EncodedFloor {
  /** Its entity tag. */
  tag: string
  encoded: EncodedText
}

interface EncodedBodies {
  /** The snapshot that the bodies show. Weak, so that this cache keeps no floor in memory. */
  snapshot: WeakRef<Snapshot>
  byKind: Map<string, EncodedFloor>
}

// A floor of 200 parties is 115 KB as a dashboard and 160 KB as a full sync, a third of the floor itself. 160 MB hold the
// dashboards of a thousand busy restaurants. An evicted body takes less than a millisecond to encode again.
const maxBytes = 160 * 1024 * 1024
const bodiesByRestaurant = new LRUCache<number, EncodedBodies>({
  maxSize: maxBytes,
  sizeCalculation: ({ byKind }) => [...byKind.values()].reduce((sum, { encoded }) => sum + encoded.plain.length, 1),
})

function jsonOf(body: unknown): string | Buffer {
  return Buffer.isBuffer(body) ? body : JSON.stringify(body)
}

/** The JSON of a floor, encoded once per version and `kind`. `bodyOf` gives the body, or its JSON as bytes. */
export function encodeOnce(snapshot: Snapshot, kind: string, bodyOf: () => unknown): EncodedFloor {
  const restaurantId = snapshot.floor.restaurant.id
  const held = bodiesByRestaurant.get(restaurantId)
  const bodies = held?.snapshot.deref() === snapshot ? held : { byKind: new Map(), snapshot: new WeakRef(snapshot) }
  let known = bodies.byKind.get(kind)
  if (!known) {
    known = { tag: floorTag(snapshot, kind), encoded: encodeText(jsonOf(bodyOf())) }
    bodies.byKind.set(kind, known)
    bodiesByRestaurant.set(restaurantId, { ...bodies })
  }
  return known
}

// Above it, a body of the whole floor takes more than some milliseconds to encode.
const fewEntities = 1500
const rowsPerStep = 250

/** Whether the body of a full sync is encoded in turns. */
export function isLargeFloor(floor: Floor): boolean {
  return listedTypes.reduce((sum, type) => sum + listOf(floor, type).size, 0) > fewEntities
}

const encodingInTurns = new WeakMap<Snapshot, Promise<EncodedFloor>>()

/** The body of a full sync of a large floor, encoded in turns, once for all who ask at the same time. */
export async function encodeFullSync(snapshot: Snapshot, cursors: Cursors): Promise<EncodedFloor> {
  const held = bodiesByRestaurant.get(snapshot.floor.restaurant.id)
  const known = held?.snapshot.deref() === snapshot ? held.byKind.get('full') : undefined
  if (known) return known
  const inProgress = encodingInTurns.get(snapshot)
  if (inProgress) return inProgress
  const encoding = runInTurns(fullSyncJson(snapshot, cursors))
    .then((json) => encodeOnce(snapshot, 'full', () => json))
    .finally(() => encodingInTurns.delete(snapshot))
  encodingInTurns.set(snapshot, encoding)
  return encoding
}

function* fullSyncJson(snapshot: Snapshot, cursors: Cursors): Steps<Buffer> {
  const { floor } = snapshot
  const body = Object.entries(fullSync(snapshot, cursors))
  const parts: Buffer[] = []
  let text = '{'
  for (const [i, [name, value]] of body.entries()) {
    text += `${i === 0 ? '' : ','}${JSON.stringify(name)}:`
    const type = listedTypes.find((one) => entities[one].plural === name)
    if (!type) {
      text += JSON.stringify(value)
      continue
    }
    text += '['
    let count = 0
    for (const entity of listOf(floor, type).values()) {
      text += `${count === 0 ? '' : ','}${JSON.stringify(entity)}`
      count += 1
      if (count % rowsPerStep > 0) continue
      parts.push(Buffer.from(text))
      text = ''
      yield
    }
    text += ']'
  }
  parts.push(Buffer.from(`${text}}`))
  yield
  return Buffer.concat(parts)
}

/**
 * The entity tag of a body of a whole floor. It names the epoch and the transaction beside the version, because a
 * restored database counts the same versions again with other contents. `kind` tells apart the bodies of one version.
 */
function floorTag({ floor, epoch, recent }: Snapshot, kind: string): string {
  const last = recent.at(-1)
  return `"${floor.version}.${epoch.slice(0, 8)}${last ? `.${transactionSuffix(last.id)}` : ''}.${kind}"`
}

/** The cursor at the version of a snapshot. */
export function cursorAt({ floor, epoch, recent }: Snapshot, cursors: Cursors): string {
  const last = recent.at(-1)
  const suffix = last && transactionSuffix(last.id)
  return cursors.encode({ restaurantId: floor.restaurant.id, epoch, version: floor.version, suffix })
}

/** The whole floor at one instant: the body of a full sync, over HTTP and sockets alike. */
export function fullSync(snapshot: Snapshot, cursors: Cursors): Record<string, unknown> {
  const { floor, epoch } = snapshot
  return {
    restaurant_id: floor.restaurant.id,
    epoch,
    version: floor.version,
    cursor: cursorAt(snapshot, cursors),
    timestamp: floor.committedAt,
    restaurant: floor.restaurant,
    ...Object.fromEntries(listedTypes.map((type) => [entities[type].plural, [...listOf(floor, type).values()]])),
  }
}

// The kinds that a dashboard shows, and what `minimal` leaves of each.
const summaries = { guest: summarizeGuest, table: summarizeTable } as const satisfies { [T in ListedType]?: Summary<T> }

type Summary<T extends ListedType> = (entity: EntityOf<T>) => object
/** A kind of entity that a dashboard shows. */
export type DashboardType = keyof typeof summaries

export const dashboardTypes = Object.keys(summaries) as DashboardType[]

/** The body of a dashboard. */
export function dashboardBody(snapshot: Snapshot, { cursors, minimal }: { cursors: Cursors; minimal: boolean }) {
  const { floor } = snapshot
  return {
    ...dashboardLists(
      dashboardTypes.map((type) => ({ type, list: [...listOf(floor, type).values()] })),
      minimal,
    ),
    stats: statsOf(floor),
    version: floor.version,
    cursor: cursorAt(snapshot, cursors),
    timestamp: floor.committedAt,
  }
}

/** The lists of a dashboard by their plural names, with each entity whole or minimal. */
export function dashboardLists(
  lists: readonly { type: DashboardType; list: readonly EntityOf<DashboardType>[] }[],
  minimal: boolean,
): Record<string, unknown> {
  return Object.fromEntries(
    lists.map(({ type, list }) => {
      const summarize = summaries[type] as Summary<DashboardType>
      return [entities[type].plural, minimal ? list.map(summarize) : list]
    }),
  )
}

/** Counts and sums over a floor. */
export function statsOf(floor: Floor) {
  const guests = [...floor.guests.values()]
  const tables = [...floor.tables.values()]
  const occupied = tables.filter(({ status }) => status === 'occupied').length
  return {
    guests_by_status: countBy(guestStatuses, guests),
    tables_by_status: countBy(tableStatuses, tables),
    covers_seated: guests.reduce((covers, guest) => covers + (guest.status === 'seated' ? guest.partySize : 0), 0),
    parties_waiting: guests.filter(({ status }) => status === 'waiting' || status === 'notified').length,
    occupancy_rate: tables.length === 0 ? 0 : occupied / tables.length,
  }
}

function countBy(statuses: readonly string[], counted: readonly { status: string }[]): Record<string, number> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0]))
  for (const { status } of counted) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

import {
  entities,
  type Floor,
  type Guest,
  guestStatuses,
  listedTypes,
  listOf,
  type Table,
  tableStatuses,
} from '@qtable/domain'
import { summarizeGuest, summarizeTable, transactionSuffix } from '@qtable/protocol'
import { LRUCache } from 'lru-cache'
import { floorTag } from '../http/conditions.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Cursors } from './cursors.ts'
import { type Written, writtenOf } from './encoded-text.ts'

/** Something that is sent of a whole floor. */
export interface FloorText {
  /** Its entity tag. */
  tag: string
  written: Written
}

interface Texts {
  /** Whose text this is; not kept from going by it. */
  of: WeakRef<Snapshot>
  kinds: Map<string, FloorText>
}

// A floor of 200 parties is 115 KB as a dashboard and 160 KB as a full sync, a third of what it takes by itself. A thousand
// restaurants whose dashboard is asked for all the time have room; a text that has to go is made again within a millisecond.
const bytesInAll = 160 * 1024 * 1024
const texts = new LRUCache<number, Texts>({
  maxSize: bytesInAll,
  sizeCalculation: ({ kinds }) => [...kinds.values()].reduce((sum, { written }) => sum + written.plain.length, 1),
})

/** JSON text of a floor, written once per version and `kind`. */
export function writtenOnce(snapshot: Snapshot, kind: string, make: () => unknown): FloorText {
  const restaurantId = snapshot.floor.restaurant.id
  const held = texts.get(restaurantId)
  // A snapshot is a value: what was written of it is right for as long as anybody holds it.
  const { kinds, of } = held?.of.deref() === snapshot ? held : { kinds: new Map(), of: new WeakRef(snapshot) }
  let known = kinds.get(kind)
  if (!known) {
    known = { tag: floorTag(snapshot, kind), written: writtenOf(JSON.stringify(make())) }
    kinds.set(kind, known)
    texts.set(restaurantId, { of, kinds })
  }
  return known
}

/** The cursor at the version of a snapshot. */
export function cursorAt({ floor, epoch, recent }: Snapshot, cursors: Cursors): string {
  const last = recent.at(-1)
  const suffix = last && transactionSuffix(last.id)
  return cursors.encode({ restaurantId: floor.restaurant.id, epoch, version: floor.version, suffix })
}

/** The whole floor at one instant: what a full sync sends, over HTTP and sockets alike. */
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

/** What the dashboard shows of a floor. */
export function dashboard(snapshot: Snapshot, { cursors, minimal }: { cursors: Cursors; minimal: boolean }) {
  const { floor } = snapshot
  return {
    ...shown([...floor.guests.values()], [...floor.tables.values()], minimal),
    stats: statsOf(floor),
    version: floor.version,
    cursor: cursorAt(snapshot, cursors),
    timestamp: floor.committedAt,
  }
}

/** Parties and tables, whole or in short. */
export function shown(guests: readonly Guest[], tables: readonly Table[], minimal: boolean) {
  return minimal ? { guests: guests.map(summarizeGuest), tables: tables.map(summarizeTable) } : { guests, tables }
}

/** What a floor adds up to. */
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

function countBy(statuses: readonly string[], entities: readonly { status: string }[]): Record<string, number> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0]))
  for (const { status } of entities) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

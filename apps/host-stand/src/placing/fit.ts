import {
  type Draft,
  type Floor,
  openDraft,
  type Reservation,
  seatsOf,
  type Table,
  turnMinutesFor,
} from '@qtable/domain'
import { plansByTable } from '../floor/table-plans.ts'
import { sameTables, smallestPartyAt } from '../floor/table-sets.ts'
import { expectedMinutes, plannedSpan, spansOverlap } from '../floor/time-span.ts'

/** A party to be placed. */
export interface PartyToPlace {
  partySize: number
  /** Undefined for a walk-in that is not on the floor yet, and for a reservation whose party has not come. */
  guestId?: string | undefined
  reservationId?: string | undefined
}

/** A reason against seating the party there. */
export type Obstacle =
  | { kind: 'blocked'; table: string }
  | { kind: 'taken'; table: string; name: string; partySize: number }
  | { kind: 'here'; table: string }
  | { kind: 'small'; seats: number }
  | { kind: 'planned'; table: string; name: string; startsAt: string }
  | { kind: 'cleaning'; table: string }
  | { kind: 'held'; table: string }

/** How well tables suit a party: filled, nearly filled, wasteful, only joined with others, or not at all. */
export type Grade = 'exact' | 'close' | 'loose' | 'join' | 'none'

export interface Fit {
  grade: Grade
  /** Whether the floor allows it: at once, only with `force`, or never. */
  can: 'seat' | 'force' | 'never'
  seats: number
  obstacles: readonly Obstacle[]
  /** For `join`: the tables that suit the party together. */
  joins: readonly string[]
}

export interface FitContext {
  floor: Floor
  /** In milliseconds. */
  now: number
  plans: ReadonlyMap<string, readonly Reservation[]>
  draft: Draft
}

/** What `fitOf` needs of a floor, prepared once for all tables. */
export function fitContext(floor: Floor, now: number): FitContext {
  return { floor, now, plans: plansByTable(floor), draft: openDraft(floor, new Date(now).toISOString()) }
}

/** How the tables together suit the party. */
export function fitOf(context: FitContext, tables: readonly Table[], party: PartyToPlace): Fit {
  const { seats } = seatsOf(context.draft, tables)
  const obstacles = tables.flatMap((table) => [...obstaclesAt(context, table, party)])
  const ids = tables.map(({ id }) => id)
  if (sitsAt(context.floor, ids, party)) {
    obstacles.push({ kind: 'here', table: tables.map(({ tableNumber }) => tableNumber).join(' + ') })
  }
  if (seats < party.partySize) obstacles.push({ kind: 'small', seats })
  const isTaken = obstacles.some(({ kind }) => kind === 'taken')
  const needsForce = obstacles.some(({ kind }) => kind === 'blocked' || kind === 'small')
  const can = isTaken ? 'never' : needsForce ? 'force' : 'seat'
  const grade = obstacles.length > 0 ? 'none' : gradeOf(context.floor, tables, { party, seats })
  return { grade, can, seats, obstacles, joins: [] }
}

/**
 * How each table suits the party, by id; with tables already `chosen`, how it would suit in addition. A table that is
 * too small alone but part of a suitable combination names the others.
 */
export function fitsOf(
  context: FitContext,
  party: PartyToPlace,
  chosen: readonly string[] = [],
): ReadonlyMap<string, Fit> {
  const { floor } = context
  const taken = chosen.flatMap((id) => floor.tables.get(id) ?? [])
  const fits = new Map<string, Fit>()
  for (const table of floor.tables.values()) {
    const tables = chosen.includes(table.id) ? taken : [...taken, table]
    fits.set(table.id, fitOf(context, tables, party))
  }
  for (const { tableIds } of floor.combinations.values()) {
    if (!chosen.every((id) => tableIds.includes(id))) continue
    const tables = tableIds.flatMap((id) => floor.tables.get(id) ?? [])
    if (fitOf(context, tables, party).grade === 'none') continue
    for (const { id } of tables) {
      const alone = fits.get(id)
      if (alone?.grade !== 'none' || alone.can !== 'force') continue
      fits.set(id, { ...alone, grade: 'join', joins: tableIds })
    }
  }
  return fits
}

function* obstaclesAt({ floor, now, plans }: FitContext, table: Table, party: PartyToPlace): Iterable<Obstacle> {
  const number = table.tableNumber
  if (table.status === 'blocked') yield { kind: 'blocked', table: number }
  if (table.status === 'cleaning') yield { kind: 'cleaning', table: number }
  if (table.currentGuestId !== null && table.currentGuestId !== party.guestId) {
    const guest = floor.guests.get(table.currentGuestId)
    yield { kind: 'taken', table: number, name: guest?.name ?? '', partySize: guest?.partySize ?? 0 }
  }
  const own = reservationOf(floor, party)
  const planned = plans.get(table.id) ?? []
  if (table.status === 'reserved' && !planned.some(({ id }) => id === own)) yield { kind: 'held', table: number }
  const stay = { from: now, until: now + stayMinutes(floor, party) * 60_000 }
  const rival = planned.find((plan) => plan.id !== own && spansOverlap(plannedSpan(plan), stay))
  if (rival) yield { kind: 'planned', table: number, name: rival.name, startsAt: rival.startsAt }
}

function gradeOf(
  floor: Floor,
  tables: readonly Table[],
  { party, seats }: { party: PartyToPlace; seats: number },
): Grade {
  if (tables.length === 0) return 'none'
  const spare = seats - party.partySize
  const planned = floor.reservations.get(reservationOf(floor, party) ?? '')?.tableIds ?? []
  const ids = tables.map(({ id }) => id)
  if (spare === 0 || sameTables(ids, planned)) return 'exact'
  const isMeantFor = party.partySize >= smallestPartyAt(floor, tables)
  return isMeantFor && spare <= Math.max(2, seats / 3) ? 'close' : 'loose'
}

function sitsAt({ guests }: Floor, tableIds: readonly string[], { guestId }: PartyToPlace): boolean {
  return tableIds.length > 0 && sameTables(tableIds, guests.get(guestId ?? '')?.tableIds ?? [])
}

function reservationOf(floor: Floor, { reservationId, guestId }: PartyToPlace): string | undefined {
  return reservationId ?? floor.guests.get(guestId ?? '')?.reservationId ?? undefined
}

function stayMinutes(floor: Floor, { guestId, reservationId, partySize }: PartyToPlace): number {
  const booked = floor.reservations.get(reservationId ?? '')
  if (booked) return booked.durationMinutes
  const guest = floor.guests.get(guestId ?? '')
  return guest ? expectedMinutes(floor, guest) : turnMinutesFor(floor.restaurant, partySize)
}

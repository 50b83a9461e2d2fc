import { Draft, type Floor, type Reservation, seatsOf, type Table, turnMinutesFor } from '@qtable/domain'
import { plansByTable, turnMinutesOf } from '../tables/table-view.ts'

/** A party that is to be placed. */
export interface PartyToPlace {
  partySize: number
  /** Undefined for a walk-in that is nobody yet, and for a reservation whose party has not come. */
  guestId?: string | undefined
  reservationId?: string | undefined
}

/** What speaks against seating the party there. */
export type Obstacle =
  | { kind: 'blocked'; table: string }
  | { kind: 'taken'; table: string; name: string; partySize: number }
  | { kind: 'here'; table: string }
  | { kind: 'small'; seats: number }
  | { kind: 'planned'; table: string; name: string; startsAt: string }
  | { kind: 'cleaning'; table: string }
  | { kind: 'held'; table: string }

/** How well tables suit a party: every seat filled, nearly, wastefully; only joined to others; not at all. */
export type Grade = 'exact' | 'close' | 'loose' | 'join' | 'none'

export interface Fit {
  grade: Grade
  /** What the floor says to it: seats at once, only with `force`, or never. */
  can: 'seat' | 'force' | 'never'
  seats: number
  obstacles: readonly Obstacle[]
  /** For `join`: the tables that do suit the party together. */
  joins: readonly string[]
}

export interface FitContext {
  floor: Floor
  /** In milliseconds. */
  now: number
  plans: ReadonlyMap<string, readonly Reservation[]>
  draft: Draft
}

/** What `fitOf` asks a floor, made once for all its tables. */
export function fitContext(floor: Floor, now: number): FitContext {
  return { floor, now, plans: plansByTable(floor), draft: new Draft(floor, new Date(now).toISOString()) }
}

/** How the tables, taken together, suit the party. */
export function fitOf(context: FitContext, tables: readonly Table[], wanted: PartyToPlace): Fit {
  const seats = seatsOf(context.draft, tables)
  const obstacles = tables.flatMap((table) => [...obstaclesAt(context, table, wanted)])
  if (wanted.guestId !== undefined && isWhereItSits(context, tables, wanted.guestId)) {
    obstacles.push({ kind: 'here', table: numbersOf(tables) })
  }
  if (seats < wanted.partySize) obstacles.push({ kind: 'small', seats })
  const can = obstacles.some(isWall) ? 'never' : seats < wanted.partySize ? 'force' : 'seat'
  return { grade: gradeOf(context, tables, { wanted, seats, obstacles }), can, seats, obstacles, joins: [] }
}

/**
 * How each table suits the party, by its id. With tables `chosen` already, how each would suit it as one more. A table
 * that is too small alone but part of a combination that suits it says with which others.
 */
export function fitsOf(context: FitContext, wanted: PartyToPlace, chosen: readonly string[] = []): Map<string, Fit> {
  const { floor } = context
  const taken = chosen.flatMap((id) => floor.tables.get(id) ?? [])
  const fits = new Map<string, Fit>()
  for (const table of floor.tables.values()) {
    const tables = chosen.includes(table.id) ? taken : [...taken, table]
    fits.set(table.id, fitOf(context, tables, wanted))
  }
  for (const { tableIds } of floor.combinations.values()) {
    if (!chosen.every((id) => tableIds.includes(id))) continue
    const tables = tableIds.flatMap((id) => floor.tables.get(id) ?? [])
    const together = fitOf(context, tables, wanted)
    if (together.grade === 'none') continue
    for (const { id } of tables) {
      const alone = fits.get(id)
      if (alone?.grade !== 'none' || alone.can !== 'force') continue
      fits.set(id, { ...alone, grade: 'join', joins: tableIds })
    }
  }
  return fits
}

function* obstaclesAt({ floor, now, plans }: FitContext, table: Table, wanted: PartyToPlace): Iterable<Obstacle> {
  const number = table.tableNumber
  if (table.status === 'blocked') yield { kind: 'blocked', table: number }
  if (table.status === 'cleaning') yield { kind: 'cleaning', table: number }
  if (table.currentGuestId !== null && table.currentGuestId !== wanted.guestId) {
    const guest = floor.guests.get(table.currentGuestId)
    yield { kind: 'taken', table: number, name: guest?.name ?? '', partySize: guest?.partySize ?? 0 }
  }
  const own = reservationOf(floor, wanted)
  const planned = plans.get(table.id) ?? []
  if (table.status === 'reserved' && !planned.some(({ id }) => id === own)) yield { kind: 'held', table: number }
  const until = now + stayOf(floor, wanted) * 60_000
  const rival = planned.find((plan) => plan.id !== own && startOf(plan) < until && endOf(plan) > now)
  if (rival) yield { kind: 'planned', table: number, name: rival.name, startsAt: rival.startsAt }
}

function isWall({ kind }: Obstacle): boolean {
  return kind === 'blocked' || kind === 'taken'
}

function gradeOf(
  { floor }: FitContext,
  tables: readonly Table[],
  { wanted, seats, obstacles }: { wanted: PartyToPlace; seats: number; obstacles: readonly Obstacle[] },
): Grade {
  if (obstacles.length > 0 || tables.length === 0) return 'none'
  const spare = seats - wanted.partySize
  if (spare === 0 || isPlannedFor(floor, tables, wanted)) return 'exact'
  const least = leastOf(floor, tables)
  return wanted.partySize >= least && spare <= Math.max(2, seats / 3) ? 'close' : 'loose'
}

function leastOf(floor: Floor, tables: readonly Table[]): number {
  const [only] = tables
  if (only && tables.length === 1) return only.minPartySize
  const ids = new Set(tables.map(({ id }) => id))
  for (const { tableIds, minPartySize } of floor.combinations.values()) {
    if (tableIds.length === ids.size && tableIds.every((id) => ids.has(id))) return minPartySize
  }
  return 1
}

function isPlannedFor(floor: Floor, tables: readonly Table[], wanted: PartyToPlace): boolean {
  const planned = floor.reservations.get(reservationOf(floor, wanted) ?? '')?.tableIds ?? []
  return planned.length === tables.length && tables.every(({ id }) => planned.includes(id))
}

function isWhereItSits({ floor }: FitContext, tables: readonly Table[], guestId: string): boolean {
  const held = floor.guests.get(guestId)?.tableIds ?? []
  return held.length > 0 && held.length === tables.length && tables.every(({ id }) => held.includes(id))
}

function reservationOf(floor: Floor, { reservationId, guestId }: PartyToPlace): string | undefined {
  return reservationId ?? floor.guests.get(guestId ?? '')?.reservationId ?? undefined
}

// A party that sits already needs its new table for the rest of its turn only.
function stayOf(floor: Floor, { guestId, reservationId, partySize }: PartyToPlace): number {
  const booked = floor.reservations.get(reservationId ?? '')
  if (booked) return booked.durationMinutes
  const guest = floor.guests.get(guestId ?? '')
  return guest ? turnMinutesOf(floor, guest) : turnMinutesFor(floor.restaurant, partySize)
}

function numbersOf(tables: readonly Table[]): string {
  return tables.map(({ tableNumber }) => tableNumber).join(' + ')
}

function startOf({ startsAt }: Reservation): number {
  return Date.parse(startsAt)
}

function endOf(reservation: Reservation): number {
  return startOf(reservation) + reservation.durationMinutes * 60_000
}

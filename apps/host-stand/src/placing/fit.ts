import {
  type Draft,
  type Floor,
  type Obstacle,
  obstaclesTo,
  type Reservation,
  type Stay,
  seatsOf,
  type Table,
  turnMinutesFor,
} from '@qtable/domain'
import { draftOf, tablesById } from '../floor/stays.ts'
import { sameTableSet } from '../floor/table-sets.ts'

/** A party to be placed. */
export interface PartyToPlace {
  partySize: number
  /** Undefined for a walk-in that is not on the floor yet, and for a reservation whose party has not come. */
  guestId?: string | undefined
  reservationId?: string | undefined
}

/** Something that a host should see before the party sits there. The domain allows it without a word. */
export interface Remark {
  weight: 'remark'
  code: 'here' | 'cleaning' | 'held'
  table: string
}

/** A reason against seating the party there. */
export type Reason = Obstacle | Remark

/** How well tables suit a party: filled, nearly filled, wasteful, only joined with others, or not at all. */
export type Grade = 'exact' | 'close' | 'loose' | 'join' | 'none'

export interface Fit {
  grade: Grade
  /** Whether the floor allows it: at once, only with `force`, or never. */
  can: 'seat' | 'force' | 'never'
  seats: number
  reasons: readonly Reason[]
  /** For `join`: the tables that suit the party together. */
  joins: readonly string[]
}

export interface FitContext {
  floor: Floor
  /** In milliseconds. */
  now: number
  draft: Draft
}

/** What `fitOf` needs of a floor, prepared once for all tables. */
export function fitContext(floor: Floor, now: number): FitContext {
  return { floor, now, draft: draftOf(floor) }
}

/** How the tables together suit the party. */
export function fitOf({ floor, now, draft }: FitContext, tables: readonly Table[], party: PartyToPlace): Fit {
  const { seats } = seatsOf(draft, tables)
  const obstacles = obstaclesTo(draft, tables, stayFrom(floor, party, now), now)
  const reasons = [...obstacles, ...remarksOn(floor, tables, party)]
  const isRefused = obstacles.some(({ weight }) => weight === 'refuses')
  const needsForce = obstacles.some(({ weight }) => weight === 'refuses_unless_forced')
  const can = isRefused ? 'never' : needsForce ? 'force' : 'seat'
  return { grade: gradeOf(floor, tables, { party, seats, reasons }), can, seats, reasons, joins: [] }
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
  const taken = tablesById(floor, chosen)
  const fits = new Map<string, Fit>()
  for (const table of floor.tables.values()) {
    const tables = chosen.includes(table.id) ? taken : [...taken, table]
    fits.set(table.id, fitOf(context, tables, party))
  }
  for (const { tableIds } of floor.combinations.values()) {
    if (!chosen.every((id) => tableIds.includes(id))) continue
    const tables = tablesById(floor, tableIds)
    if (fitOf(context, tables, party).grade === 'none') continue
    for (const { id } of tables) {
      const alone = fits.get(id)
      if (alone?.grade !== 'none' || alone.can !== 'force') continue
      fits.set(id, { ...alone, grade: 'join', joins: tableIds })
    }
  }
  return fits
}

// The party would sit down now, and stay as long as it is booked for or as its size usually does.
function stayFrom(floor: Floor, party: PartyToPlace, now: number): Stay {
  const { partySize, guestId } = party
  const reservationId = reservationOf(floor, party)
  const booked = floor.reservations.get(reservationId ?? '')
  const minutes = booked?.durationMinutes ?? turnMinutesFor(floor.restaurant, partySize)
  // A party that moves has used up some of its time.
  const seatedAt = floor.guests.get(guestId ?? '')?.seatedAt
  const until = Math.max(now, (seatedAt ? Date.parse(seatedAt) : now) + minutes * 60_000)
  return { kind: 'seating', partySize, from: now, until, guestId, reservationId }
}

function remarksOn(floor: Floor, tables: readonly Table[], party: PartyToPlace): Remark[] {
  const ids = tables.map(({ id }) => id)
  const own = floor.reservations.get(reservationOf(floor, party) ?? '')
  const remarks = tables.flatMap(({ id, status, tableNumber: table }): Remark[] => {
    if (status === 'cleaning') return [{ weight: 'remark', code: 'cleaning', table }]
    const isHeld = status === 'reserved' && !own?.tableIds.includes(id)
    return isHeld ? [{ weight: 'remark', code: 'held', table }] : []
  })
  const sitsAt = floor.guests.get(party.guestId ?? '')?.tableIds ?? []
  if (ids.length === 0 || !sameTableSet(ids, sitsAt)) return remarks
  const table = tables.map(({ tableNumber }) => tableNumber).join(' + ')
  return [...remarks, { weight: 'remark', code: 'here', table }]
}

function gradeOf(
  floor: Floor,
  tables: readonly Table[],
  { party, seats, reasons }: { party: PartyToPlace; seats: number; reasons: readonly Reason[] },
): Grade {
  // More seats than needed is a question of how well it suits, not of whether.
  if (tables.length === 0 || reasons.some(({ code }) => code !== 'table_too_large')) return 'none'
  const spare = seats - party.partySize
  const planned = floor.reservations.get(reservationOf(floor, party) ?? '')?.tableIds ?? []
  const ids = tables.map(({ id }) => id)
  if (spare === 0 || sameTableSet(ids, planned)) return 'exact'
  return reasons.length === 0 && spare <= Math.max(2, seats / 3) ? 'close' : 'loose'
}

function reservationOf(floor: Floor, { reservationId, guestId }: PartyToPlace): string | undefined {
  return reservationId ?? floor.guests.get(guestId ?? '')?.reservationId ?? undefined
}

/** Whether the party of a reservation could sit at its planned tables now, if only by force. */
export function canSeatAsPlanned(
  floor: Floor,
  { id, partySize, guestId, tableIds }: Reservation,
  now: number,
): boolean {
  if (tableIds.length === 0) return false
  const party = { partySize, reservationId: id, guestId: guestId ?? undefined }
  return fitOf(fitContext(floor, now), tablesById(floor, tableIds), party).can !== 'never'
}

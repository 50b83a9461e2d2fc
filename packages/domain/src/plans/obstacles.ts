import type { Draft } from '../draft.ts'
import type { EntityType } from '../entities.ts'
import { wholeSecond } from '../fields.ts'
import type { Warning, WarningCode } from '../floor.ts'
import type { Guest } from '../guests/guest.ts'
import { Problem, type ProblemCode } from '../problems.ts'
import { endOf, holdsPlan, type Reservation, startOf } from '../reservations/reservation.ts'
import { closureOn, isOpenAt } from '../restaurant/opening-hours.ts'
import type { Table } from '../tables/table.ts'
import { serviceDayAt, turnMinutesFor } from '../time.ts'
import { planIndexOf, plannedIn } from './plan-index.ts'
import { seatsOf } from './seats.ts'

/** A party at tables from one time to another. */
export interface Stay {
  /** A party that sits down now, or a booking. */
  kind: 'seating' | 'booking'
  partySize: number
  /** In epoch milliseconds. */
  from: number
  until: number
  /** Its own party and reservation, which do not stand in its way. */
  guestId?: string | null | undefined
  reservationId?: string | null | undefined
  /** Others, by id, that do not count. */
  besides?: ((id: string) => boolean) | undefined
}

/** Something that speaks against a stay. */
export type Obstacle = {
  detail: string
  current: unknown
  /** The entities that make it one. */
  causes: readonly { type: EntityType; id: string }[]
} & ({ weight: 'refuses' | 'refuses_unless_forced'; code: ProblemCode } | { weight: 'warns'; code: WarningCode })

/**
 * All that speaks against a party at tables from one time to another. Commands, routes, forms, plan, lists and timeline
 * ask this function, and nothing else decides. `now` is in epoch milliseconds.
 */
export function obstaclesTo(draft: Draft, tables: readonly Table[], stay: Stay, now: number): Obstacle[] {
  return [
    ...tables.flatMap((table) => [
      ...occupied(draft, table, stay, now),
      ...planned(draft, table, stay),
      ...blocked(table),
    ]),
    ...sizeObstacles(draft, tables, stay.partySize),
    ...(stay.kind === 'booking' ? closed(draft, stay) : []),
  ]
}

/**
 * Lets a change through, or refuses it with the first obstacle. Where `force` overrides one, the draft says so; what
 * only warns is kept on the draft for the answer.
 */
export function mustPass(draft: Draft, obstacles: readonly Obstacle[], { force }: { force: boolean }): void {
  const refusal =
    obstacles.find(({ weight }) => weight === 'refuses') ??
    obstacles.find(({ weight }) => weight === 'refuses_unless_forced' && !force)
  if (refusal && refusal.weight !== 'warns') {
    const hint = refusal.weight === 'refuses_unless_forced' ? '; send force to do it all the same' : ''
    throw new Problem(refusal.code, refusal.detail + hint, { current: refusal.current })
  }
  if (obstacles.some(({ weight }) => weight === 'refuses_unless_forced')) draft.forced = true
  draft.warnings.push(...obstacles.flatMap(warningOf))
}

function warningOf(obstacle: Obstacle): Warning[] {
  if (obstacle.weight !== 'warns') return []
  const { code, detail, current } = obstacle
  return [{ code, detail, current }]
}

/** The first instant at which a seated party is expected to be gone, in epoch milliseconds. */
export function expectedEnd(
  draft: { restaurant: Draft['restaurant']; reservations: { get(id: string): Reservation | undefined } },
  guest: Guest,
): number {
  const reservation = guest.reservationId === null ? undefined : draft.reservations.get(guest.reservationId)
  const minutes = reservation?.durationMinutes ?? turnMinutesFor(draft.restaurant, guest.partySize)
  return seatedFrom(guest) + minutes * 60_000
}

function seatedFrom(guest: Guest): number {
  return Date.parse(guest.seatedAt ?? guest.joinedAt)
}

// A party that sits is there until its expected end, and at least until now.
function occupied(draft: Draft, table: Table, stay: Stay, now: number): Obstacle[] {
  if (table.currentGuestId === null || table.currentGuestId === stay.guestId) return []
  if (stay.besides?.(table.currentGuestId)) return []
  const party = draft.guests.get(table.currentGuestId)
  if (party && stay.kind === 'booking') {
    if (party.reservationId !== null && party.reservationId === stay.reservationId) return []
    const end = Math.max(now, expectedEnd(draft, party))
    if (stay.from >= end || stay.until <= seatedFrom(party)) return []
  }
  const causes = [{ type: 'guest' as const, id: table.currentGuestId }]
  return [{ weight: 'refuses', causes, ...tableOccupied(draft, table) }]
}

/** Who sits at a table, as the problem `table_occupied` says it. */
export function tableOccupied(draft: Draft, table: Table, guestId = table.currentGuestId) {
  const party = guestId === null ? undefined : draft.guests.get(guestId)
  const who = party ? `${party.name}, a party of ${party.partySize}, sits there` : 'a party sits there'
  return {
    code: 'table_occupied' as const,
    detail: `Table ${table.tableNumber} is taken: ${who}`,
    current: {
      tableId: table.id,
      tableNumber: table.tableNumber,
      status: table.status,
      guestId,
      guestName: party?.name ?? null,
      partySize: party?.partySize ?? null,
    },
  }
}

function planned(draft: Draft, table: Table, stay: Stay): Obstacle[] {
  const [other] = bookingsAt(draft, table.id, stay).filter(({ id }) => !stay.besides?.(id))
  if (!other) return []
  const current = {
    reservationId: other.id,
    name: other.name,
    startsAt: other.startsAt,
    durationMinutes: other.durationMinutes,
    partySize: other.partySize,
    tableIds: [table.id],
  }
  const detail = `Table ${table.tableNumber} is planned for ${other.name} at ${other.startsAt}`
  const causes = [{ type: 'reservation' as const, id: other.id }]
  if (stay.kind === 'booking') return [{ weight: 'refuses', code: 'reservation_conflict', detail, current, causes }]
  return [{ weight: 'warns', code: 'table_promised', detail, current, causes }]
}

/** The reservations that plan a table within a time, but for the one of the stay; the earliest first. */
export function bookingsAt(
  draft: Draft,
  tableId: string,
  { from, until, guestId, reservationId }: Pick<Stay, 'from' | 'until' | 'guestId' | 'reservationId'>,
): Reservation[] {
  const { reservations } = draft
  const found: Reservation[] = []
  for (const time of plannedIn(planIndexOf(draft.base.reservations), tableId, { from, until })) {
    const held = reservations.isChanged(time.reservationId) ? undefined : reservations.get(time.reservationId)
    if (held) found.push(held)
  }
  for (const id of draft.changedPlans.near(tableId, { from, until })) {
    const changed = reservations.changedTo(id)
    if (changed && holdsPlan(changed) && changed.tableIds.includes(tableId)) {
      if (startOf(changed) < until && endOf(changed) > from) found.push(changed)
    }
  }
  const isOwn = (one: Reservation) => one.id === reservationId || (one.guestId !== null && one.guestId === guestId)
  return found.filter((one) => !isOwn(one)).sort((a, b) => startOf(a) - startOf(b))
}

/** What speaks against anybody at a table: a block. */
export function blocked(table: Table): Obstacle[] {
  if (table.status !== 'blocked') return []
  const current = { tableId: table.id, tableNumber: table.tableNumber, status: table.status }
  const detail = `Table ${table.tableNumber} is blocked`
  const causes = [{ type: 'table' as const, id: table.id }]
  return [{ weight: 'refuses_unless_forced', code: 'table_blocked', detail, current, causes }]
}

/** What speaks against a party of a size at tables. */
export function sizeObstacles(draft: Draft, tables: readonly Table[], partySize: number): Obstacle[] {
  if (tables.length === 0) return []
  const { seats, fewest, combinationId } = seatsOf(draft, tables)
  const current = { tableIds: tables.map(({ id }) => id), seats, partySize }
  const numbers = tables.map(({ tableNumber }) => tableNumber).join(', ')
  const causes = [
    ...tables.map(({ id }) => ({ type: 'table' as const, id })),
    ...(combinationId === undefined ? [] : [{ type: 'combination' as const, id: combinationId }]),
  ]
  if (partySize > seats) {
    const detail = `A party of ${partySize} does not fit at ${numbers}, which seats ${seats}`
    return [{ weight: 'refuses_unless_forced', code: 'party_too_large', detail, current, causes }]
  }
  if (partySize >= fewest) return []
  const detail = `Table ${numbers} is meant for ${fewest} or more`
  return [{ weight: 'warns', code: 'table_too_large', detail, current, causes }]
}

function closed(draft: Draft, { from }: Stay): Obstacle[] {
  const instant = wholeSecond(from)
  if (isOpenAt(instant, draft.restaurant)) return []
  const { date } = serviceDayAt(instant, draft.restaurant)
  const closure = closureOn(date, draft.restaurant)
  const detail = closure
    ? `The restaurant is closed on ${date}${closure.reason ? `: ${closure.reason}` : ''}`
    : `The restaurant is closed at that time of ${date}`
  const current = { date, closure: closure ?? null }
  const causes = [{ type: 'restaurant' as const, id: String(draft.restaurant.id) }]
  return [{ weight: 'refuses_unless_forced', code: 'outside_hours', detail, current, causes }]
}

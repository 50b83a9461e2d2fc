import type { Floor, Reservation, Table } from '@qtable/domain'

/** A party at tables, from one time to another. */
export interface AskedPlan {
  kind: 'seating' | 'booking'
  tableIds: readonly string[]
  partySize: number
  /** In epoch milliseconds; they matter to a booking alone. */
  from: number
  until: number
  guestId: string | null
  reservationId: string | null
  /** Since when the party sits elsewhere, where it moves: its stay counts from then. */
  seatedAt?: string | null | undefined
  /** When the party joined the line: nobody sits down before. */
  joinedAt?: string | undefined
}

/** The codes that refuse a plan for its tables. */
export type PlanRefusal = 'table_occupied' | 'reservation_conflict' | 'table_blocked' | 'party_too_large'

const unforceable: ReadonlySet<PlanRefusal> = new Set(['table_occupied', 'reservation_conflict'])
const refusals: ReadonlySet<string> = new Set([...unforceable, 'table_blocked', 'party_too_large'])

export function isPlanRefusal(code: string): code is PlanRefusal {
  return refusals.has(code)
}

interface PlanPayload {
  guestId?: string
  reservationId?: string
  tableIds?: string[]
  partySize?: number
  startsAt?: string
  durationMinutes?: number
  force?: boolean
}

/**
 * What a command asks of the tables of a floor; undefined if it asks nothing, or something else stands in its way. The
 * oracle shares no code with the domain: it reads the rules of the plans once more, and looks at every row.
 */
export function askedOf(floor: Floor, type: string, payload: unknown): AskedPlan | undefined {
  const { guestId = '', reservationId = '', tableIds: wanted = [], partySize, startsAt = '' } = payload as PlanPayload
  const seating = { kind: 'seating' as const, from: 0, until: 0 }
  switch (type) {
    case 'guest.seat':
    case 'guest.move': {
      const guest = floor.guests.get(guestId)
      if (!guest || guest.endedFrom !== null || guest.tableIds.join() === wanted.join()) return undefined
      if (type === 'guest.move' && guest.status !== 'seated') return undefined
      const { id, partySize: size, reservationId: bookingId, seatedAt, joinedAt } = guest
      const party = { partySize: size, guestId: id, reservationId: bookingId, seatedAt, joinedAt }
      return onFloor(floor, { ...seating, tableIds: wanted, ...party })
    }
    case 'guest.create':
      return onFloor(floor, {
        ...{ ...seating, tableIds: wanted, partySize: partySize ?? 0, guestId: null, reservationId: null },
      })
    case 'reservation.seat': {
      const booking = floor.reservations.get(reservationId)
      if (!booking || booking.endedFrom !== null) return undefined
      const tableIds = wanted.length > 0 ? wanted : booking.tableIds
      if (booking.status === 'seated' && booking.tableIds.join() === tableIds.join()) return undefined
      const { id, partySize: size, guestId: partyId } = booking
      const { seatedAt, joinedAt } = floor.guests.get(partyId ?? '') ?? {}
      const party = { partySize: size, guestId: partyId, reservationId: id, seatedAt, joinedAt }
      return onFloor(floor, { ...seating, tableIds, ...party })
    }
    case 'reservation.create': {
      const from = Math.floor(Date.parse(startsAt) / 1000) * 1000
      const minutes = (payload as PlanPayload).durationMinutes ?? turnMinutes(floor, partySize ?? 0)
      const stay = { kind: 'booking' as const, from, until: from + minutes * 60_000 }
      return onFloor(floor, {
        ...{ ...stay, tableIds: wanted, partySize: partySize ?? 0, guestId: null, reservationId: null },
      })
    }
    default:
      return undefined
  }
}

function onFloor(floor: Floor, plan: AskedPlan): AskedPlan | undefined {
  const { tableIds } = plan
  if (tableIds.length === 0 || new Set(tableIds).size < tableIds.length) return undefined
  return tableIds.every((id) => floor.tables.has(id)) ? plan : undefined
}

/** All codes that refuse a plan on a floor at `now`, in epoch milliseconds; with `force`, those that it cannot override. */
export function planRefusalsOn(floor: Floor, plan: AskedPlan, now: number, { force = false } = {}): Set<PlanRefusal> {
  const tables = plan.tableIds.flatMap((id) => floor.tables.get(id) ?? [])
  const found = new Set<PlanRefusal>()
  if (tables.some((table) => isTaken(floor, table, { plan, now }))) found.add('table_occupied')
  if (plan.kind === 'booking' && tables.some(({ id }) => isPromised(floor, id, plan))) found.add('reservation_conflict')
  if (tables.some(({ status }) => status === 'blocked')) found.add('table_blocked')
  if (plan.partySize > tables.reduce((sum, { capacity }) => sum + capacity, 0)) found.add('party_too_large')
  if (force) for (const code of found) if (!unforceable.has(code)) found.delete(code)
  return found
}

/** Whether somebody else sits at the table, at that time. */
function isTaken(floor: Floor, table: Table, { plan, now }: { plan: AskedPlan; now: number }): boolean {
  const party = [...floor.guests.values()].find(({ tableIds }) => tableIds.includes(table.id))
  if (!party || party.id === plan.guestId) return false
  if (plan.kind === 'seating') return true
  const booking = floor.reservations.get(party.reservationId ?? '')
  const minutes = booking?.durationMinutes ?? turnMinutes(floor, party.partySize)
  const from = Date.parse(party.seatedAt ?? party.joinedAt)
  return plan.from < Math.max(now, from + minutes * 60_000) && plan.until > from
}

/** Whether another reservation, whose party does not sit yet, plans the table at that time. */
export function isPromised(floor: Floor, tableId: string, plan: Pick<AskedPlan, 'from' | 'until' | 'reservationId'>) {
  return [...floor.reservations.values()].some(
    (one) => one.id !== plan.reservationId && holds(one, tableId) && meets(one, plan),
  )
}

function holds({ tableIds, status }: Reservation, tableId: string): boolean {
  return tableIds.includes(tableId) && ['pending', 'confirmed', 'arrived'].includes(status)
}

function meets({ startsAt, durationMinutes }: Reservation, { from, until }: { from: number; until: number }): boolean {
  const start = Date.parse(startsAt)
  return start < until && start + durationMinutes * 60_000 > from
}

/** How long a party that sits down is expected to stay. */
export function stayMinutes(floor: Floor, { partySize, reservationId }: AskedPlan): number {
  return floor.reservations.get(reservationId ?? '')?.durationMinutes ?? turnMinutes(floor, partySize)
}

function turnMinutes(floor: Floor, partySize: number): number {
  const { turnTimes } = floor.restaurant.settings
  return (turnTimes.find((one) => partySize <= one.upToPartySize) ?? turnTimes.at(-1))?.minutes ?? 90
}

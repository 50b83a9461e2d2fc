import {
  type Draft,
  expectedEnd,
  type Floor,
  type Guest,
  type Obstacle,
  obstaclesTo,
  openDraft,
  type Reservation,
  type Stay,
  type Table,
} from '@qtable/domain'

const drafts = new WeakMap<Floor, Draft>()

/** A floor in the form that the domain's functions about plans read. Nobody writes on it. */
export function draftOf(floor: Floor): Draft {
  const known = drafts.get(floor)
  if (known) return known
  const draft = openDraft(floor, floor.committedAt)
  drafts.set(floor, draft)
  return draft
}

/** The tables of these ids that are on the floor. */
export function tablesById({ tables }: Pick<Floor, 'tables'>, tableIds: readonly string[]): Table[] {
  return tableIds.flatMap((id) => tables.get(id) ?? [])
}

/** The minutes that a party is expected to stay. */
export function expectedMinutes(floor: Floor, guest: Guest): number {
  return (expectedEnd(draftOf(floor), guest) - Date.parse(guest.seatedAt ?? guest.joinedAt)) / 60_000
}

/** The stay of a party that sits: until its turn ends, or until `now` (ms) if it stays longer. */
export function stayOfParty(floor: Floor, guest: Guest, now: number): Stay {
  const { id: guestId, partySize, reservationId, seatedAt, joinedAt } = guest
  return {
    kind: 'seating',
    partySize,
    from: Date.parse(seatedAt ?? joinedAt),
    until: Math.max(now, expectedEnd(draftOf(floor), guest)),
    guestId,
    reservationId,
  }
}

/** The stay that a reservation plans. */
export function stayOfBooking({ id, partySize, startsAt, durationMinutes, guestId }: Reservation): Stay {
  const from = Date.parse(startsAt)
  return { kind: 'booking', partySize, from, until: from + durationMinutes * 60_000, guestId, reservationId: id }
}

/** The bookings that a seated party runs into, as the domain says it. `now` in milliseconds. */
export function clashesOfParty(floor: Floor, guest: Guest, now: number): readonly Obstacle[] {
  if (guest.status !== 'seated') return []
  const tables = tablesById(floor, guest.tableIds)
  const obstacles = obstaclesTo(draftOf(floor), tables, stayOfParty(floor, guest, now), now)
  return obstacles.filter(({ code }) => code === 'table_promised')
}

/** What speaks against a reservation as it is planned now: it stays until somebody solves it. */
export function clashesOfBooking(floor: Floor, reservation: Reservation, now: number): readonly Obstacle[] {
  if (reservation.endedFrom !== null || reservation.status === 'seated') return []
  const obstacles = obstaclesTo(
    draftOf(floor),
    tablesById(floor, reservation.tableIds),
    stayOfBooking(reservation),
    now,
  )
  return obstacles.filter(({ weight }) => weight !== 'warns')
}

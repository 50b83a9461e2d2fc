import type { AtEnd, Draft } from '../draft.ts'
import { entityOf } from '../floor.ts'
import { type Guest, isLiveGuest } from '../guests/guest.ts'
import { endOf, holdsPlan, isLiveReservation, type Reservation, startOf } from '../reservations/reservation.ts'
import { sameValue } from '../same-value.ts'
import { areAmong, type Claim, type CommandAuthor } from './claims.ts'
import { expectedEnd, mustPass, type Obstacle, obstaclesTo, type Stay } from './obstacles.ts'

/**
 * The checks of what a unit made of a party or a reservation: who sits where until when, who is planned where and when.
 * Every way to the same end is asked here, once, at the end of the unit, and the command that said so answers for it.
 */
export function checksOf(draft: Draft, claim: Claim, now: string): AtEnd[] {
  const { placedBy, sizedBy, extendedBy } = claim
  const answersFor = (obstacle: Obstacle) => {
    if (size(obstacle)) return sizedBy
    return time(obstacle) ? extendedBy : placedBy
  }
  const authors = new Set([placedBy, sizedBy, extendedBy].filter((author) => author !== undefined))
  return [...authors].map((author) => ({
    author,
    run: () => mustStand(draft, claim, { author, now, counts: (obstacle) => answersFor(obstacle) === author }),
  }))
}

function mustStand(
  draft: Draft,
  { type, id }: Claim,
  { author, now, counts }: { author: CommandAuthor; now: string; counts: (obstacle: Obstacle) => boolean },
): void {
  const judged = type === 'guest' ? ofGuest(draft, id, author, Date.parse(now)) : ofReservation(draft, id, author)
  if (!judged) return
  const tables = judged.tableIds.flatMap((tableId) => draft.tables.get(tableId) ?? [])
  const stay = { ...judged.stay, besides: (other: string) => draft.claims.isLater(other, author) }
  const found = obstaclesTo(draft, tables, stay, Date.parse(now))
  mustPass(
    draft,
    found.filter(
      (one) =>
        counts(one) &&
        judged.counts(one) &&
        cameUpAfter(draft, one, { version: judged.since, ids: author.takesBack?.ids }),
    ),
    author,
  )
}

interface Judged {
  tableIds: readonly string[]
  stay: Stay
  /** What was there at this version does not count: it is brought back. */
  since: number
  counts: (obstacle: Obstacle) => boolean
}

const everything = () => true
// A party that lost its table to another is told by the one that took it.
const allButOccupied = ({ code }: Obstacle) => code !== 'table_occupied'
const size = ({ code }: Obstacle) => code === 'party_too_large' || code === 'table_too_large'
const time = ({ code }: Obstacle) => code === 'table_promised'

function ofGuest(draft: Draft, id: string, author: CommandAuthor, now: number): Judged | undefined {
  const guest = draft.guests.get(id)
  if (guest?.status !== 'seated') return undefined
  const before = draft.guests.before(id)
  const sat = before?.status === 'seated' ? before : undefined
  const until = Math.max(now, expectedEnd(draft, guest))
  const seatedAt = Date.parse(guest.seatedAt ?? guest.joinedAt)
  const judged = {
    tableIds: guest.tableIds,
    stay: {
      kind: 'seating' as const,
      partySize: guest.partySize,
      // The stay counts from when it sat down, wherever that was; at other tables it begins with the move.
      from: sat ? Math.max(seatedAt, Date.parse(author.doneAt)) : seatedAt,
      until,
      guestId: guest.id,
      reservationId: guest.reservationId,
    },
    since: author.takesBack?.version ?? (before && !isLiveGuest(before) ? before.version : -1),
  }
  if (!sat || !areAmong(guest.tableIds, sat.tableIds)) return { ...judged, counts: allButOccupied }
  const isLonger = until > Math.max(now, endBefore(draft, sat))
  const isResized = guest.partySize !== sat.partySize
  if (!isLonger && !isResized) return undefined
  return { ...judged, counts: (obstacle) => (isLonger && time(obstacle)) || (isResized && size(obstacle)) }
}

function endBefore(draft: Draft, guest: Guest): number {
  const { base, reservations } = draft
  const reservation = guest.reservationId === null ? undefined : reservations.before(guest.reservationId)
  return expectedEnd({ restaurant: base.restaurant, reservations: { get: () => reservation } }, guest)
}

function ofReservation(draft: Draft, id: string, author: CommandAuthor): Judged | undefined {
  const reservation = draft.reservations.get(id)
  if (!reservation || !holdsPlan(reservation)) return undefined
  const before = draft.reservations.before(id)
  const judged = { tableIds: reservation.tableIds, stay: stayOf(reservation), since: author.takesBack?.version ?? -1 }
  if (!before) return { ...judged, counts: everything }
  if (!isLiveReservation(before))
    return { ...judged, since: author.takesBack?.version ?? before.version, counts: everything }
  // A party that gets up again goes back to a plan that nobody made.
  if (!holdsPlan(before)) return { ...judged, counts: ({ weight }) => weight === 'refuses' }
  const isMoved =
    startOf(reservation) < startOf(before) ||
    endOf(reservation) > endOf(before) ||
    reservation.startsAt !== before.startsAt ||
    !areAmong(reservation.tableIds, before.tableIds)
  if (isMoved) return { ...judged, counts: everything }
  const isResized = reservation.partySize !== before.partySize
  return isResized || !sameValue(reservation.tableIds, before.tableIds) ? { ...judged, counts: size } : undefined
}

/** A booking as a stay at its planned tables. */
export function stayOf(reservation: Reservation): Stay {
  return {
    kind: 'booking',
    partySize: reservation.partySize,
    from: startOf(reservation),
    until: endOf(reservation),
    guestId: reservation.guestId,
    reservationId: reservation.id,
  }
}

/**
 * Whether an obstacle is newer than a version: what comes back from there met the older ones then. What comes back with
 * it, by `ids`, is not newer.
 */
export function cameUpAfter(
  draft: Draft,
  { causes, weight }: Obstacle,
  { version, ids }: { version: number; ids?: ReadonlySet<string> | undefined },
): boolean {
  // What only warns is told again.
  if (version < 0 || weight === 'warns') return true
  return causes.some(
    ({ type, id }) => !ids?.has(id) && (entityOf(draft.base, type, id)?.version ?? draft.version) > version,
  )
}

import type { Draft } from '../draft.ts'
import { cameUpAfter, stayOf } from '../plans/judge-claim.ts'
import { bookingsAt, type Obstacle, obstaclesTo, type Stay } from '../plans/obstacles.ts'
import { wrongField } from '../problems.ts'
import { sameValue } from '../same-value.ts'
import { type DayRule, serviceDayAt } from '../time.ts'
import { endOf, holdsPlan, isLiveReservation, type Reservation, startOf } from './reservation.ts'

/**
 * Stores a reservation that comes back to life or changes its status. Where somebody else has one of its planned tables at
 * the end of the unit, or the table is gone, it comes without a plan, and the answer warns of it.
 */
export function putReservation(draft: Draft, reservation: Reservation, now: string): void {
  draft.reservations.put(reservation)
  if (!isLiveReservation(reservation) || reservation.tableIds.length === 0) return
  const { author } = draft.claims
  draft.settleAtEnd(() => {
    const put = draft.reservations.get(reservation.id)
    // A later command has planned it anew.
    if (!put || !sameValue(put.tableIds, reservation.tableIds) || draft.claims.isLater(put.id, author)) return
    const unplanned = dropTakenPlan(draft, put, { now, besides: (id) => draft.claims.isLater(id, author) })
    if (unplanned) warnOfLostTables(draft, [unplanned])
  })
}

/** Takes its plan from a reservation that cannot keep it, and gives it then. */
export function dropTakenPlan(
  draft: Draft,
  reservation: Reservation,
  { now, besides }: { now: string; besides?: Stay['besides'] },
): Reservation | undefined {
  if (canKeepPlan(draft, reservation, { now, besides })) return undefined
  return draft.reservations.put({ ...reservation, tableIds: [] })
}

function canKeepPlan(
  draft: Draft,
  reservation: Reservation,
  { now, besides }: { now: string; besides?: Stay['besides'] },
): boolean {
  if (!isLiveReservation(reservation)) return true
  const tables = reservation.tableIds.flatMap((id) => draft.tables.get(id) ?? [])
  if (tables.length < reservation.tableIds.length) return false
  if (!holdsPlan(reservation)) return true
  if (planConflict(draft, reservation, besides)) return false
  const obstacles = obstaclesTo(draft, tables, { ...stayOf(reservation), besides }, Date.parse(now))
  // Who sat there already when it ended was no reason against it.
  const before = draft.reservations.before(reservation.id)
  const version = before && !isLiveReservation(before) ? before.version : -1
  return !obstacles.some((one) => one.weight === 'refuses' && cameUpAfter(draft, one, { version }))
}

/** Warns of bookings that a change took a planned table from. */
export function warnOfLostTables(draft: Draft, bookings: readonly Reservation[]): void {
  if (bookings.length === 0) return
  const names = bookings.slice(0, 10).map(({ name }) => name)
  draft.warnings.push({
    code: 'table_lost',
    detail: `Without the table that was planned: ${names.join(', ')}`,
    current: {
      reservations: bookings.slice(0, 500).map(({ id, name, startsAt, partySize, tableIds }) => {
        return { reservationId: id, name, startsAt, partySize, tableIds }
      }),
    },
  })
}

/** Another reservation that plans one of the same tables at the same time, or undefined. Those of `besides` do not count. */
export function planConflict(
  draft: Draft,
  reservation: Reservation,
  besides: Stay['besides'] = () => false,
): Reservation | undefined {
  const own = { from: startOf(reservation), until: endOf(reservation), reservationId: reservation.id }
  for (const tableId of reservation.tableIds) {
    const other = bookingsAt(draft, tableId, own).find(({ id }) => !besides(id))
    if (other) return other
  }
  return undefined
}

const earlyMs = 4 * 3_600_000

/** Whether a booking may arrive, sit or be a no-show at an instant without force: on its service day, from four hours before. */
export function isItsDay({ startsAt }: Pick<Reservation, 'startsAt'>, instant: number, rule: DayRule): boolean {
  const { endsAt } = serviceDayAt(startsAt, rule)
  return instant >= Date.parse(startsAt) - earlyMs && instant < Date.parse(endsAt)
}

/** What speaks against a booking that arrives, sits or is a no-show at an instant: it is not its day. */
export function notItsDay(
  draft: Draft,
  { name, startsAt }: Pick<Reservation, 'name' | 'startsAt'>,
  instant: string,
): Obstacle[] {
  if (isItsDay({ startsAt }, Date.parse(instant), draft.restaurant)) return []
  const { date } = serviceDayAt(startsAt, draft.restaurant)
  const detail = `${name} is booked for ${startsAt}`
  return [{ weight: 'refuses_unless_forced', code: 'wrong_day', detail, current: { startsAt, date }, causes: [] }]
}

const lateMs = 2 * 3_600_000
const furthestAheadMs = 2 * 366 * 86_400_000

/** What speaks against a time for a booking: it has passed. */
export function notAhead(startsAt: string, doneAt: string): Obstacle[] {
  if (Date.parse(startsAt) >= Date.parse(doneAt) - lateMs) return []
  const detail = `${startsAt} is more than two hours ago`
  return [{ weight: 'refuses_unless_forced', code: 'wrong_day', detail, current: { startsAt }, causes: [] }]
}

/** Refuses a time for a booking that lies too far ahead. */
export function mustBeWithinTwoYears(startsAt: string, now: string): void {
  if (Date.parse(startsAt) - Date.parse(now) <= furthestAheadMs) return
  throw wrongField('startsAt', 'lies more than two years ahead')
}

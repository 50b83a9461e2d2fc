import type { Draft } from '../draft.ts'
import { bookingsAt, mustPass, type Obstacle, obstaclesTo } from '../plans/obstacles.ts'
import { wrongField } from '../problems.ts'
import { type DayRule, serviceDayAt } from '../time.ts'
import { endOf, holdsPlan, isLiveReservation, type Reservation, startOf } from './reservation.ts'

/**
 * Refuses a booking that something speaks against: somebody sits or is booked there, a block, too few seats, closed
 * hours. `force` overrides what may be overridden.
 */
export function mustBePlannable(
  draft: Draft,
  reservation: Reservation,
  { force, now, more = [] }: { force: boolean; now: string; more?: readonly Obstacle[] },
): void {
  const tables = reservation.tableIds.map((id) => draft.tables.must(id))
  const stay = {
    kind: 'booking' as const,
    partySize: reservation.partySize,
    from: startOf(reservation),
    until: endOf(reservation),
    guestId: reservation.guestId,
    reservationId: reservation.id,
  }
  mustPass(draft, [...more, ...obstaclesTo(draft, tables, stay, Date.parse(now))], { force })
}

/**
 * Stores a reservation that comes back to life or changes its status. Where another reservation has taken one of its
 * planned tables, or the table is gone, it comes without a plan.
 */
export function putReservation(draft: Draft, reservation: Reservation): Reservation {
  return draft.reservations.put(canKeepPlan(draft, reservation) ? reservation : { ...reservation, tableIds: [] })
}

function canKeepPlan(draft: Draft, reservation: Reservation): boolean {
  if (!isLiveReservation(reservation)) return true
  if (!reservation.tableIds.every((id) => draft.tables.get(id))) return false
  return !holdsPlan(reservation) || planConflict(draft, reservation) === undefined
}

/** Another reservation that plans one of the same tables at the same time, or undefined. */
export function planConflict(draft: Draft, reservation: Reservation): Reservation | undefined {
  const own = { from: startOf(reservation), until: endOf(reservation), reservationId: reservation.id }
  for (const tableId of reservation.tableIds) {
    const [other] = bookingsAt(draft, tableId, own)
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
export function notItsDay(draft: Draft, { name, startsAt }: Reservation, instant: string): Obstacle[] {
  if (isItsDay({ startsAt }, Date.parse(instant), draft.restaurant)) return []
  const { date } = serviceDayAt(startsAt, draft.restaurant)
  const detail = `${name} is booked for ${startsAt}`
  return [{ weight: 'refuses_unless_forced', code: 'wrong_day', detail, current: { startsAt, date } }]
}

const lateMs = 2 * 3_600_000
const furthestAheadMs = 2 * 366 * 86_400_000

/** What speaks against a time for a booking: it has passed. */
export function notAhead(startsAt: string, doneAt: string): Obstacle[] {
  if (Date.parse(startsAt) >= Date.parse(doneAt) - lateMs) return []
  const detail = `${startsAt} is more than two hours ago`
  return [{ weight: 'refuses_unless_forced', code: 'wrong_day', detail, current: { startsAt } }]
}

/** Refuses a time for a booking that lies too far ahead. */
export function mustBeWithinTwoYears(startsAt: string, now: string): void {
  if (Date.parse(startsAt) - Date.parse(now) <= furthestAheadMs) return
  throw wrongField('startsAt', 'lies more than two years ahead')
}

import type { Change, Floor, Guest, Reservation, Transaction } from '@qtable/domain'
import type { Checker } from '../checker.ts'

interface Committed {
  /** Before the transaction. */
  floor: Floor
  transaction: Pick<Transaction, 'at' | 'doneAt' | 'command' | 'changes'>
  /** When its client says it was done; undefined where no client did. */
  doneAt: string | undefined
  /** When the status of a booking was last changed, as the log says. */
  statusDoneAt: (reservationId: string) => string | undefined
  what: () => string
}

const dayMs = 86_400_000
// In the simulated restaurant, in May, the service day starts at 04:00 by a clock two hours ahead of UTC.
const dayStartMs = 2 * 3_600_000

/** When the service day of an instant began, in epoch milliseconds. */
export function serviceDayStart(instant: string): number {
  return Math.floor((Date.parse(instant) - dayStartMs) / dayMs) * dayMs + dayStartMs
}

/** I35: what a transaction says of time is when it was done, however late it was sent. */
export function checkTimes(checker: Checker, { floor, transaction, doneAt, statusDoneAt, what }: Committed): void {
  const { at, changes, command } = transaction
  if (doneAt !== undefined) {
    const latest = Math.min(Date.parse(at), Math.floor(Date.parse(doneAt) / 1000) * 1000)
    const bounded = Math.max(latest, Date.parse(at) - dayMs)
    const expected = Math.max(bounded, ...changes.map((change) => followedBy(floor, change, { bounded, statusDoneAt })))
    const actual = Date.parse(transaction.doneAt)
    // An undo is not before what it undoes either.
    const isThen = command === 'undo' ? actual >= expected : actual === expected
    checker.check('I35', isThen, () => `${what()} was done at ${doneAt} and counts as done at ${transaction.doneAt}`)
  }
  for (const { entity_type, entity_id, data } of changes) {
    if (entity_type !== 'guest' || !data) continue
    const guest = data as Guest
    // The close of a day ends a party on that day, also one that was notified in the minutes after.
    const notifiedAt = guest.endedReason === 'day closed' ? null : guest.notifiedAt
    const order = [guest.joinedAt, notifiedAt, guest.seatedAt, guest.finishedAt, at].filter((one) => one !== null)
    const isInOrder = order.every((one, i) => i === 0 || one >= (order[i - 1] ?? ''))
    checker.check('I35', isInOrder, () => `${what()}: the times of a party are ${order.join(', ')}`)
    const before = floor.guests.get(entity_id)
    const { doneAt: done } = transaction
    if (!before && (command === 'guest.create' || command === 'reservation.arrive')) {
      checker.check('I35', guest.joinedAt === done, () => `${what()}, done at ${done}: joined at ${guest.joinedAt}`)
    }
    if (command === 'guest.seat' && guest.status === 'seated' && before && before.status !== 'seated') {
      checker.check('I35', guest.seatedAt === done, () => `${what()}, done at ${done}: seated at ${guest.seatedAt}`)
    }
  }
}

/** When the status of each booking was last changed, as the log of the database says. */
export function openStatusTimes() {
  let times: { reservationId: string; version: number; doneAt: string }[] = []
  return {
    of: (reservationId: string) => times.findLast((one) => one.reservationId === reservationId)?.doneAt,
    /** Takes what a transaction on a floor did. */
    note(floor: Floor, { version, doneAt, changes }: Pick<Transaction, 'version' | 'doneAt' | 'changes'>): void {
      for (const { entity_id: reservationId, data, before: past } of changes) {
        const before = floor.reservations.get(reservationId) ?? (past as Reservation | undefined)
        const isNew = data && 'startsAt' in data && data.status !== before?.status
        if (isNew) times.push({ reservationId, version, doneAt })
      }
    },
    /** The database was restored to a version. */
    restore(version: number): void {
      times = times.filter((one) => one.version <= version)
    },
  }
}

/** The instant, in epoch milliseconds, before which nobody can have done what a change says. */
function followedBy(
  floor: Floor,
  { entity_type, entity_id, data, before: past }: Change,
  { bounded, statusDoneAt }: { bounded: number; statusDoneAt: Committed['statusDoneAt'] },
): number {
  if (entity_type === 'guest') {
    // It may have left the floor.
    const before = floor.guests.get(entity_id) ?? (past as Guest | undefined)
    const after = data as Guest | undefined
    const state = (guest: Guest | undefined) => guest && [guest.status, guest.course, ...guest.tableIds].join()
    if (before && state(before) === state(after)) return Date.parse(before.joinedAt)
    const times = [before, after].flatMap((one) => [one?.joinedAt, one?.notifiedAt, one?.seatedAt, one?.finishedAt])
    return Math.max(...times.map((time) => (time ? Date.parse(time) : 0)))
  }
  if (entity_type !== 'reservation') return 0
  const before = floor.reservations.get(entity_id) ?? (past as Reservation | undefined)
  const after = data as Reservation | undefined
  if (!before || before.guestId !== null || before.status === after?.status) return 0
  return bounded < Date.parse(before.updatedAt) ? Date.parse(statusDoneAt(entity_id) ?? '1970-01-01T00:00:00Z') : 0
}

/** The close of a day settles once what nobody settled of the days before, with a time of that day, and nothing else. */
export function checkClose(
  checker: Checker,
  { floor, transaction, what }: Omit<Committed, 'doneAt' | 'statusDoneAt'>,
): void {
  const dayStart = serviceDayStart(transaction.at)
  for (const change of transaction.changes) {
    const before = floor.guests.get(change.entity_id) ?? floor.reservations.get(change.entity_id)
    const isSettled = before !== undefined && isRightlyClosed(before, change, dayStart)
    checker.check('I35', isSettled, () => `${what()} closes ${JSON.stringify(before)}`)
  }
}

function isRightlyClosed(before: Guest | Reservation, { data, archived }: Change, dayStart: number): boolean {
  const isGuest = 'joinedAt' in before
  const beganAt = Date.parse(isGuest ? before.joinedAt : before.startsAt)
  // A booking that came early leaves with its party, whose day is over.
  if (archived) return before.endedFrom !== null && (beganAt < dayStart || !isGuest)
  if (!data || before.endedFrom !== null) return false
  if (isGuest) {
    const { status, finishedAt } = data as Guest
    const isLeft = before.status !== 'seated' && status === 'left' && beganAt < dayStart
    return isLeft && Date.parse(finishedAt ?? '') < dayStart
  }
  const { status } = data as Reservation
  // It ends with its party.
  if (before.guestId !== null) return status === 'cancelled'
  return beganAt < dayStart && status === (before.status === 'pending' ? 'cancelled' : 'no_show')
}

/** What the days before left open: after their close, nothing. */
export function leftOpen(floor: Floor): (Guest | Reservation)[] {
  const dayStart = serviceDayStart(floor.committedAt)
  const isOpen = (one: Guest | Reservation) => one.endedFrom === null && one.status !== 'seated'
  return [
    ...[...floor.guests.values()].filter((one) => isOpen(one) && Date.parse(one.joinedAt) < dayStart),
    ...[...floor.reservations.values()].filter(
      (one) => isOpen(one) && one.guestId === null && Date.parse(one.startsAt) < dayStart,
    ),
  ]
}

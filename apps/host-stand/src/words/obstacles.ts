import { catalogue } from './catalogue.ts'

/** The names and numbers of an obstacle. */
export interface ObstacleFacts {
  tableNumber?: string | undefined
  partyName?: string | undefined
  partySize?: number | undefined
  seats?: number | undefined
  /** The booking's time of day, and its day and time. */
  clock?: string | undefined
  exact?: string | undefined
  /** Why a day is closed. */
  reason?: string | undefined
  /** Bookings that new hours leave outside, or those that use a table, each with its day and time. */
  bookings?: readonly string[] | undefined
}

const namedBookings = 3
const say = catalogue.obstacles

const sentences: Readonly<Record<string, (facts: ObstacleFacts) => string>> = {
  table_occupied({ tableNumber, partyName: name, partySize: size }) {
    const table = tableSaid(tableNumber)
    if (name === undefined) return say.taken(table)
    return size === undefined ? say.takenBy({ table, name }) : say.takenBySize({ table, name, size })
  },
  table_blocked: ({ tableNumber }) => say.blocked(tableSaid(tableNumber)),
  party_too_large: ({ seats = 0, partySize: size }) =>
    size === undefined ? say.tooLarge(seats) : say.tooLargeOf({ seats, size }),
  table_promised: promised,
  reservation_conflict: promised,
  table_too_large: ({ tableNumber }) => say.tooSmall(tableSaid(tableNumber)),
  outside_hours({ bookings = [], reason }) {
    if (bookings.length > 0) return say.outsideHours({ count: bookings.length, bookings: listed(bookings) })
    return reason ? say.closedFor(reason) : say.closed
  },
  table_lost: ({ bookings = [] }) => (bookings.length > 0 ? say.tableLost(listed(bookings)) : say.someTableLost),
  wrong_day: ({ partyName, exact }) =>
    exact === undefined ? say.inPast : say.wrongDay({ name: partyName ?? say.theBooking, when: exact }),
  in_use: ({ bookings = [] }) => (bookings.length > 0 ? say.inUse(listed(bookings)) : say.someInUse),
}

/** What speaks against a change, in words; without a full stop, because several stand in a row. */
export function obstacleWords(code: string, facts: ObstacleFacts): string {
  return sentences[code]?.(facts) ?? say.other
}

function promised({ tableNumber, partyName, clock }: ObstacleFacts): string {
  const [table, name] = [tableSaid(tableNumber), partyName ?? say.somebody]
  return clock ? say.promisedAt({ table, name, clock }) : say.promised({ table, name })
}

function tableSaid(number: string | undefined): string {
  return number === undefined ? catalogue.problems.thatTable : catalogue.problems.table(number)
}

function listed(bookings: readonly string[]): string {
  const named = bookings.slice(0, namedBookings).join('; ')
  const more = bookings.length - namedBookings
  return more > 0 ? say.andMore({ bookings: named, more }) : named
}

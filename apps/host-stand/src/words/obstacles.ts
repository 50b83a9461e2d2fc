import { counted } from './number-words.ts'

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
  /** The domain's own words, where there are no better ones. */
  detail: string
}

const namedBookings = 3

const sentences: Readonly<Record<string, (facts: ObstacleFacts) => string>> = {
  table_occupied: ({ tableNumber, partyName, partySize }) =>
    `${table(tableNumber)} is taken${partyName ? ` by ${partyName}` : ''}${partySize ? `, party of ${partySize}` : ''}`,
  table_blocked: ({ tableNumber }) => `${table(tableNumber)} is blocked`,
  party_too_large: ({ seats = 0, partySize }) => `${counted(seats, 'seat')} for ${partySize ?? 'the party'}`,
  table_promised: promised,
  reservation_conflict: promised,
  table_too_large: ({ tableNumber }) => `${table(tableNumber)} is meant for a larger party`,
  outside_hours: ({ bookings = [], reason }) =>
    bookings.length > 0
      ? `${counted(bookings.length, 'booking')} outside the new hours: ${listed(bookings)}`
      : `The restaurant is closed then${reason ? `: ${reason}` : ''}`,
  table_lost: ({ bookings = [], detail }) =>
    bookings.length > 0 ? `Without the planned table now: ${listed(bookings)}` : detail,
  wrong_day: ({ partyName, exact }) =>
    exact === undefined ? 'That is in the past' : `${partyName ?? 'The booking'} is for ${exact}`,
  in_use: ({ bookings = [], detail }) => (bookings.length > 0 ? `Booked there: ${listed(bookings)}` : detail),
}

/** What speaks against a change, in words; without a full stop, because several stand in a row. */
export function obstacleWords(code: string, facts: ObstacleFacts): string {
  return sentences[code]?.(facts) ?? facts.detail
}

function promised({ tableNumber, partyName, clock }: ObstacleFacts): string {
  return `${table(tableNumber)} is promised to ${partyName ?? 'somebody'}${clock ? ` at ${clock}` : ''}`
}

function table(number: string | undefined): string {
  return number === undefined ? 'That table' : `Table ${number}`
}

function listed(bookings: readonly string[]): string {
  const more = bookings.length - namedBookings
  return bookings.slice(0, namedBookings).join('; ') + (more > 0 ? `; and ${more} more` : '')
}

/** The question before a change that something speaks against. */
export const anywayWords = {
  title: 'Do it anyway?',
  yes: 'Do it anyway',
  no: 'Cancel',
}

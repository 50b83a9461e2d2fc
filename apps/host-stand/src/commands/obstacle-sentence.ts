import type { Floor } from '@qtable/domain'
import { timesIn } from '../time/times.ts'
import { words } from '../words.ts'
import { problemFacts } from './problem-sentence.ts'

/** Something that speaks against a change: an obstacle, a warning, or a refusal that can be overridden. */
export interface Against {
  code: string
  detail: string
  current?: unknown
}

/** What speaks against a change, with the names of the parties and tables involved. Every screen says it with these words. */
export function obstacleSentence({ code, current }: Against, floor: Floor): string {
  const times = timesIn(floor.restaurant.timezone)
  const facts = problemFacts(current, floor)
  const { startsAt, tableNumber, partyName, partySize, seats } = facts
  const isNew = code === 'wrong_day' && fieldsOf(current).date === undefined
  return words.obstacles(code, {
    tableNumber,
    partyName,
    partySize,
    seats,
    clock: startsAt === undefined ? undefined : times.clock(startsAt),
    // A new booking in the past has no other day that it could be for.
    exact: startsAt === undefined || isNew ? undefined : times.exact(startsAt),
    reason: textOf(fieldsOf(fieldsOf(current).closure).reason),
    bookings: bookingsIn(current).map(({ name, startsAt: at }) => `${name}, ${times.exact(at)}`),
  })
}

function bookingsIn(current: unknown): { name: string; startsAt: string }[] {
  const { reservations = current } = fieldsOf(current)
  if (!Array.isArray(reservations)) return []
  return reservations.map(fieldsOf).flatMap(({ name, startsAt }) => {
    return typeof name === 'string' && typeof startsAt === 'string' ? [{ name, startsAt }] : []
  })
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

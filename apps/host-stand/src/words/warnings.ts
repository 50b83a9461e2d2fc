import type { Warning } from '@qtable/domain'
import { counted } from './number-words.ts'

type Facts = Readonly<Record<string, unknown>>

/** What speaks against a change that was done all the same. `clock` says an instant as a time of day. */
export function warningWords({ code, current, detail }: Warning, clock: (instant: string) => string): string {
  const facts: Facts = typeof current === 'object' && current !== null ? (current as Facts) : {}
  switch (code) {
    case 'table_promised':
      return typeof facts.name === 'string' && typeof facts.startsAt === 'string'
        ? `${facts.name} is booked there at ${clock(facts.startsAt)}.`
        : 'Somebody is booked there.'
    case 'table_too_large':
      return 'That table is meant for a larger party.'
    case 'outside_hours': {
      const count = Array.isArray(facts.reservations) ? facts.reservations.length : 1
      return `${counted(count, 'booking')} ${count === 1 ? 'lies' : 'lie'} outside the new hours.`
    }
    case 'row_skipped':
      return `A row was left out: ${detail}`
  }
}

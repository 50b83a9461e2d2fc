import type { Urgency } from '../time/urgency.ts'

/** How a quoted wait stands. */
export interface QuoteState {
  waited: number
  /** Minutes left of the quote, negative once it is over; undefined without one. */
  left: number | undefined
  /** The share of the quote that is left: from 1 to 0. */
  share: number
  urgency: Urgency
}

/** The share of a quote after which the wait is about to be too long. */
const soonShare = 0.2

/** How a wait stands after `minutes`; without `quotedMinutes` there was no quote. */
export function quoteOf(quotedMinutes: number | null, minutes: number): QuoteState {
  const waited = Math.max(0, minutes)
  if (quotedMinutes === null) return { waited, left: undefined, share: 0, urgency: 'calm' }
  const left = quotedMinutes - waited
  const share = quotedMinutes === 0 ? 0 : Math.max(0, left / quotedMinutes)
  return { waited, left, share, urgency: left <= 0 ? 'late' : share <= soonShare ? 'soon' : 'calm' }
}

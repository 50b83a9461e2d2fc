import type { Urgency } from '../time/urgency.ts'

/** How a quoted wait stands. */
export interface QuoteState {
  waited: number
  /** Minutes until the quote is over, negative past it; undefined without one. */
  left: number | undefined
  /** Of the quote, 1 at first, 0 when it is over. */
  share: number
  urgency: Urgency
}

/** A wait of this share of the quote is about to be too long. */
const soonShare = 0.2

/** How a wait that was quoted as `quotedMinutes`, or not at all, stands after `minutes`. */
export function quoteOf(quotedMinutes: number | null, minutes: number): QuoteState {
  const waited = Math.max(0, minutes)
  if (quotedMinutes === null) return { waited, left: undefined, share: 0, urgency: 'calm' }
  const left = quotedMinutes - waited
  const share = quotedMinutes === 0 ? 0 : Math.max(0, left / quotedMinutes)
  return { waited, left, share, urgency: left <= 0 ? 'late' : share <= soonShare ? 'soon' : 'calm' }
}

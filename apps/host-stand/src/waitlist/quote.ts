import type { Guest } from '@qtable/domain'
import { minutesBetween } from '../stand/times.ts'

/** How a quoted wait stands. */
export interface QuoteState {
  waited: number
  /** Minutes until the quote is over, negative past it; undefined without one. */
  left: number | undefined
  /** Of the quote, 1 at first, 0 when it is over. */
  share: number
  mood: 'calm' | 'soon' | 'late'
}

/** A wait of this share of the quote is about to be too long. */
const soonShare = 0.2

export function quoteOf(
  { joinedAt, quotedMinutes }: Pick<Guest, 'joinedAt' | 'quotedMinutes'>,
  now: number,
): QuoteState {
  const waited = Math.max(0, minutesBetween(joinedAt, now))
  if (quotedMinutes === null) return { waited, left: undefined, share: 0, mood: 'calm' }
  const passed = (now - Date.parse(joinedAt)) / 60_000
  const share = quotedMinutes === 0 ? 0 : Math.min(1, Math.max(0, 1 - passed / quotedMinutes))
  const left = quotedMinutes - waited
  return { waited, left, share, mood: left <= 0 ? 'late' : share <= soonShare ? 'soon' : 'calm' }
}

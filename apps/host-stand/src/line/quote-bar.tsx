import { span } from '../time/times.ts'
import { classes } from '../ui/button.tsx'
import { words } from '../words.ts'
import type { QuoteState } from './quote.ts'
import styles from './quote-bar.module.css'

/** The quoted wait as a bar that runs out. */
export function QuoteBar({ quote }: { quote: QuoteState }) {
  if (quote.left === undefined) return null
  return (
    <span className={styles.track} aria-hidden>
      <span
        className={classes(styles.bar, styles[quote.urgency])}
        style={{ inlineSize: `${quote.urgency === 'late' ? 100 : quote.share * 100}%` }}
      />
    </span>
  )
}

/** The same in words: `8 min left`, `due now`, `5 min over`. */
export function quoteWords({ left }: QuoteState): string {
  if (left === undefined) return words.line.noQuoteGiven
  if (left === 0) return words.line.due
  return left > 0 ? words.line.leftOfQuote(span(left)) : words.line.pastQuote(span(left))
}

import { ChevronDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { classes } from '../ui/button.tsx'
import { words } from '../words.ts'
import styles from './waiting-line.module.css'

/** What ended today, behind one line with its number: a tap shows it, and another one brings one of it back. */
export function EndedFold<Ended>({
  ended,
  counted,
  row,
}: {
  ended: readonly Ended[]
  /** The number in words. */
  counted: string
  row: (one: Ended) => ReactNode
}) {
  const [isOpen, setOpen] = useState(false)
  if (ended.length === 0) return null
  return (
    <section className={styles.ended}>
      <button type="button" className={styles.endedHead} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span>{words.line.ended}</span>
        <span className={styles.hint}>{counted}</span>
        <ChevronDown size={18} aria-hidden className={classes(isOpen && styles.turned)} />
      </button>
      {isOpen && <ul>{ended.map(row)}</ul>}
    </section>
  )
}

import type { ReactNode } from 'react'
import { classes } from '../ui/button.tsx'
import styles from './day-page.module.css'

/** A page about one day: its bar, what it shows, and beside it a sheet, which lies over it where there is little room. */
export function DayPage({
  label,
  bar,
  side,
  isResting = false,
  children,
}: {
  label: string
  bar: ReactNode
  /** Undefined: nothing is beside it. */
  side: ReactNode
  /** Whether what is beside it only fills the room that there is: it never lies over the day. */
  isResting?: boolean
  children: ReactNode
}) {
  return (
    <div className={styles.page}>
      <section className={styles.day} aria-label={label}>
        {bar}
        {children}
      </section>
      {side && <aside className={classes(styles.side, isResting && styles.resting)}>{side}</aside>}
    </div>
  )
}

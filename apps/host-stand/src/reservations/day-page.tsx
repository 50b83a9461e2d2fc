import { type ReactNode, useEffect } from 'react'
import { classes } from '../ui/button.tsx'
import { useMedia, wideQuery } from '../ui/use-media.ts'
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
  const isWide = useMedia(wideQuery)
  const isBeside = Boolean(side) && (isWide || !isResting)
  useEffect(() => {
    if (!isBeside) return
    // As the rail of the floor does: what floats over the page keeps clear of the next action at the sheet's foot.
    const { style } = document.documentElement
    style.setProperty('--rail', 'max(340px, min(400px, 40vw))')
    style.setProperty('--rail-below', '80px')
    return () => {
      style.removeProperty('--rail')
      style.removeProperty('--rail-below')
    }
  }, [isBeside])

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

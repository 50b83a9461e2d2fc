import { type ReactNode, useEffect } from 'react'
import { classes } from '../ui/button.tsx'
import { useMedia, wideQuery } from '../ui/use-media.ts'
import styles from './day-page.module.css'

/** The frame of a page about one day: its bar, its content, and a sheet beside it, or over it on narrow screens. */
export function DayPage({
  label,
  bar,
  side,
  isResting = false,
  children,
}: {
  label: string
  bar: ReactNode
  /** Undefined for no sheet. */
  side: ReactNode
  /** Whether the sheet only fills free space and never covers the day. */
  isResting?: boolean
  children: ReactNode
}) {
  const isWide = useMedia(wideQuery)
  const isBeside = Boolean(side) && (isWide || !isResting)
  useEffect(() => {
    if (!isBeside) return
    // Like the floor's rail: toasts keep clear of the next action at the sheet's foot.
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

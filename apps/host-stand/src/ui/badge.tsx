import type { ReactNode } from 'react'
import styles from './badge.module.css'
import { classes } from './button.tsx'

export type BadgeKind = 'neutral' | 'soon' | 'late' | 'held' | 'notified' | 'go'

/** A state as a word with a glyph, never by colour alone. */
export function Badge({
  kind = 'neutral',
  icon,
  children,
}: {
  kind?: BadgeKind
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <span className={classes(styles.badge, styles[kind])}>
      {icon}
      {children}
    </span>
  )
}

import type { ReactNode } from 'react'
import styles from './column-page.module.css'

/** A page of text and lists in a readable column, under its title and filters. */
export function ColumnPage({
  title,
  intro,
  aside,
  children,
}: {
  title: string
  intro?: string
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <div className={styles.scroll}>
      <div className={styles.page}>
        <header className={styles.head}>
          <div>
            <h2>{title}</h2>
            {intro && <p className={styles.intro}>{intro}</p>}
          </div>
          {aside}
        </header>
        {children}
      </div>
    </div>
  )
}

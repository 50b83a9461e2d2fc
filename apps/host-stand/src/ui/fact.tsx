import type { ReactNode } from 'react'
import styles from './fact.module.css'

/** One thing that is known, in a list of such: its name, and what it is. */
export function Fact({ name, aside, children }: { name: string; aside?: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>
        {children}
        {aside && <span className={styles.aside}>{aside}</span>}
      </dd>
    </div>
  )
}

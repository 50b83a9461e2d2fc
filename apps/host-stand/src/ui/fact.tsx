import type { ReactNode } from 'react'
import styles from './fact.module.css'

/** One fact in a list: its name and its value. */
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

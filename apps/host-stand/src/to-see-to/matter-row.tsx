import type { ReactNode } from 'react'
import { SizeCircle } from '../parties/party-row.tsx'
import styles from './matters.module.css'

/** A part of the sheet: what kind of matter, and a step that solves all of it, if there is one. */
export function MatterSection({ title, all, children }: { title: string; all?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <div className={styles.head}>
        <h3 className={styles.heading}>{title}</h3>
        {all}
      </div>
      <ul className={styles.list}>{children}</ul>
    </section>
  )
}

/** One party or booking to be seen to: a tap opens it, a button solves it. */
export function MatterRow({
  party,
  says,
  children,
  onOpen,
}: {
  party: { name: string; partySize: number }
  /** What is wrong. */
  says: string
  /** Its buttons. */
  children?: ReactNode
  onOpen: () => void
}) {
  return (
    <li className={styles.row}>
      <button type="button" className={styles.main} onClick={onOpen}>
        <SizeCircle size={party.partySize} />
        <span className={styles.text}>
          <span className={styles.name} dir="auto">
            {party.name}
          </span>
          <span className={styles.says}>{says}</span>
        </span>
      </button>
      {children && <div className={styles.actions}>{children}</div>}
    </li>
  )
}

import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { words } from '../words.ts'
import { Button } from './button.tsx'
import styles from './states.module.css'

/** What an empty list says, and what to do about it. */
export function EmptyState({ icon, title, children }: { icon?: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className={styles.state}>
      {icon}
      <p className={styles.title}>{title}</p>
      {children}
    </div>
  )
}

/** What a screen says when its content could not be loaded. */
export function ErrorState({ title, onRetry }: { title: string; onRetry?: () => void }) {
  return (
    <div className={styles.state} role="alert">
      <CircleAlert size={28} aria-hidden />
      <p className={styles.title}>{title}</p>
      {onRetry && <Button onClick={onRetry}>{words.common.retry}</Button>}
    </div>
  )
}

/** Placeholder lines while content loads. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className={styles.skeleton} role="status" aria-label={words.common.loading}>
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((row) => (
        <div key={row} className={styles.bone} />
      ))}
    </div>
  )
}

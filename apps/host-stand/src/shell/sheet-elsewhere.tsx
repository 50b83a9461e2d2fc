import { useLocation } from 'wouter'
import { useSheet } from './open-sheet.ts'
import { RailSheet } from './rail-sheet.tsx'
import styles from './sheet-elsewhere.module.css'

/** What waits and what was refused, on pages that have no rail. */
export function SheetElsewhere() {
  const [at] = useLocation()
  const sheet = useSheet()
  if (at === '/' || sheet?.kind !== 'unsent') return null
  return (
    <div className={styles.over}>
      <RailSheet content={sheet} />
    </div>
  )
}

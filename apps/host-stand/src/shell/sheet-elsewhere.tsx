import { useLocation } from 'wouter'
import { pages } from '../pages.ts'
import { useSheet } from './open-sheet.ts'
import { RailSheet } from './rail-sheet.tsx'
import styles from './sheet-elsewhere.module.css'

/** What waits and what was refused, on pages that have no rail. */
export function SheetElsewhere() {
  const [path] = useLocation()
  const sheet = useSheet()
  if (path === pages.floor.path || sheet?.kind !== 'unsent') return null
  return (
    <div className={styles.over}>
      <RailSheet content={sheet} />
    </div>
  )
}

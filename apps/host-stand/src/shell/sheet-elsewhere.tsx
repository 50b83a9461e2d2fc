import { useLocation } from 'wouter'
import { pages } from '../pages.ts'
import { useSheet } from './open-sheet.ts'
import { RailSheet } from './rail-sheet.tsx'
import styles from './sheet-elsewhere.module.css'

/** The sheet of what is to be seen to, on pages without a rail. */
export function SheetElsewhere() {
  const [path] = useLocation()
  const sheet = useSheet()
  if (path === pages.floor.path || sheet?.kind !== 'see-to') return null
  return (
    <div className={styles.over}>
      <RailSheet content={sheet} />
    </div>
  )
}

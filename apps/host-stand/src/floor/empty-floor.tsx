import { LayoutGrid } from 'lucide-react'
import { Link } from 'wouter'
import { useMay } from '../people/use-may.ts'
import { usePagePath } from '../shell/page.ts'
import { linkButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'
import { words } from '../words.ts'
import styles from './floor-plan.module.css'

/** Shown for a restaurant without tables. */
export function EmptyFloor() {
  const may = useMay()
  const editorPath = usePagePath('editor')
  return (
    <div className={styles.empty}>
      <EmptyState icon={<LayoutGrid size={32} aria-hidden />} title={words.floor.empty}>
        <p>{may('manager') ? words.floor.emptyHint : words.floor.emptyForHosts}</p>
        {may('manager') && (
          <Link href={editorPath} className={linkButton}>
            {words.floor.openEditor}
          </Link>
        )}
      </EmptyState>
    </div>
  )
}

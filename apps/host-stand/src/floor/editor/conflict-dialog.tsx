import { pageWords as words } from '../../page-words.ts'
import { Confirm } from '../../ui/confirm.tsx'
import styles from './conflict-dialog.module.css'
import type { LayoutConflict } from './layout-rebase.ts'

const say = words.editor

/** Lists what other people changed during the editing, before it is overwritten. */
export function ConflictDialog({
  conflicts,
  onClose,
  onSave,
}: {
  conflicts: readonly LayoutConflict[]
  onClose: () => void
  onSave: () => void
}) {
  return (
    <Confirm
      isOpen={conflicts.length > 0}
      title={say.conflictTitle}
      action={say.saveAnyway}
      kind="next"
      stay={say.keepDrawing}
      onConfirm={onSave}
      onClose={onClose}
    >
      <ul className={styles.conflicts}>
        {conflicts.map(({ kind, id, name, what }) => (
          <li key={id}>{say.conflict[what](kind === 'tables' ? words.common.table(name) : name)}</li>
        ))}
      </ul>
    </Confirm>
  )
}

import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Button } from '../../ui/button.tsx'
import { words } from '../../words.ts'
import styles from './editor.module.css'
import type { LayoutConflict } from './layout-rebase.ts'

const say = words.floor.editor

/** What somebody else changed while the floor was drawn here, before it is saved over. */
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
    <AlertDialog.Root open={conflicts.length > 0} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.dialog}>
          <AlertDialog.Title className={styles.dialogTitle}>{say.conflictTitle}</AlertDialog.Title>
          <ul className={styles.conflicts}>
            {conflicts.map(({ kind, id, name, what }) => (
              <li key={id}>{say.conflict[what](kind === 'tables' ? words.common.table(name) : name)}</li>
            ))}
          </ul>
          <div className={styles.dialogActions}>
            <Button onClick={onClose}>{say.keepDrawing}</Button>
            <Button kind="next" onClick={onSave}>
              {say.saveAnyway}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

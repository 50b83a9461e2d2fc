import { AlertDialog } from '@base-ui/react/alert-dialog'
import { editConflictOf } from '@qtable/client'
import { pageWords as words } from '../page-words.ts'
import { closeSheet } from '../shell/open-sheet.ts'
import styles from '../ui/confirm.module.css'
import { EditConflictChoice } from './edit-conflict.tsx'
import { showMetEdit, useMetEdit } from './met-edit.ts'

/** Asks which value counts where a form was saved on a row that somebody else had changed. The form stays below it. */
export function EditConflictDialog() {
  const refused = useMetEdit()
  if (!refused) return null
  function solved(): void {
    showMetEdit(undefined)
    closeSheet()
  }
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && showMetEdit(undefined)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.dialog}>
          <AlertDialog.Title className={styles.title}>{words.editConflicts.title}</AlertDialog.Title>
          <AlertDialog.Description className={styles.text} render={<div />}>
            <p>{words.editConflicts.byWhom(editConflictOf(refused)?.actor?.name)}</p>
            <EditConflictChoice refused={refused} onSolved={solved} />
          </AlertDialog.Description>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

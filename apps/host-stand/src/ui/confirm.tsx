import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import styles from './confirm.module.css'

export interface ConfirmProps {
  isOpen: boolean
  title: string
  /** What would happen. */
  children: ReactNode
  /** The verb of what is asked. */
  action: string
  /** `danger`: something is lost by it, so the way back is the plain one. */
  kind?: 'next' | 'danger'
  /** The word for leaving everything as it is. */
  stay: string
  onConfirm: () => void
  onClose: () => void
}

/** Asks once before something that no undo takes back. */
export function Confirm({ isOpen, title, children, action, kind = 'danger', stay, onConfirm, onClose }: ConfirmProps) {
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.dialog}>
          <AlertDialog.Title className={styles.title}>{title}</AlertDialog.Title>
          <AlertDialog.Description className={styles.text} render={<div />}>
            {children}
          </AlertDialog.Description>
          <div className={styles.actions}>
            <Button onClick={onClose}>{stay}</Button>
            <Button kind={kind} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import styles from './confirm.module.css'

export interface ConfirmProps {
  isOpen: boolean
  title: string
  /** What would happen. */
  children: ReactNode
  /** The verb of the action. */
  action: string
  /** `danger` if something is lost, which makes Cancel the plain choice. */
  kind?: 'next' | 'danger'
  /** The label of the cancel button. */
  stay: string
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be undone. */
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

import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { words } from '../../words.ts'
import { endEditing } from './editing.ts'
import styles from './editor.module.css'

const say = words.floor.editor

/** Asks before the page is left with something unsaved, whichever way: a link, a menu, a shortcut, or the tab. */
export function LeaveGuard({ count }: { count: number }) {
  const [leaving, setLeaving] = useState<() => void>()
  const isChanged = count > 0

  useEffect(() => {
    if (!isChanged) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    // The router has no question of its own: every way inside the app goes through here.
    const go = history.pushState
    history.pushState = function pushState(...given) {
      setLeaving(() => () => go.apply(history, given))
    }
    return () => {
      removeEventListener('beforeunload', ask)
      history.pushState = go
    }
  }, [isChanged])

  return (
    <AlertDialog.Root open={leaving !== undefined} onOpenChange={(isOpen) => !isOpen && setLeaving(undefined)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.dialog}>
          <AlertDialog.Title className={styles.dialogTitle}>{say.leaveTitle}</AlertDialog.Title>
          <AlertDialog.Description className={styles.hint}>{say.leaveText(count)}</AlertDialog.Description>
          <div className={styles.dialogActions}>
            <Button onClick={() => setLeaving(undefined)}>{say.stay}</Button>
            <Button
              kind="danger"
              onClick={() => {
                const go = leaving
                setLeaving(undefined)
                endEditing()
                go?.()
              }}
            >
              {say.leave}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

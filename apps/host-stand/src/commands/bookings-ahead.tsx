import { AlertDialog } from '@base-ui/react/alert-dialog'
import { pageWords as words } from '../page-words.ts'
import { wallClock } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import styles from '../ui/confirm.module.css'

const say = words.settings.bookingsAhead

/** What becomes of the bookings ahead when the time zone changes. */
export type BookingsAnswer = 'keep_local_time' | 'keep_instant'

/** Asks what becomes of the bookings ahead when the time zone changes. */
export function BookingsAhead({
  onAnswer,
  onClose,
}: {
  onAnswer: (answer: BookingsAnswer) => void
  onClose: () => void
}) {
  const eight = wallClock('19:00')
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.dialog}>
          <AlertDialog.Title className={styles.title}>{say.title}</AlertDialog.Title>
          <AlertDialog.Description className={styles.text}>{say.text(eight)}</AlertDialog.Description>
          <div className={styles.choices}>
            <Button kind="next" onClick={() => onAnswer('keep_local_time')}>
              {say.keepLocalTime(eight)}
            </Button>
            <Button onClick={() => onAnswer('keep_instant')}>{say.keepInstant}</Button>
            <Button kind="quiet" onClick={onClose}>
              {words.common.cancel}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

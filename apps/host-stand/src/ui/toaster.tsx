import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { words } from '../words.ts'
import styles from './toaster.module.css'

const manager = Toast.createToastManager()
/** Long enough to read it; the activity and a key still undo afterwards. */
const shownMs = 5_000
let shownId: string | undefined

export interface ToastOptions {
  /** A toast with the same id replaces the earlier one. */
  id?: string
  title: string
  detail?: string
  kind?: 'done' | 'refused'
  action?: { label: string; run: () => void }
}

/** Shows a message for five seconds at the foot of the rail. It takes the place of the one before. */
export function toast({ id, title, detail, kind = 'done', action }: ToastOptions): string {
  const given = id ?? crypto.randomUUID()
  // The one before is often its opposite: done, and undone.
  if (shownId !== undefined && shownId !== given) manager.close(shownId)
  shownId = given
  manager.add({
    id: given,
    title,
    description: detail,
    type: kind,
    timeout: shownMs,
    priority: kind === 'refused' ? 'high' : 'low',
    actionProps: action && {
      children: action.label,
      onClick() {
        manager.close(given)
        action.run()
      },
    },
  })
  return given
}

export function closeToast(id: string): void {
  manager.close(id)
}

/** Renders the toasts; used once around the app. */
export function Toaster() {
  return (
    <Toast.Provider toastManager={manager} limit={1}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport} aria-label={words.common.messages}>
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Toasts() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((one) => (
    <Toast.Root key={one.id} toast={one} className={styles.toast} swipeDirection={['down', 'right']}>
      <Toast.Content className={styles.content}>
        <div className={styles.text}>
          <Toast.Title className={styles.title} render={<p />} />
          <Toast.Description className={styles.detail} />
        </div>
        <Toast.Action className={styles.action} />
        <Toast.Close className={styles.close} aria-label={words.common.dismiss}>
          <X size={18} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}

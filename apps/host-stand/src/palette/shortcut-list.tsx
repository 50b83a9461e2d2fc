import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { pageWords as words } from '../page-words.ts'
import { allPages } from '../pages.ts'
import { IconButton } from '../ui/button.tsx'
import { closeOverlay } from './overlay.ts'
import styles from './palette.module.css'

const say = words.palette.shortcutList
const isApple = /Mac|iPhone|iPad/.test(navigator.platform)
/** Every key and what it does. */
const shortcuts = (): readonly (readonly [string, string])[] => [
  [isApple ? '⌘ K' : 'Ctrl K', say.palette],
  ['N', say.add],
  ['L', say.line],
  ['R', say.next],
  ...allPages.flatMap(({ key, label }) => (key ? [[key, label] as const] : [])),
  [isApple ? '⌘ Z' : 'Ctrl Z', say.undo],
  ['Esc', say.close],
  ['?', say.help],
]

/** The list of all keys. */
export function ShortcutList() {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && closeOverlay()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup}>
          <header className={styles.keysHead}>
            <Dialog.Title>{words.session.shortcuts}</Dialog.Title>
            <Dialog.Close render={<IconButton label={words.common.close} icon={<X size={22} aria-hidden />} />} />
          </header>
          <dl className={styles.keys}>
            {shortcuts().map(([key, what]) => (
              <div key={key} className={styles.keyRow}>
                <dt>{what}</dt>
                <dd>
                  <kbd className={styles.key}>{key}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

import { CloudOff, TriangleAlert } from 'lucide-react'
import { useStatus } from '../session/client-hooks.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { classes } from '../ui/button.tsx'
import { usePhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import styles from './offline-bar.module.css'
import { useRefusals } from './refusals.ts'

/** Whether there is something to say: no network, or refused changes. A device that keeps nothing has the loud bar. */
export function useHasOfflineNote(): boolean {
  const { connection, isKept } = useStatus()
  const refused = useRefusals().length
  return isKept && (connection === 'offline' || refused > 0)
}

/** The loud bar of a device that keeps nothing, even while everything is sent: the next change may not be. */
export function OfflineBar() {
  const { isKept } = useStatus()
  return isKept ? null : <OfflineText role="alert" />
}

/**
 * A quiet note in a place that is reserved for it: no network, how many changes wait to be sent, and how many were
 * refused. `isShort` where there is room for the numbers alone.
 */
export function OfflineNote({ isShort = false }: { isShort?: boolean }) {
  return useHasOfflineNote() ? <OfflineText role="status" isShort={isShort} /> : null
}

function OfflineText({ role, isShort = false }: { role: 'status' | 'alert'; isShort?: boolean }) {
  const { connection, unsent, isKept } = useStatus()
  const refused = useRefusals().length
  const isPhone = usePhone()
  const isOffline = connection === 'offline'
  const say = words.session
  const isTight = isShort || (isPhone && unsent > 0 && refused > 0)
  // A refusal needs a person, and hides what only needs a network.
  const counts = isShort && refused > 0 ? { unsent: 0, refused } : { unsent, refused }
  const open = () => openSheet({ kind: 'see-to' })
  return (
    <div className={classes(styles.bar, !isKept && styles.loud, isShort && styles.short)} role={role}>
      {!isShort && (isOffline ? <CloudOff size={18} aria-hidden /> : <TriangleAlert size={18} aria-hidden />)}
      <p className={classes(styles.says, isShort && counts.unsent + counts.refused > 0 && 'visually-hidden')}>
        {isOffline ? say.offline : isKept ? say.someRefused : say.memoryOnly}
        {isOffline && !isKept && ` ${say.offlineMemory}`}
        {isOffline && isKept && !isShort && ` ${say.offlineKept}`}
      </p>
      {counts.unsent > 0 && (
        <button type="button" className={styles.count} onClick={open}>
          {isTight ? say.waitsShort(unsent) : say.waits(unsent)}
        </button>
      )}
      {counts.refused > 0 && (
        <button type="button" className={classes(styles.count, styles.refused)} onClick={open}>
          {isTight ? say.needsYouShort(refused) : say.needsYou(refused)}
        </button>
      )}
    </div>
  )
}

import { CloudOff, TriangleAlert } from 'lucide-react'
import { useStatus } from '../session/client-hooks.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { classes } from '../ui/button.tsx'
import { usePhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import styles from './offline-bar.module.css'
import { useRefusals } from './refusals.ts'

/**
 * A quiet bar: no network, how many changes wait to be sent, and how many were refused. It is loud where the device keeps
 * nothing, even while everything is sent: the next change may not be.
 */
export function OfflineBar() {
  const { connection, unsent, isKept } = useStatus()
  const refused = useRefusals().length
  const isPhone = usePhone()
  const isOffline = connection === 'offline'
  if (!isOffline && refused === 0 && isKept) return null
  // There is no space for both.
  const isTight = isPhone && unsent > 0 && refused > 0
  const say = words.session
  return (
    <div className={classes(styles.bar, !isKept && styles.loud)} role={isKept ? 'status' : 'alert'}>
      {isOffline ? <CloudOff size={18} aria-hidden /> : <TriangleAlert size={18} aria-hidden />}
      <p className={styles.says}>
        {isOffline ? say.offline : isKept ? say.someRefused : say.memoryOnly}
        {isOffline && !isKept && ` ${say.offlineMemory}`}
        {/* On a phone the numbers are enough. */}
        {isOffline && isKept && !(isPhone && unsent + refused > 0) && ` ${say.offlineKept}`}
      </p>
      {unsent > 0 && (
        <button type="button" className={styles.count} onClick={() => openSheet({ kind: 'unsent' })}>
          {isTight ? say.waitsShort(unsent) : say.waits(unsent)}
        </button>
      )}
      {refused > 0 && (
        <button
          type="button"
          className={classes(styles.count, styles.refused)}
          onClick={() => openSheet({ kind: 'unsent' })}
        >
          {isTight ? say.needsYouShort(refused) : say.needsYou(refused)}
        </button>
      )}
    </div>
  )
}

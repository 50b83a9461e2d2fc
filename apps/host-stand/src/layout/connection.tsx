import { CircleCheck, CloudOff, RefreshCw } from 'lucide-react'
import { useRefusals } from '../stand/refusals.ts'
import { openSheet } from '../stand/sheet.ts'
import { useStatus } from '../stand/stand.ts'
import { classes } from '../ui/button.tsx'
import { words } from '../words.ts'
import styles from './connection.module.css'

const glyphs = {
  live: CircleCheck,
  catching_up: RefreshCw,
  connecting: RefreshCw,
  offline: CloudOff,
  signed_out: CloudOff,
}

/** How the connection is, in a glyph and a word. */
export function Connection() {
  const { connection, transport } = useStatus()
  const Glyph = glyphs[connection]
  const isPolling = connection === 'live' && transport === 'polling'
  const says = isPolling ? words.session.polling : words.session.connection[connection]
  return (
    <span className={classes(styles.connection, styles[connection])} role="status" title={says}>
      <Glyph size={18} aria-hidden />
      <span className={styles.word}>{words.session.connection[connection]}</span>
    </span>
  )
}

/** Says quietly that there is no network, how much waits to be sent, and what was refused. */
export function OfflineBar() {
  const { connection, unsent, storage } = useStatus()
  const refused = useRefusals().length
  const isOffline = connection === 'offline'
  const isLost = storage === 'memory' && unsent > 0
  if (!isOffline && refused === 0 && !isLost) return null
  return (
    <div className={styles.bar} role="status">
      {isOffline && <CloudOff size={18} aria-hidden />}
      <p className={styles.says}>
        {isOffline ? words.session.offlineBar : isLost ? words.session.memoryOnly : words.session.someRefused}
      </p>
      {unsent > 0 && (
        <button type="button" className={styles.count} onClick={() => openSheet({ kind: 'unsent' })}>
          {words.session.waits(unsent)}
        </button>
      )}
      {refused > 0 && (
        <button
          type="button"
          className={classes(styles.count, styles.refused)}
          onClick={() => openSheet({ kind: 'unsent' })}
        >
          {words.session.refusedCount(refused)}
        </button>
      )}
    </div>
  )
}

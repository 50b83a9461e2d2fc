import { CircleCheck, CloudOff, CloudUpload, RefreshCw } from 'lucide-react'
import { useStatus } from '../session/client-hooks.ts'
import { classes } from '../ui/button.tsx'
import { words } from '../words.ts'
import styles from './connection-indicator.module.css'

const glyphs = {
  live: CircleCheck,
  sending: CloudUpload,
  catching_up: RefreshCw,
  connecting: RefreshCw,
  offline: CloudOff,
  signed_out: CloudOff,
}

/** The state of the connection as a glyph and a word, including a change that takes more than a second. */
export function ConnectionIndicator() {
  const { connection, transport, isLate } = useStatus()
  const isSending = isLate && (connection === 'live' || connection === 'catching_up')
  const state = isSending ? 'sending' : connection
  const Glyph = glyphs[state]
  const isPolling = state === 'live' && transport === 'polling'
  return (
    <span
      className={classes(styles.connection, styles[state])}
      role="status"
      title={isPolling ? words.session.polling : words.session.connection[state]}
    >
      <Glyph size={18} aria-hidden />
      <span className={styles.word}>{words.session.connection[state]}</span>
    </span>
  )
}

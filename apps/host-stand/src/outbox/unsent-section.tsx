import type { PendingMutation } from '@qtable/client'
import { Clock3 } from 'lucide-react'
import { commandWords } from '../commands/command-words.ts'
import { pageWords as words } from '../page-words.ts'
import { useOpenFloor, usePending, useStatus } from '../session/client-hooks.ts'
import styles from './unsent.module.css'

/** Changes that wait for a network. One that is on its way is none of them: it would be a row for a blink. */
export function useWaitingChanges(): readonly PendingMutation[] {
  const pending = usePending()
  const { connection, isLate } = useStatus()
  return isLate || connection !== 'live' ? pending : []
}

/** Changes that wait to be sent: they need a network, and nobody. */
export function UnsentSection() {
  const floor = useOpenFloor()
  const pending = useWaitingChanges()
  if (pending.length === 0) return null
  return (
    <section>
      <h3 className={styles.heading}>{words.unsent.unsentWaiting}</h3>
      <ul>
        {pending.map(({ mutation }) => (
          <li key={mutation.id} className={styles.waiting}>
            <Clock3 size={20} aria-hidden className={styles.clock} />
            <p className={styles.text}>{commandWords(mutation.commands, floor)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

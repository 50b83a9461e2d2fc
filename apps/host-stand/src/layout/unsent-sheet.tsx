import type { Command } from '@qtable/domain'
import { Clock3, TriangleAlert } from 'lucide-react'
import { commandWords } from '../activity/command-words.ts'
import { dismissRefusal, useRefusals } from '../stand/refusals.ts'
import { openSheet } from '../stand/sheet.ts'
import { useClient, useFloor, useStatus } from '../stand/stand.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { EmptyState } from '../ui/states.tsx'
import { words } from '../words.ts'
import styles from './unsent-sheet.module.css'

/** What waits to be sent, and what was refused and has to be solved by a person. */
export function UnsentSheet({ onClose }: { onClose: () => void }) {
  const client = useClient()
  const floor = useFloor()
  const refusals = useRefusals()
  // Its count changes with what is pending.
  useStatus()
  const { pending } = client
  return (
    <Sheet title={words.session.unsentTitle} onClose={onClose}>
      {refusals.length === 0 && pending.length === 0 && <EmptyState title={words.session.unsentEmpty} />}
      {refusals.length > 0 && (
        <section>
          <h3 className={styles.heading}>{words.session.unsentRefused}</h3>
          <ul>
            {refusals.map(({ id, commands, sentence }) => (
              <li key={id} className={styles.row}>
                <TriangleAlert size={20} aria-hidden className={styles.alert} />
                <div className={styles.text}>
                  <p>{words.session.notDone(commandWords(commands, floor))}</p>
                  <p className={styles.why}>{sentence}</p>
                </div>
                <Solving id={id} commands={commands} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {pending.length > 0 && (
        <section>
          <h3 className={styles.heading}>{words.session.unsentWaiting}</h3>
          <ul>
            {pending.map(({ entry }) => (
              <li key={entry.id} className={styles.row}>
                <Clock3 size={20} aria-hidden className={styles.clock} />
                <p className={styles.text}>{commandWords(entry.commands, floor)}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Sheet>
  )
}

/** What to do about a refusal: look at the party that it was about, or leave it. */
function Solving({ id, commands }: { id: string; commands: readonly Command[] }) {
  const { guests } = useFloor()
  const about = commands.map(({ payload }) => (payload as { guestId?: string } | null)?.guestId)
  const guestId = about.find((one) => one !== undefined && guests.has(one))
  return (
    <div className={styles.solving}>
      {guestId !== undefined && (
        <Button
          onClick={() => {
            dismissRefusal(id)
            openSheet({ kind: 'party', guestId })
          }}
        >
          {words.session.openParty}
        </Button>
      )}
      <Button kind="quiet" onClick={() => dismissRefusal(id)}>
        {words.session.solved}
      </Button>
    </div>
  )
}

import { Clock3 } from 'lucide-react'
import { commandWords } from '../activity/command-words.ts'
import { useRefusals } from '../stand/refusals.ts'
import { useClient, useFloor, usePending } from '../stand/stand.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { EmptyState } from '../ui/states.tsx'
import { words } from '../words.ts'
import { RefusalRow } from './refusal-row.tsx'
import styles from './unsent-sheet.module.css'

/** What was refused and has to be solved by a person, and what waits to be sent. */
export function UnsentSheet({ onClose }: { onClose: () => void }) {
  const client = useClient()
  const floor = useFloor()
  const refusals = useRefusals()
  const pending = usePending()
  return (
    <Sheet title={words.session.unsentTitle} onClose={onClose}>
      {refusals.length === 0 && pending.length === 0 && <EmptyState title={words.session.unsentEmpty} />}
      {refusals.length > 0 && (
        <section>
          <div className={styles.head}>
            <h3 className={styles.heading}>{words.session.unsentRefused}</h3>
            {refusals.length > 1 && (
              <Button kind="quiet" onClick={() => void client.dismiss(...refusals.map(({ id }) => id))}>
                {words.session.dismissAll}
              </Button>
            )}
          </div>
          <ul>
            {refusals.map((refusal, index) => (
              <RefusalRow key={refusal.id} refusal={refusal} isNext={index === 0} />
            ))}
          </ul>
        </section>
      )}
      {pending.length > 0 && (
        <section>
          <h3 className={styles.heading}>{words.session.unsentWaiting}</h3>
          <ul>
            {pending.map(({ mutation }) => (
              <li key={mutation.id} className={styles.waiting}>
                <Clock3 size={20} aria-hidden className={styles.clock} />
                <p className={styles.text}>{commandWords(mutation.commands, floor)}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Sheet>
  )
}

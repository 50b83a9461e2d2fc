import { Clock3 } from 'lucide-react'
import { commandWords } from '../commands/command-words.ts'
import { pageWords as words } from '../page-words.ts'
import { useClient, useOpenFloor, usePending } from '../session/client-hooks.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { EmptyState } from '../ui/states.tsx'
import { RefusalRow } from './refusal-row.tsx'
import { useRefusals } from './refusals.ts'
import styles from './unsent-sheet.module.css'

/** Refused changes that a person has to solve, and changes that wait to be sent. */
export function UnsentSheet({ onClose }: { onClose: () => void }) {
  const client = useClient()
  const floor = useOpenFloor()
  const refusals = useRefusals()
  const pending = usePending()
  return (
    <Sheet title={words.unsent.unsentTitle} onClose={onClose}>
      {refusals.length === 0 && pending.length === 0 && <EmptyState title={words.unsent.unsentEmpty} />}
      {refusals.length > 0 && (
        <section>
          <div className={styles.head}>
            <h3 className={styles.heading}>{words.unsent.unsentRefused}</h3>
            {refusals.length > 1 && (
              <Button kind="quiet" onClick={() => void client.dismiss(...refusals.map(({ id }) => id))}>
                {words.unsent.dismissAll}
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
      )}
    </Sheet>
  )
}

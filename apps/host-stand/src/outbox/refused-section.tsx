import { pageWords as words } from '../page-words.ts'
import { useClient } from '../session/client-hooks.ts'
import { Button } from '../ui/button.tsx'
import { RefusalRow } from './refusal-row.tsx'
import { useRefusals } from './refusals.ts'
import styles from './unsent.module.css'

/** Refused changes that a person has to solve. */
export function RefusedSection() {
  const client = useClient()
  const refusals = useRefusals()
  if (refusals.length === 0) return null
  return (
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
  )
}

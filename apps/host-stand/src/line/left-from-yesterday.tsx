import { CircleCheckBig } from 'lucide-react'
import { useAct } from '../commands/use-act.ts'
import { leftFromYesterday } from '../floor/yesterdays.ts'
import { useMay } from '../people/use-may.ts'
import { useClient, useFloorPart } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { Button } from '../ui/button.tsx'
import { words } from '../words.ts'
import styles from './waiting-line.module.css'

const say = words.line

/** The parties that still sit since yesterday, by name, and one step that clears them all. */
export function LeftFromYesterday() {
  const { actAll } = useAct()
  const client = useClient()
  const may = useMay()
  const now = useNow()
  const left = useFloorPart((floor) => leftFromYesterday(floor, now))
  if (left.length === 0) return null

  function clear(): void {
    const floor = client.view
    if (!floor) return
    const commands = leftFromYesterday(floor, client.now()).map(({ id }) => {
      return { type: 'guest.setStatus' as const, payload: { guestId: id, status: 'finished' as const } }
    })
    if (commands.length > 0) actAll(commands, say.yesterdaysCleared(commands.length))
  }

  return (
    <section className={styles.yesterdays} aria-label={say.yesterdays(left.length)}>
      <div>
        <p>{say.yesterdays(left.length)}</p>
        <p className={styles.hint}>{left.map(({ name }) => name).join(', ')}</p>
      </div>
      {may('host') && (
        <Button icon={<CircleCheckBig size={18} aria-hidden />} onClick={clear}>
          {say.clearYesterdays}
        </Button>
      )}
    </section>
  )
}

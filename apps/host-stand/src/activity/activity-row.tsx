import { Undo2 } from 'lucide-react'
import { useAct } from '../commands/use-act.ts'
import { pageWords as words } from '../page-words.ts'
import { useMay } from '../people/use-may.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { minutesBetween, relative, useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import { activityDetails } from './activity-details.ts'
import styles from './activity-row.module.css'
import { activitySentence } from './activity-sentence.ts'
import type { ActivityItem } from './use-activity.ts'

const say = words.activity
/** Beyond this age, the time of day says more than the age. */
const recentMinutes = 180

/** One transaction: when it was done, what, by whom, and its undo. */
export function ActivityRow({ entry, isToday }: { entry: ActivityItem; isToday: boolean }) {
  const { undo } = useAct()
  const may = useMay()
  const floor = useOpenFloor()
  const times = useTimes()
  const now = useNow()
  const said = activitySentence(entry, floor)
  const details = activityDetails(entry, floor)
  const { done_at: doneAt, timestamp: sentAt } = entry
  const ago = Math.max(0, minutesBetween(doneAt, now))
  const isSentLater = minutesBetween(doneAt, Date.parse(sentAt)) > 0
  // A registration and the end of a day cannot be undone.
  const canUndo = may('host') && entry.version > 1 && entry.command !== 'serviceDay.close'
  return (
    <li className={styles.entry}>
      <time className={styles.time} dateTime={doneAt} title={times.exact(doneAt)}>
        {times.clock(doneAt)}
      </time>
      <div className={styles.what}>
        <p>{said}</p>
        {details.length > 0 && <p className={styles.details}>{details.join(' · ')}</p>}
        <p className={styles.who}>
          {entry.actor.name}
          {isToday && ago < recentMinutes && ` · ${relative(-ago)}`}
          {isSentLater && ` · ${say.sentAt(times.clock(sentAt))}`}
        </p>
      </div>
      {canUndo && (
        <Button
          kind="quiet"
          className={styles.undo}
          icon={<Undo2 size={18} aria-hidden />}
          aria-label={say.undoOf(said)}
          title={say.undoOf(said)}
          onClick={() => undo(entry.transaction_id)}
        >
          <span className={styles.label}>{say.undo}</span>
        </Button>
      )}
    </li>
  )
}

import type { ActivityEntry } from '@qtable/protocol'
import { History, Undo2 } from 'lucide-react'
import type { z } from 'zod'
import { useAct } from '../stand/act.ts'
import { useNow } from '../stand/now.ts'
import { initialsOf } from '../stand/others.ts'
import { useMay } from '../stand/roles.ts'
import { useFloor } from '../stand/stand.ts'
import { minutesBetween, relative, useTimes } from '../stand/times.ts'
import { Button } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { words } from '../words.ts'
import { ActivityFilters } from './activity-filters.tsx'
import styles from './activity-page.module.css'
import { entryWords } from './entry-words.ts'
import { useActivity } from './use-activity.ts'

export type Entry = z.infer<typeof ActivityEntry>

/** Who did what, the last first; what can be taken back is. */
export function ActivityPage() {
  const activity = useActivity()
  return (
    <Page
      title={words.activity.title}
      aside={<ActivityFilters filter={activity.filter} onChange={activity.setFilter} />}
    >
      {activity.state === 'failed' && <ErrorState title={words.activity.failed} onRetry={activity.retry} />}
      {activity.state === 'loading' && activity.entries.length === 0 && <Skeleton rows={8} />}
      {activity.state === 'ready' && activity.entries.length === 0 && (
        <EmptyState icon={<History size={28} aria-hidden />} title={words.activity.empty} />
      )}
      <ol>
        {activity.entries.map((entry) => (
          <EntryRow key={entry.transaction_id} entry={entry} />
        ))}
      </ol>
      {activity.hasMore && (
        <div className={styles.more}>
          <Button onClick={activity.older}>{words.activity.older}</Button>
        </div>
      )}
    </Page>
  )
}

function EntryRow({ entry }: { entry: Entry }) {
  const { undo } = useAct()
  const may = useMay()
  const floor = useFloor()
  const times = useTimes()
  const now = useNow()
  const said = entryWords(entry, floor)
  const canUndo = may('host') && entry.version > 1 && entry.command !== 'serviceDay.close'
  return (
    <li className={styles.entry}>
      <span className={styles.who} title={entry.actor.name}>
        {initialsOf(entry.actor.name)}
      </span>
      <div className={styles.what}>
        <p>{said}</p>
        <p className={styles.when}>
          {entry.actor.name} ·{' '}
          <time dateTime={entry.timestamp} title={times.exact(entry.timestamp)}>
            {relative(minutesBetween(now, entry.timestamp))}, {times.clock(entry.timestamp)}
          </time>
        </p>
      </div>
      {canUndo && (
        <Button
          kind="quiet"
          icon={<Undo2 size={18} aria-hidden />}
          aria-label={words.activity.undoOf(said)}
          onClick={() => undo(entry.transaction_id)}
        >
          {words.activity.undo}
        </Button>
      )}
    </li>
  )
}

import { History } from 'lucide-react'
import { useSearch } from 'wouter'
import { pageWords as words } from '../page-words.ts'
import { todayOf } from '../reservations/day-list.ts'
import { useOpenFloor, useStatus } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import { ColumnPage } from '../ui/column-page.tsx'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { activityDays } from './activity-days.ts'
import { ActivityFilters } from './activity-filters.tsx'
import styles from './activity-page.module.css'
import { ActivityRow } from './activity-row.tsx'
import { type ActivityItem, useActivity } from './use-activity.ts'

const say = words.activity

/** Who did what, last done first, day by day, with an undo where one is possible. `?about=` limits it to one entity. */
export function ActivityPage() {
  const about = new URLSearchParams(useSearch()).get('about') ?? undefined
  // A new link to this page starts from its own filters.
  return <Activity key={about ?? ''} about={about} />
}

function Activity({ about }: { about: string | undefined }) {
  const { entries, state, filter, setFilter, hasMore, older, retry } = useActivity({ entityId: about })
  const { connection } = useStatus()
  const isFiltered = filter.actorId !== undefined || filter.entityId !== undefined
  return (
    <ColumnPage
      title={say.title}
      aside={<ActivityFilters filter={filter} actors={entries.map(({ actor }) => actor)} onChange={setFilter} />}
    >
      {state === 'failed' && (
        <ErrorState title={connection === 'offline' ? say.failedOffline : say.failed} onRetry={retry} />
      )}
      {state === 'loading' && entries.length === 0 && <Skeleton rows={8} />}
      {state === 'ready' && entries.length === 0 && (
        <EmptyState icon={<History size={28} aria-hidden />} title={isFiltered ? say.emptyFiltered : say.empty}>
          {isFiltered && <Button onClick={() => setFilter({})}>{say.clear}</Button>}
        </EmptyState>
      )}
      <Days entries={entries} />
      {hasMore && (
        <div className={styles.more}>
          <Button onClick={older}>{say.older}</Button>
        </div>
      )}
    </ColumnPage>
  )
}

function Days({ entries }: { entries: readonly ActivityItem[] }) {
  const floor = useOpenFloor()
  const times = useTimes()
  const today = todayOf(floor, useNow())
  const days = activityDays(entries, floor.restaurant)
  return [...days].map(([date, own]) => (
    <section key={date}>
      <h3 className={styles.day}>{date === today ? words.reservations.today : times.longDay(date)}</h3>
      <ol>
        {own.map((entry) => (
          <ActivityRow key={entry.transaction_id} entry={entry} isToday={date === today} />
        ))}
      </ol>
    </section>
  ))
}

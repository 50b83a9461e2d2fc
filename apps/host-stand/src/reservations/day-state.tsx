import { pageWords as words } from '../page-words.ts'
import { useStatus } from '../session/client-hooks.ts'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import type { DayReservations } from './use-day.ts'

const say = words.reservations

/** Shown in place of a day that is still loading or could not be loaded. */
export function DayState({ day }: { day: Exclude<DayReservations, { state: 'shown' }> }) {
  const { connection } = useStatus()
  if (day.state === 'loading') return <Skeleton />
  return <ErrorState title={connection === 'offline' ? say.failedOffline : say.failed} onRetry={day.retry} />
}

import { useStatus } from '../session/client-hooks.ts'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import { words } from '../words.ts'
import type { DayReservations } from './use-day.ts'

const say = words.reservations

/** What stands where a day would be that is still on its way, or could not be had. */
export function DayState({ day }: { day: Exclude<DayReservations, { state: 'shown' }> }) {
  const { connection } = useStatus()
  if (day.state === 'loading') return <Skeleton />
  return <ErrorState title={connection === 'offline' ? say.failedOffline : say.failed} onRetry={day.retry} />
}

import { type Restaurant, serviceDayAt } from '@qtable/domain'
import type { ActivityItem } from './use-activity.ts'

/**
 * Transactions by the service day on which they were done, last done first. The server's order is that of its decisions:
 * what was done offline is decided late.
 */
export function activityDays(
  entries: readonly ActivityItem[],
  restaurant: Restaurant,
): ReadonlyMap<string, readonly ActivityItem[]> {
  const days = new Map<string, ActivityItem[]>()
  for (const entry of entries.toSorted((a, b) => Date.parse(b.done_at) - Date.parse(a.done_at))) {
    const { date } = serviceDayAt(entry.done_at, restaurant)
    days.set(date, [...(days.get(date) ?? []), entry])
  }
  return days
}

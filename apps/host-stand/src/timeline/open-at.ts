import type { TimelineDay } from './timeline-day.ts'

const hourMs = 3_600_000

/**
 * The time that another day opens at, in milliseconds: its first bar, or an hour before its busiest one where `spanMs`, the
 * time on the screen, would not show both.
 */
export function openAt({ from, rows }: Pick<TimelineDay, 'from' | 'rows'>, spanMs: number): number {
  const bars = new Map(rows.flatMap((row) => row.bars.map((bar) => [bar.id, bar])))
  if (bars.size === 0) return from
  const first = Math.min(...[...bars.values()].map((bar) => bar.from))
  const covers = new Map<number, number>()
  for (const bar of bars.values()) {
    const hour = Math.floor(bar.from / hourMs) * hourMs
    covers.set(hour, (covers.get(hour) ?? 0) + bar.partySize)
  }
  const [busiest] = [...covers].reduce((a, b) => (b[1] > a[1] ? b : a))
  return busiest + hourMs - first <= spanMs ? first : busiest - hourMs
}

import { minutesOnTable } from '../tables/face-text.ts'
import type { TableViews } from '../tables/table-view.ts'
import type { Bridge } from './ground.ts'
import styles from './plan-view.module.css'

/** What the numbers of two tables side by side need of the distance between their centres, in pixels. */
const numbersPx = 40
const leastPx = 56

/** The names and minutes of parties at several tables, once for each, across the bridge between the first two. */
export function JoinedNames({
  bridges,
  views,
  scale,
}: {
  bridges: readonly Bridge[]
  views: TableViews
  scale: number
}) {
  const byParty = new Map([...views.values()].map((view) => [view.guestId, view]))
  return bridges.map(({ key, from, to, guestId }) => {
    const view = guestId === undefined ? undefined : byParty.get(guestId)
    if (!view) return null
    const [dx, dy] = [Math.abs(to.x - from.x) * scale, Math.abs(to.y - from.y) * scale]
    // Each table's accessible name has both.
    return (
      <span
        key={key}
        className={styles.joinedName}
        data-urgency={view.urgency}
        style={{
          left: ((from.x + to.x) / 2) * scale,
          top: ((from.y + to.y) / 2) * scale,
          maxWidth: Math.max(leastPx, dx > dy ? dx - numbersPx : 96),
        }}
        aria-hidden
      >
        <span dir="auto">{view.partyName}</span>
        <span>{minutesOnTable(view.minutes)}</span>
      </span>
    )
  })
}

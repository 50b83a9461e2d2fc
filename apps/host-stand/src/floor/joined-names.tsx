import { minutesOnTable } from '../tables/face-text.ts'
import type { TableViews } from '../tables/table-view.ts'
import type { Bridge } from './ground.ts'
import styles from './plan-view.module.css'

/** What the numbers of two tables side by side need of the distance between their centres, in pixels. */
const numbersPx = 40
/** Below this width, a cut name says nothing. */
const leastPx = 56
/** What the numbers of two tables, one above the other, and the two lines between them need of that distance. */
const linesPx = 64
const widestPx = 96

/** The most pixels of a name on the bridge, between the numbers of its tables; undefined where there is no room. */
function roomOn({ from, to }: Bridge, scale: number): number | undefined {
  const [dx, dy] = [Math.abs(to.x - from.x) * scale, Math.abs(to.y - from.y) * scale]
  if (dx > dy) return dx - numbersPx < leastPx ? undefined : dx - numbersPx
  return dy < linesPx ? undefined : widestPx
}

/** The tables that name a party of several tables themselves, because their bridge has no room for it. */
export function namingTables(bridges: readonly Bridge[], scale: number): ReadonlySet<string> {
  const crowded = bridges.filter((bridge) => bridge.guestId !== undefined && roomOn(bridge, scale) === undefined)
  return new Set(crowded.map(({ fromId }) => fromId))
}

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
  return bridges.map((bridge) => {
    const { key, from, to, guestId } = bridge
    const view = guestId === undefined ? undefined : byParty.get(guestId)
    const maxWidth = roomOn(bridge, scale)
    if (!view || maxWidth === undefined) return null
    // Each table's accessible name has both.
    return (
      <span
        key={key}
        className={styles.joinedName}
        data-key={key}
        data-urgency={view.urgency}
        style={{
          left: ((from.x + to.x) / 2) * scale,
          top: ((from.y + to.y) / 2) * scale,
          maxWidth,
        }}
        aria-hidden
      >
        <span dir="auto">{view.partyName}</span>
        <span>{minutesOnTable(view.minutes)}</span>
      </span>
    )
  })
}

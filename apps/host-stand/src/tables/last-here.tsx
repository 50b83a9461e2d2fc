import { type Guest, isLiveGuest, type Table } from '@qtable/domain'
import { ActionGlyph } from '../parties/action-glyph.tsx'
import { SizeCircle } from '../parties/party-row.tsx'
import { usePartyActions } from '../parties/use-party-actions.ts'
import { useFloorPart } from '../session/client-hooks.ts'
import { useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import { words } from '../words.ts'
import styles from './table-sheet.module.css'

/** The party that sat last at a free table, with a button that brings it back: a wrong Done is seen on the plan. */
export function LastHere({ table }: { table: Table }) {
  const times = useTimes()
  const last = useFloorPart(({ guests }) => lastAt(guests.values(), table.id))
  const actionsOf = usePartyActions()
  const [restore] = last ? actionsOf(last) : []
  if (!last || !restore) return null
  const when = `${words.parties.statuses[last.status]} · ${times.clock(last.finishedAt ?? last.updatedAt)}`
  return (
    <section>
      <h3 className={styles.heading}>{words.tables.lastHere}</h3>
      <div className={styles.last}>
        <SizeCircle size={last.partySize} />
        <span className={styles.grow}>
          <span dir="auto">{last.name}</span>
          <span className={styles.soft}>{when}</span>
        </span>
        <Button icon={<ActionGlyph name={restore.name} size={18} />} onClick={restore.run}>
          {restore.label}
        </Button>
      </div>
    </section>
  )
}

function lastAt(guests: Iterable<Guest>, tableId: string): Guest | undefined {
  let last: Guest | undefined
  for (const guest of guests) {
    if (isLiveGuest(guest) || !guest.endedFrom?.tableIds.includes(tableId)) continue
    if (!last || (guest.finishedAt ?? '') > (last.finishedAt ?? '')) last = guest
  }
  return last
}

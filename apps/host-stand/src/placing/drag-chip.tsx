import { useMemo } from 'react'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { sayFit } from '../tables/table-name.ts'
import { useTimes } from '../time/times.ts'
import { words } from '../words.ts'
import styles from './drag-area.module.css'
import { type Fit, fitContext, fitOf } from './fit.ts'
import type { Placing } from './placing.ts'
import { partyToPlace } from './placing-choice.ts'
import { placedParty } from './use-seat.ts'

/** What follows the pointer: the party, and what the table under it says to it. */
export function DragChip({ placing, tableId }: { placing: Placing; tableId: string | undefined }) {
  const client = useClient()
  const floor = useOpenFloor()
  const times = useTimes()
  const context = useMemo(() => fitContext(floor, client.now()), [floor, client])
  const table = tableId === undefined ? undefined : floor.tables.get(tableId)
  const wanted = partyToPlace(floor, placing)
  const party = placedParty(floor, placing)
  const fit = table && wanted && fitOf(context, [table], wanted)
  return (
    <div className={styles.chip} data-fit={fit?.grade}>
      <span className={styles.size}>{party?.partySize}</span>
      <span className={styles.text}>
        <span className={styles.name}>{party?.name}</span>
        {table && fit && wanted && (
          <span className={styles.says} role="status">
            {saidOf(table.tableNumber, fit, sayFit(fit, { partySize: wanted.partySize, times }))}
          </span>
        )}
      </span>
    </div>
  )
}

// Most reasons name the table themselves.
function saidOf(number: string, { obstacles: [first] }: Fit, text: string): string {
  return first && first.kind !== 'small' ? text : words.floor.drag.over(number, text)
}

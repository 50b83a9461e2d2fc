import { useMemo } from 'react'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { sayFit } from '../tables/table-name.ts'
import { words } from '../words.ts'
import styles from './drag-area.module.css'
import { type Fit, fitContext, fitOf } from './fit.ts'
import { type Placing, usePlacingStore } from './placing-store.ts'
import { partyToPlace } from './table-choice.ts'
import { placedParty } from './use-seat.ts'
import { swapsWith } from './use-swap.ts'

/** The chip at the pointer: the party, and how the table under it suits. */
export function DragChip({ placing }: { placing: Placing }) {
  const tableId = usePlacingStore(({ overTableId }) => overTableId)
  const client = useClient()
  const floor = useOpenFloor()
  const context = useMemo(() => fitContext(floor, client.now()), [floor, client])
  const table = tableId === undefined ? undefined : floor.tables.get(tableId)
  const party = partyToPlace(floor, placing)
  const fit = table && party && fitOf(context, [table], party)
  const other = swapsWith(floor, placing, tableId)
  return (
    <div className={styles.chip} data-fit={other ? 'loose' : fit?.grade}>
      <span className={styles.size}>{party?.partySize}</span>
      <span className={styles.text}>
        <span className={styles.name} dir="auto">
          {placedParty(floor, placing)?.name}
        </span>
        {table && fit && party && (
          <span className={styles.says} role="status">
            {other ? words.floor.swap.over(other.name) : saidOf(table.tableNumber, fit, sayFit(fit, floor))}
          </span>
        )}
      </span>
    </div>
  )
}

// Most reasons already name the table.
function saidOf(number: string, { reasons: [first] }: Fit, text: string): string {
  return first && first.code !== 'party_too_large' ? text : words.floor.drag.over({ numbers: number, says: text })
}

import { useEffect, useMemo } from 'react'
import { usePulses } from '../activity/pulses.ts'
import { OfflineNote } from '../outbox/offline-bar.tsx'
import { fitContext, fitsOf } from '../placing/fit.ts'
import { PlacingBar } from '../placing/placing-bar.tsx'
import { placingNow, stopPlacing, useDragging, usePlacing, usePlacingStore } from '../placing/placing-store.ts'
import { partyToPlace, touchTable } from '../placing/table-choice.ts'
import { useSeat } from '../placing/use-seat.ts'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { openSheet, useSheet } from '../shell/open-sheet.ts'
import { useNow } from '../time/now.ts'
import { usePhone } from '../ui/use-media.ts'
import { EmptyFloor } from './empty-floor.tsx'
import styles from './floor-plan.module.css'
import { PlanView } from './plan-view.tsx'

/** The plan as hosts work with it: tap a table to open it, or to seat the party that is being placed. */
export function FloorPlan() {
  const client = useClient()
  const floor = useOpenFloor()
  const now = useNow()
  const minute = Math.floor(now / 60_000) * 60_000
  const placing = usePlacing()
  const chosen = usePlacingStore((state) => state.chosen)
  const touched = usePlacingStore((state) => state.touched)
  // During a drag, the chip at the pointer says this, and the plan must not move.
  const isDragging = useDragging()
  const pulses = usePulses()
  const sheet = useSheet()
  const seat = useSeat()
  const isPhone = usePhone()
  const party = useMemo(() => placing && partyToPlace(floor, placing), [floor, placing])
  const context = useMemo(() => (party ? fitContext(floor, minute) : undefined), [floor, party, minute])
  const fits = useMemo(() => context && party && fitsOf(context, party, chosen), [context, party, chosen])
  useEndOfPlacing({ isPlacing: placing !== undefined, isGone: placing !== undefined && party === undefined })

  function onTable(tableId: string) {
    const placed = placingNow()
    const view = client.view
    if (!placed || !view) return openSheet({ kind: 'table', tableId })
    if (touchTable({ floor: view, now: client.now(), placing: placed }, tableId) === 'seat') seat(placed, [tableId])
  }

  if (floor.tables.size === 0) return <EmptyFloor />
  const isChoosing = placing && party && fits && context && !isDragging
  return (
    <div className={styles.stage}>
      {isChoosing && (
        <PlacingBar
          floor={floor}
          placing={placing}
          party={party}
          fits={fits}
          context={context}
          isQuiet={sheet?.kind === 'add' || sheet?.kind === 'edit-party'}
        />
      )}
      {!isChoosing && !isPhone && <OfflineNote />}
      <div className={styles.plan}>
        <PlanView
          floor={floor}
          now={now}
          fits={fits}
          chosen={chosen}
          touchedId={touched}
          selectedId={sheet?.kind === 'table' ? sheet.tableId : undefined}
          pulses={pulses}
          onTable={onTable}
        />
      </div>
    </div>
  )
}

// Ends when the party left or another person seated it, and with Escape.
function useEndOfPlacing({ isPlacing, isGone }: { isPlacing: boolean; isGone: boolean }): void {
  useEffect(() => {
    if (isGone) stopPlacing()
  }, [isGone])

  useEffect(() => {
    if (!isPlacing) return
    function onKey(event: KeyboardEvent) {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      stopPlacing()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [isPlacing])
}

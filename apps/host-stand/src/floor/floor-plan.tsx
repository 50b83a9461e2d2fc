import { useEffect, useMemo } from 'react'
import { usePulses } from '../activity/pulses.ts'
import { carriedId } from '../placing/carrier.ts'
import { fitContext, fitsOf } from '../placing/fit.ts'
import { type Placing, placingNow, stopPlacing, usePlacing } from '../placing/placing.ts'
import { PlacingBar } from '../placing/placing-bar.tsx'
import { partyToPlace, resetChoice, touchTable, useChoice } from '../placing/placing-choice.ts'
import { useSeat } from '../placing/use-seat.ts'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { openSheet, useSheet } from '../shell/open-sheet.ts'
import { useNow } from '../time/now.ts'
import { useTimes } from '../time/times.ts'
import { EmptyFloor } from './empty-floor.tsx'
import styles from './floor-plan.module.css'
import { PlanView } from './plan-view.tsx'

/** The plan as hosts work with it: tap a table to open it, or to seat the party that is being placed. */
export function FloorPlan() {
  const client = useClient()
  const floor = useOpenFloor()
  const times = useTimes()
  const now = useNow()
  const minute = Math.floor(now / 60_000) * 60_000
  const placing = usePlacing()
  const { chosen, touched } = useChoice()
  const pulses = usePulses()
  const sheet = useSheet()
  const seat = useSeat()
  // What is carried says itself where it would go; the plan must not move under it.
  const isCarried = carriedId.use() !== undefined
  const wanted = useMemo(() => placing && partyToPlace(floor, placing), [floor, placing])
  const context = useMemo(() => (wanted ? fitContext(floor, minute) : undefined), [floor, wanted, minute])
  const fits = useMemo(() => context && wanted && fitsOf(context, wanted, chosen), [context, wanted, chosen])

  // Another party begins with no tables chosen. One whose name is still being typed is the same.
  const party = placing && partyKey(placing)
  useEffect(() => (party === undefined ? undefined : resetChoice), [party])

  // Somebody else seated them, or they left, while a table was being chosen.
  const isGone = placing !== undefined && wanted === undefined
  useEffect(() => {
    if (isGone) stopPlacing()
  }, [isGone])

  useEffect(() => {
    if (!placing) return
    function onKey(event: KeyboardEvent) {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      stopPlacing()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [placing])

  function onTable(tableId: string) {
    const placed = placingNow()
    const view = client.view
    if (!placed || !view) return openSheet({ kind: 'table', tableId })
    if (touchTable({ floor: view, now: client.now(), placing: placed }, tableId) === 'seat') seat(placed, [tableId])
  }

  if (floor.tables.size === 0) return <EmptyFloor />
  const isChoosing = placing && wanted && fits && context && !isCarried
  return (
    <div className={styles.stage}>
      {isChoosing && (
        <PlacingBar
          floor={floor}
          placing={placing}
          wanted={wanted}
          fits={fits}
          context={context}
          times={times}
          isQuiet={sheet?.kind === 'add' || sheet?.kind === 'edit-party'}
        />
      )}
      <div className={styles.plan}>
        <PlanView
          floor={floor}
          now={now}
          fits={fits}
          chosen={chosen}
          touchedId={touched}
          selectedId={sheet?.kind === 'table' ? sheet.tableId : undefined}
          isTight={Boolean(isChoosing)}
          pulses={pulses}
          onTable={onTable}
        />
      </div>
    </div>
  )
}

function partyKey(placing: Placing): string {
  switch (placing.kind) {
    case 'walkIn':
      return `walk-in of ${placing.partySize}`
    case 'guest':
      return placing.guestId
    case 'reservation':
      return placing.reservationId
  }
}

import type { Floor } from '@qtable/domain'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Pulse } from '../activity/pulses.ts'
import type { Fit } from '../placing/fit.ts'
import { TableButton } from '../tables/table-button.tsx'
import { type TableViews, viewsOf } from '../tables/table-view.ts'
import { timesIn } from '../time/times.ts'
import { usePhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import { type Box, boundsOfAll } from './geometry.ts'
import { bridgesOf, groundEdge, groundsOf, nameUnits } from './ground.ts'
import { JoinedNames, namingTables } from './joined-names.tsx'
import { inReadingOrder } from './neighbours.ts'
import { PlanGround, SectionNames } from './plan-ground.tsx'
import { PlanParts } from './plan-parts.tsx'
import styles from './plan-view.module.css'
import { usePlanHandle } from './use-plan-handle.ts'
import { useTableEvents } from './use-table-events.ts'
import { useViewport } from './use-viewport.ts'
import { ZoomButtons } from './zoom-buttons.tsx'

export interface PlanViewProps {
  floor: Floor
  /** In milliseconds. */
  now: number
  /** How each table suits the party being placed; undefined without one. */
  fits?: ReadonlyMap<string, Fit> | undefined
  chosen?: readonly string[]
  /** The table tapped last, if it did not suit. */
  touchedId?: string | undefined
  selectedId?: string | undefined
  pulses: ReadonlyMap<string, Pulse>
  onTable: (tableId: string) => void
}

const none: readonly string[] = []

/** The floor, drawn to scale. */
export function PlanView({ floor, now, fits, chosen = none, touchedId, selectedId, pulses, onTable }: PlanViewProps) {
  const { tables, sections, combinations, guests } = floor
  const { timezone } = floor.restaurant
  const views = useViews(floor, now)
  const order = useMemo(() => inReadingOrder(tables.values()), [tables])
  const grounds = useMemo(() => groundsOf(sections.values(), tables.values()), [sections, tables])
  const bridges = useMemo(() => bridgesOf({ tables, combinations, guests }), [tables, combinations, guests])
  const box = useMemo(() => boxOf(order), [order])
  const { windowRef, layerRef, control, scale, framing, isZoomed } = useViewport(box)
  const naming = useMemo(() => namingTables(bridges, scale), [bridges, scale])
  const isPhone = usePhone()
  // A part of the floor fills the window up to its corners; the row below leads back.
  const isPart = typeof framing === 'object'
  const hasZoom = !isPart
  useLayoutEffect(() => control.current?.setCorner(hasZoom), [control, hasZoom])
  usePlanHandle(tables, { windowRef, control })

  const [focused, setFocused] = useState<string>()
  const stopId = focused !== undefined && tables.has(focused) ? focused : order[0]?.id
  const events = useTableEvents(tables, { order, windowRef, control, onTable, onFocused: setFocused })

  return (
    <div className={styles.view}>
      <div ref={windowRef} className={styles.window} data-placing={fits ? '' : undefined}>
        <section {...events} ref={layerRef} className={styles.layer} aria-label={words.floor.plan}>
          {scale > 0 && (
            <>
              <PlanGround box={box} scale={scale} grounds={grounds} bridges={bridges} />
              <SectionNames grounds={grounds} scale={scale} />
              {order.map(({ id }) => {
                const view = views.get(id)
                return (
                  view && (
                    <TableButton
                      key={id}
                      view={view}
                      scale={scale}
                      times={timesIn(timezone)}
                      grade={fits?.get(id)?.grade}
                      isChosen={chosen.includes(id)}
                      isSelected={id === selectedId}
                      isTouched={id === touchedId}
                      isStop={id === stopId}
                      isNaming={naming.has(id)}
                      pulse={pulses.get(id)}
                    />
                  )
                )
              })}
              <JoinedNames bridges={bridges} views={views} scale={scale} />
            </>
          )}
        </section>
        {hasZoom && <ZoomButtons control={control} isZoomed={isZoomed} />}
      </div>
      {isPhone && grounds.length > 1 && (
        <PlanParts grounds={grounds} control={control} framing={framing} tables={order} fits={fits} />
      )}
    </div>
  )
}

// Equal views keep their identity across renders.
function useViews(floor: Floor, now: number): TableViews {
  const previous = useRef<TableViews>(undefined)
  const views = useMemo(() => viewsOf(floor, now, previous.current), [floor, now])
  previous.current = views
  return views
}

function boxOf(tables: Parameters<typeof boundsOfAll>[0]): Box {
  const { x, y, width, height } = boundsOfAll(tables) ?? { x: 0, y: 0, width: 1000, height: 700 }
  return {
    x: x - groundEdge,
    y: y - groundEdge - nameUnits,
    width: width + 2 * groundEdge,
    height: height + 2 * groundEdge + nameUnits,
  }
}

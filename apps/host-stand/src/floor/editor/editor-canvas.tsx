import { type RefObject, useMemo, useRef } from 'react'
import { pageWords as words } from '../../page-words.ts'
import { type Box, boundsOfAll } from '../geometry.ts'
import { bridgesOf, groundsOf } from '../ground.ts'
import { inReadingOrder } from '../neighbours.ts'
import { PlanGround, SectionNames } from '../plan-ground.tsx'
import plan from '../plan-view.module.css'
import type { ViewportControl } from '../viewport-control.ts'
import { ZoomButtons } from '../zoom-buttons.tsx'
import { select } from './editing.ts'
import styles from './editor-canvas.module.css'
import { EditorTable } from './editor-table.tsx'
import { Handles } from './handles.tsx'
import { duplicateNumbers, type Layout, type TableLayout } from './layout.ts'
import { useTableDrag } from './use-table-drag.ts'

const noGuests = new Map()

/** The canvas that the floor is edited on. */
export function EditorCanvas({
  layout,
  box,
  selected,
  overlaps,
  viewport,
  onRemove,
}: {
  layout: Layout
  box: Box
  selected: readonly string[]
  /** The tables that stand on another one. */
  overlaps: ReadonlySet<string>
  viewport: {
    windowRef: RefObject<HTMLDivElement | null>
    layerRef: RefObject<HTMLElement | null>
    control: RefObject<ViewportControl | undefined>
    scale: number
    isZoomed: boolean
  }
  onRemove: () => void
}) {
  const { tables, sections, combinations } = layout
  const { windowRef, layerRef, control, scale, isZoomed } = viewport
  const { guides, isDragging } = useTableDrag(windowRef, control)
  const order = useSteadyOrder(tables, isDragging)
  const grounds = useMemo(() => groundsOf(sections.values(), tables.values()), [sections, tables])
  const bridges = useMemo(() => bridgesOf({ tables, combinations, guests: noGuests }), [tables, combinations])
  const duplicate = useMemo(() => duplicateNumbers(layout), [layout])
  const [only] = selected.flatMap((id) => tables.get(id) ?? [])
  const line = { top: box.y * scale, left: box.x * scale, width: box.width * scale, height: box.height * scale }

  return (
    <div
      ref={windowRef}
      className={plan.window}
      onPointerDown={({ target }) => {
        if (!(target as Element).closest('[data-grab], button')) select([])
      }}
    >
      <section ref={layerRef} className={plan.layer} aria-label={words.editor.canvas}>
        {scale > 0 && (
          <>
            <div className={styles.paper} style={{ ...line, backgroundSize: `${50 * scale}px ${50 * scale}px` }} />
            <PlanGround box={box} scale={scale} grounds={grounds} bridges={bridges} />
            <SectionNames grounds={grounds} scale={scale} />
            {order.map((table) => (
              <EditorTable
                key={table.id}
                table={table}
                scale={scale}
                isSelected={selected.includes(table.id)}
                isDuplicate={duplicate.has(table.tableNumber.trim())}
                isOverlapping={overlaps.has(table.id)}
                onRemove={onRemove}
              />
            ))}
            {guides.x !== undefined && (
              <div
                className={styles.guide}
                style={{ left: guides.x * scale, top: line.top, height: line.height, width: 1 }}
              />
            )}
            {guides.y !== undefined && (
              <div
                className={styles.guide}
                style={{ top: guides.y * scale, left: line.left, width: line.width, height: 1 }}
              />
            )}
            {only && selected.length === 1 && <Handles table={only} scale={scale} control={control} />}
          </>
        )}
      </section>
      <ZoomButtons control={control} isZoomed={isZoomed} />
    </div>
  )
}

// In reading order, for the keyboard; as it was while one is dragged: an element that moves in the document loses the
// pointer that it has captured.
function useSteadyOrder(tables: Layout['tables'], isDragging: boolean): TableLayout[] {
  const kept = useRef<readonly string[]>([])
  return useMemo(() => {
    if (!isDragging) kept.current = inReadingOrder(tables.values()).map(({ id }) => id)
    return kept.current.flatMap((id) => tables.get(id) ?? [])
  }, [tables, isDragging])
}

/** The area of the canvas: the plan's size and any table beyond it. */
export function canvasBox(layout: Layout, size: { width: number; height: number }): Box {
  const all = boundsOfAll(layout.tables.values()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const x = Math.min(0, all.x - 40)
  const y = Math.min(0, all.y - 60)
  const right = Math.max(size.width, all.x + all.width + 40)
  const bottom = Math.max(size.height, all.y + all.height + 40)
  return { x, y, width: right - x, height: bottom - y }
}

import { MoveDiagonal2, RotateCw } from 'lucide-react'
import type { PointerEvent, RefObject } from 'react'
import { words } from '../../words.ts'
import { centreOf, type Point } from '../geometry.ts'
import type { ViewportControl } from '../viewport-control.ts'
import { edit } from './editing.ts'
import styles from './editor-canvas.module.css'
import { type TableLayout, withTable } from './layout.ts'
import { onAngles, onGrid } from './snap.ts'

const say = words.floor.editor
let grips = 0

/** What one table is turned and sized by, beside it. The same is in its fields, for keys. */
export function Handles({
  table,
  scale,
  control,
}: {
  table: TableLayout
  scale: number
  control: RefObject<ViewportControl | undefined>
}) {
  const centre = centreOf(table)
  const angle = (table.rotation * Math.PI) / 180
  // So far beyond the edge that neither hides the table.
  const gap = 30 / scale
  const reach = { x: table.size.width / 2 + gap, y: table.size.height / 2 + gap }

  // A point beside the table, as it is turned.
  function at(x: number, y: number): { left: number; top: number } {
    return {
      left: (centre.x + x * Math.cos(angle) - y * Math.sin(angle)) * scale,
      top: (centre.y + x * Math.sin(angle) + y * Math.cos(angle)) * scale,
    }
  }

  function grip(event: PointerEvent<HTMLElement>, change: (point: Point) => TableLayout) {
    event.preventDefault()
    const view = control.current
    if (!view) return
    const about = `grip ${++grips}`
    const frame = event.currentTarget
    frame.setPointerCapture(event.pointerId)
    const ending = new AbortController()
    const { signal } = ending
    const move = ({ clientX, clientY }: globalThis.PointerEvent) => {
      const next = change(view.toPlan({ x: clientX, y: clientY }))
      edit((layout) => withTable(layout, next), about)
    }
    frame.addEventListener('pointermove', move, { signal })
    frame.addEventListener('pointerup', () => ending.abort(), { signal })
    frame.addEventListener('pointercancel', () => ending.abort(), { signal })
  }

  function turned({ x, y }: Point): TableLayout {
    const degrees = (Math.atan2(y - centre.y, x - centre.x) * 180) / Math.PI + 90
    return { ...table, rotation: onAngles(degrees) }
  }

  // The corner follows the pointer, the middle stays: simple to understand also for a table that is turned.
  function sized({ x, y }: Point): TableLayout {
    const [dx, dy] = [x - centre.x, y - centre.y]
    const along = dx * Math.cos(-angle) - dy * Math.sin(-angle)
    const across = dx * Math.sin(-angle) + dy * Math.cos(-angle)
    const width = Math.max(30, onGrid(2 * (Math.abs(along) - gap)))
    const height =
      table.shape === 'round' || table.shape === 'square' ? width : Math.max(30, onGrid(2 * (Math.abs(across) - gap)))
    return { ...table, size: { width, height }, position: { x: centre.x - width / 2, y: centre.y - height / 2 } }
  }

  return (
    <>
      <span
        className={styles.handle}
        data-grab
        title={say.turnHandle}
        style={at(0, -reach.y)}
        onPointerDown={(event) => grip(event, turned)}
      >
        <RotateCw size={18} aria-hidden />
      </span>
      <span
        className={styles.handle}
        data-grab
        title={say.sizeHandle}
        style={at(reach.x, reach.y)}
        onPointerDown={(event) => grip(event, sized)}
      >
        <MoveDiagonal2 size={18} aria-hidden />
      </span>
    </>
  )
}

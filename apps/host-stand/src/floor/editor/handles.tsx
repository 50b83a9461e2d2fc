import { useDrag } from '@use-gesture/react'
import { MoveDiagonal2, RotateCw } from 'lucide-react'
import type { RefObject } from 'react'
import { pageWords as words } from '../../page-words.ts'
import { centreOf, type Point } from '../geometry.ts'
import type { ViewportControl } from '../viewport-control.ts'
import { edit } from './editing.ts'
import styles from './editor-canvas.module.css'
import { type TableLayout, withTable } from './layout.ts'
import { snapAngle, snapToGrid } from './snap.ts'

const say = words.editor
const leastUnits = 30
/** Far enough outside the edge that no handle hides the table. */
const gapPx = 30
let grips = 0

/** The handles that turn and resize one table. Its form fields do the same for the keyboard. */
export function Handles({
  table,
  scale,
  control,
}: {
  table: TableLayout
  scale: number
  control: RefObject<ViewportControl | undefined>
}) {
  const gap = gapPx / scale
  const corner = { x: table.size.width / 2 + gap, y: table.size.height / 2 + gap }
  const turn = useGrip(control, (point) => ({ ...table, rotation: angleTo(table, point) }))
  const size = useGrip(control, (point) => sizedTo(table, point, gap))

  // A point beside the table, in its own rotation.
  function at({ x, y }: Point): { left: number; top: number } {
    const centre = centreOf(table)
    const angle = radians(table.rotation)
    return {
      left: (centre.x + x * Math.cos(angle) - y * Math.sin(angle)) * scale,
      top: (centre.y + x * Math.sin(angle) + y * Math.cos(angle)) * scale,
    }
  }

  return (
    <>
      <span {...turn()} className={styles.handle} data-grab title={say.turnHandle} style={at({ x: 0, y: -corner.y })}>
        <RotateCw size={18} aria-hidden />
      </span>
      <span {...size()} className={styles.handle} data-grab title={say.sizeHandle} style={at(corner)}>
        <MoveDiagonal2 size={18} aria-hidden />
      </span>
    </>
  )
}

// All moves of one drag of a handle are one step.
function useGrip(control: RefObject<ViewportControl | undefined>, change: (point: Point) => TableLayout) {
  return useDrag(
    ({ first, event, xy: [x, y], memo }) => {
      if (first) event.preventDefault()
      const about: string = first ? `grip ${++grips}` : memo
      const point = control.current?.toPlan({ x, y })
      if (point && !first) edit((layout) => withTable(layout, change(point)), about)
      return about
    },
    { pointer: { keys: false }, eventOptions: { passive: false } },
  )
}

function angleTo(table: TableLayout, { x, y }: Point): number {
  const centre = centreOf(table)
  return snapAngle((Math.atan2(y - centre.y, x - centre.x) * 180) / Math.PI + 90)
}

// The corner follows the pointer and the centre stays, which is easy to follow for a turned table too.
function sizedTo(table: TableLayout, { x, y }: Point, gap: number): TableLayout {
  const centre = centreOf(table)
  const angle = radians(-table.rotation)
  const [dx, dy] = [x - centre.x, y - centre.y]
  const along = dx * Math.cos(angle) - dy * Math.sin(angle)
  const across = dx * Math.sin(angle) + dy * Math.cos(angle)
  const width = Math.max(leastUnits, snapToGrid(2 * (Math.abs(along) - gap)))
  const isEven = table.shape === 'round' || table.shape === 'square'
  const height = isEven ? width : Math.max(leastUnits, snapToGrid(2 * (Math.abs(across) - gap)))
  return { ...table, size: { width, height }, position: { x: centre.x - width / 2, y: centre.y - height / 2 } }
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

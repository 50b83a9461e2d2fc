import { carriedId } from './carrier.ts'
import type { Box, Point } from './geometry.ts'
import { watchGestures } from './gestures.ts'
import { fitted, held, revealing, type Viewport, zoomed } from './viewport.ts'

/** The view of a plan in its window, moved by hand. */
export interface ViewportControl {
  setBox(box: Box): void
  zoomBy(factor: number): void
  showAll(): void
  /** Brings a point of the plan into sight. */
  reveal(point: Point): void
  /** A point of the page, in plan units. */
  toPlan(point: Point): Point
  /** A point of the plan, on the page. */
  toPage(point: Point): Point
  /** The scale in use right now, also in the middle of a gesture. */
  readonly scale: number
  /** To be called when the layer was drawn at another scale. */
  drawn(scale: number): void
  close(): void
}

const margin = 14
const settleMs = 140
/** The foot of the window, where the buttons are: no table ends up under them. */
const footPx = 46

/**
 * Moves the layer itself while a gesture goes on, without drawing anything again; `onScale` asks for a layer drawn at a
 * new scale once it is over, so that text is sharp and as large as it should be.
 */
export function openViewport({
  window: frame,
  layer,
  onScale,
  onZoomed,
}: {
  window: HTMLElement
  layer: HTMLElement
  onScale: (scale: number) => void
  onZoomed: (isZoomed: boolean) => void
}): ViewportControl {
  let box: Box = { x: 0, y: 0, width: 1, height: 1 }
  let view: Viewport = { scale: 1, x: 0, y: 0 }
  let drawnScale = 0
  let isWhole = true
  let settling: ReturnType<typeof setTimeout> | undefined

  const size = () => ({ width: frame.clientWidth, height: frame.clientHeight - footPx })

  function apply(): void {
    const factor = drawnScale === 0 ? 1 : view.scale / drawnScale
    layer.style.transform = `translate(${view.x}px, ${view.y}px)${factor === 1 ? '' : ` scale(${factor})`}`
  }

  function move(next: Viewport, { isAtOnce = false } = {}): void {
    const before = isWhole
    view = held(next, box, size(), margin)
    isWhole = view.scale <= fitted(box, size(), margin).scale * 1.001
    apply()
    if (before !== isWhole) onZoomed(!isWhole)
    clearTimeout(settling)
    if (view.scale === drawnScale) return
    if (isAtOnce) onScale(view.scale)
    else settling = setTimeout(() => onScale(view.scale), settleMs)
  }

  const showAll = () => move(fitted(box, size(), margin), { isAtOnce: true })
  const resized = new ResizeObserver(() => (isWhole ? showAll() : move(view)))
  resized.observe(frame)

  const endGestures = watchGestures(frame, {
    isBusy: () => carriedId.get() !== undefined,
    pan: (dx, dy) => move({ ...view, x: view.x + dx, y: view.y + dy }),
    zoom: (factor, at) => move(zoomed(view, factor, at)),
  })

  return {
    setBox(next) {
      box = next
      if (isWhole) showAll()
      else move(view)
    },
    zoomBy(factor) {
      const { width, height } = size()
      move(zoomed(view, factor, { x: width / 2, y: height / 2 }), { isAtOnce: true })
    },
    showAll,
    reveal: (point) => move(revealing(view, point, size(), 60)),
    toPlan({ x, y }) {
      const { left, top } = frame.getBoundingClientRect()
      return { x: (x - left - view.x) / view.scale, y: (y - top - view.y) / view.scale }
    },
    toPage({ x, y }) {
      const { left, top } = frame.getBoundingClientRect()
      return { x: x * view.scale + view.x + left, y: y * view.scale + view.y + top }
    },
    get scale() {
      return view.scale
    },
    drawn(scale) {
      drawnScale = scale
      apply()
    },
    close() {
      clearTimeout(settling)
      resized.disconnect()
      endGestures()
    },
  }
}

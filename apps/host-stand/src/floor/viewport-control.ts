import { carriedId } from '../placing/carrier.ts'
import type { Box, Point } from './geometry.ts'
import { watchGestures } from './gestures.ts'
import { fitted, heightBeside, held, refitted, revealing, type Viewport, type WindowSize, zoomed } from './viewport.ts'

/** What stays in sight when the window changes: the whole plan, a part of it, or wherever a finger left it. */
export type Kept = 'all' | 'free' | Box

/** The view of a plan in its window, moved by hand. */
export interface ViewportControl {
  setBox(box: Box): void
  zoomBy(factor: number): void
  showAll(): void
  /** Brings a part of the plan as close as it goes. */
  showPart(part: Box): void
  /** Whether something floats over the lower left corner of the window, which the whole plan then leaves free. */
  setCorner(isUsed: boolean): void
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
/** Where a little less of it keeps the plan as it is drawn. */
const least = 4
const settleMs = 140
/** The lower left corner of the window, where the button that comes closer is: no table ends up under it. */
const corner = { width: 60, height: 58 }

/**
 * Moves the layer itself while a gesture goes on, without drawing anything again; `onScale` asks for a layer drawn at a
 * new scale once it is over, so that text is sharp and as large as it should be.
 */
export function openViewport({
  window: frame,
  layer,
  onScale,
  onKept,
}: {
  window: HTMLElement
  layer: HTMLElement
  onScale: (scale: number) => void
  onKept: (kept: Kept) => void
}): ViewportControl {
  let box: Box = { x: 0, y: 0, width: 1, height: 1 }
  let view: Viewport = { scale: 1, x: 0, y: 0 }
  let drawnScale = 0
  let kept: Kept = 'all'
  let hasCorner = true
  let settling: ReturnType<typeof setTimeout> | undefined

  function size(): WindowSize {
    const { clientWidth: width, clientHeight } = frame
    const height = hasCorner ? heightBeside(box, { width, height: clientHeight }, margin, corner) : clientHeight
    return { width, height }
  }

  function apply(): void {
    const factor = drawnScale === 0 ? 1 : view.scale / drawnScale
    layer.style.transform = `translate(${view.x}px, ${view.y}px)${factor === 1 ? '' : ` scale(${factor})`}`
  }

  function move(next: Viewport, keep: Kept, { isAtOnce = false } = {}): void {
    const room = size()
    view = held(next, box, room, margin)
    kept = view.scale <= fitted(box, room, least).scale * 1.001 ? 'all' : keep
    apply()
    onKept(kept)
    clearTimeout(settling)
    if (view.scale === drawnScale) return
    if (isAtOnce) onScale(view.scale)
    else settling = setTimeout(() => onScale(view.scale), settleMs)
  }

  const showAll = () => move(fitted(box, size(), margin), 'all', { isAtOnce: true })
  const showPart = (part: Box) => move(fitted(part, size(), margin), part, { isAtOnce: true })
  function again(): void {
    if (kept === 'all') move(refitted(view, box, size(), { margin, least }), 'all', { isAtOnce: true })
    else if (kept === 'free') move(view, 'free')
    else showPart(kept)
  }
  const resized = new ResizeObserver(again)
  resized.observe(frame)

  const endGestures = watchGestures(frame, {
    isBusy: () => carriedId.get() !== undefined,
    pan: (dx, dy) => move({ ...view, x: view.x + dx, y: view.y + dy }, 'free'),
    zoom: (factor, at) => move(zoomed(view, factor, at), 'free'),
  })

  return {
    setBox(next) {
      box = next
      if (kept === 'all') showAll()
      else again()
    },
    zoomBy(factor) {
      const { width, height } = size()
      move(zoomed(view, factor, { x: width / 2, y: height / 2 }), 'free', { isAtOnce: true })
    },
    showAll,
    showPart,
    setCorner(isUsed) {
      hasCorner = isUsed
      again()
    },
    reveal: (point) => move(revealing(view, point, size(), 60), kept),
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

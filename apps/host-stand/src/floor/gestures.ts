import type { Point } from './geometry.ts'

interface Gestures {
  /** Whether something else uses the pointer: a party is being carried. */
  isBusy: () => boolean
  pan: (dx: number, dy: number) => void
  /** `at` in pixels from the frame's top left corner. */
  zoom: (factor: number, at: Point) => void
}

const slackPx = 6

/** Wheel, drag and pinch on a frame, until the function that it returns is called. A drag is no tap at its end. */
export function watchGestures(frame: HTMLElement, { isBusy, pan, zoom }: Gestures): () => void {
  const fingers = new Map<number, Point>()
  let travelled = 0
  const ending = new AbortController()
  const { signal } = ending

  const within = ({ x, y }: Point): Point => {
    const { left, top } = frame.getBoundingClientRect()
    return { x: x - left, y: y - top }
  }

  function down(event: PointerEvent): void {
    if (event.button !== 0) return
    if ((event.target as Element).closest('[data-grab]')) return
    // With a mouse a seated table is something to drag; a finger has to rest on it first.
    if (event.pointerType === 'mouse' && (event.target as Element).closest('[data-drag]')) return
    if (fingers.size === 0) travelled = 0
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
  }

  function move(event: PointerEvent): void {
    const before = fingers.get(event.pointerId)
    if (!before) return
    if (isBusy()) {
      fingers.clear()
      return
    }
    const after = { x: event.clientX, y: event.clientY }
    fingers.set(event.pointerId, after)
    const [dx, dy] = [after.x - before.x, after.y - before.y]
    travelled += Math.hypot(dx, dy)
    if (travelled < slackPx) return
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1]
    if (!other) {
      pan(dx, dy)
      return
    }
    const was = Math.max(1, Math.hypot(before.x - other.x, before.y - other.y))
    pan(dx / 2, dy / 2)
    zoom(
      Math.hypot(after.x - other.x, after.y - other.y) / was,
      within({ x: (after.x + other.x) / 2, y: (after.y + other.y) / 2 }),
    )
  }

  const up = (event: PointerEvent) => void fingers.delete(event.pointerId)

  function click(event: MouseEvent): void {
    if (travelled < slackPx || event.detail === 0) return
    event.stopPropagation()
    event.preventDefault()
    travelled = 0
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault()
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
    if (event.shiftKey) {
      pan(-(event.deltaX + event.deltaY) * lines, 0)
      return
    }
    const speed = event.ctrlKey ? 0.01 : 0.002
    zoom(Math.exp(-event.deltaY * lines * speed), within({ x: event.clientX, y: event.clientY }))
  }

  frame.addEventListener('pointerdown', down, { signal })
  frame.addEventListener('click', click, { signal, capture: true })
  frame.addEventListener('wheel', wheel, { signal, passive: false })
  addEventListener('pointermove', move, { signal })
  addEventListener('pointerup', up, { signal })
  addEventListener('pointercancel', up, { signal })
  return () => ending.abort()
}

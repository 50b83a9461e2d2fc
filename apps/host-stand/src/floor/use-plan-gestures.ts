import { createUseGesture, dragAction, pinchAction, wheelAction } from '@use-gesture/react'
import { type RefObject, useEffect, useRef } from 'react'
import { isPartyDragged } from '../placing/placing-store.ts'
import type { Point } from './geometry.ts'
import type { ViewportControl } from './viewport-control.ts'

const useGesture = createUseGesture([dragAction, pinchAction, wheelAction])

const slackPx = 6
/** Firefox scrolls by lines of this many pixels. */
const linePx = 16
/** Zoom per pixel of the wheel; with Ctrl it is a trackpad's pinch, which reports fewer pixels. */
const wheelSpeed = 0.002
const trackpadSpeed = 0.01

/** Moves a plan in its window by drag, pinch and wheel. The end of a drag is not a click. */
export function usePlanGestures(
  frame: RefObject<HTMLElement | null>,
  control: RefObject<ViewportControl | undefined>,
): void {
  const hasPanned = useRef(false)
  useGesture(
    {
      onPointerDown() {
        hasPanned.current = false
      },
      onDrag({ first, target, event, delta: [dx, dy], pinching, cancel, canceled }) {
        if (canceled) return
        if (isPartyDragged() || (first && isOtherDrag(target, event))) return cancel()
        hasPanned.current = true
        if (!pinching) control.current?.panBy(dx, dy)
      },
      onPinch({
        da: [distance],
        origin: [x, y],
        memo,
      }: {
        da: [number, number]
        origin: [number, number]
        memo?: Pinch
      }) {
        if (memo && !isPartyDragged()) {
          control.current?.panBy(x - memo.at.x, y - memo.at.y)
          control.current?.zoomAround(distance / memo.distance, { x, y })
        }
        return { distance: Math.max(1, distance), at: { x, y } } satisfies Pinch
      },
      onWheel({ event, last }) {
        // The library repeats the last event after a pause.
        if (last) return
        event.preventDefault()
        const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? linePx : 1
        if (event.shiftKey) return control.current?.panBy(-(event.deltaX + event.deltaY) * lines, 0)
        const speed = event.ctrlKey ? trackpadSpeed : wheelSpeed
        const at = { x: event.clientX, y: event.clientY }
        control.current?.zoomAround(Math.exp(-event.deltaY * lines * speed), at)
      },
    },
    {
      target: frame,
      eventOptions: { passive: false },
      drag: { threshold: slackPx, pointer: { capture: false, keys: false } },
      pinch: { pinchOnWheel: false },
    },
  )

  useEffect(() => {
    function onClick(event: MouseEvent): void {
      if (!hasPanned.current || event.detail === 0) return
      event.stopPropagation()
      event.preventDefault()
    }
    const element = frame.current
    element?.addEventListener('click', onClick, true)
    return () => element?.removeEventListener('click', onClick, true)
  }, [frame])
}

/** The last move of a pinch: the distance of the fingers and the point between them. */
interface Pinch {
  distance: number
  at: Point
}

// In the editor the table itself is dragged. In service a mouse drags its party, as does a finger after resting on it.
function isOtherDrag(target: EventTarget, event: Event): boolean {
  const element = target as Element
  if (element.closest('[data-grab]')) return true
  return 'pointerType' in event && event.pointerType === 'mouse' && element.closest('[data-drag]') !== null
}

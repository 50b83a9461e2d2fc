import { createUseGesture, dragAction, pinchAction, wheelAction } from '@use-gesture/react'
import { type RefObject, useEffect, useRef } from 'react'
import { isPartyDragged } from '../placing/placing-store.ts'
import type { Point } from './geometry.ts'
import type { ViewportControl } from './viewport-control.ts'

const useGesture = createUseGesture([dragAction, pinchAction, wheelAction])

const slackPx = 6
/** Firefox scrolls by lines: so many pixels each. */
const linePx = 16
/** How much a pixel of the wheel zooms; with Ctrl it is the pinch of a trackpad, which reports fewer pixels. */
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
        // Repeats the last event after a while.
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

/** The last move of a pinch: how far apart the fingers were, and the middle between them. */
interface Pinch {
  distance: number
  at: Point
}

// A table of the editor is dragged itself; in service a mouse drags the party of a table, and a finger rests on it first.
function isOtherDrag(target: EventTarget, event: Event): boolean {
  const element = target as Element
  if (element.closest('[data-grab]')) return true
  return 'pointerType' in event && event.pointerType === 'mouse' && element.closest('[data-drag]') !== null
}

import {
  type MouseEvent,
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { heldBack, intentOf, restOf, type Sides } from './swipe.ts'
import { valueStore } from './value-store.ts'

export type Side = 'start' | 'end'

// One row lies open at a time.
const openRow = valueStore<string | undefined>(undefined)

/** Closes whatever row lies open. */
export const closeRow = (): void => openRow.set(undefined)

/**
 * Lets a finger move `front` aside within `frame`. While it moves, only a transform is written; the component renders
 * when a side comes to be seen, when it lies open, and when it has closed.
 */
export function useSwipe({
  sidesOf,
  isBusy,
}: {
  /** Asked when a finger begins. */
  sidesOf: () => Sides
  isBusy: () => boolean
}) {
  const id = useId()
  const frame = useRef<HTMLLIElement>(null)
  const front = useRef<HTMLDivElement>(null)
  const isOpen = openRow.usePart((open) => open === id)
  const [shown, setShown] = useState<Side>()
  const at = useRef(0)
  const isHeld = useRef(false)
  const hasSwiped = useRef(false)

  function lie(x: number, isSettling: boolean): void {
    const before = at.current
    at.current = x
    const style = front.current?.style
    if (!style) return
    style.transition = isSettling ? 'transform var(--calm) var(--ease)' : 'none'
    style.transform = x === 0 ? '' : `translateX(${x}px)`
    // Nothing moves, so nothing will say that it has ended.
    if (x === 0 && before === 0) setShown(undefined)
  }

  // Another row was opened, or something elsewhere was touched.
  useLayoutEffect(() => {
    if (!isOpen && !isHeld.current && at.current !== 0) lie(0, true)
  })
  useCloseElsewhere(isOpen, frame)

  function begin(event: ReactPointerEvent): void {
    hasSwiped.current = false
    if (event.pointerType === 'mouse' || !event.isPrimary || isUncovered(event.target)) return
    const from = { x: event.clientX, y: event.clientY, at: at.current }
    const sides = sidesOf()
    if (sides.start + sides.end === 0) return
    let last = { x: event.clientX, time: event.timeStamp, speed: 0 }
    const ending = new AbortController()
    const { signal } = ending

    function move({ pointerId, clientX, clientY, timeStamp }: PointerEvent): void {
      if (pointerId !== event.pointerId) return
      if (!isHeld.current) {
        const intent = isBusy() ? 'scroll' : intentOf(clientX - from.x, clientY - from.y)
        if (intent === 'scroll') ending.abort()
        if (intent !== 'swipe') return
        isHeld.current = true
        hasSwiped.current = true
        closeRow()
      }
      const passed = timeStamp - last.time
      last = { x: clientX, time: timeStamp, speed: passed > 0 ? (clientX - last.x) / passed : last.speed }
      const x = heldBack(from.at + clientX - from.x, sides)
      setShown(x > 0 ? 'start' : 'end')
      lie(x, false)
    }

    function end({ pointerId, type, timeStamp }: PointerEvent): void {
      if (pointerId !== event.pointerId) return
      ending.abort()
      if (!isHeld.current) return
      isHeld.current = false
      // A finger that rested before it was lifted has no speed.
      const speed = timeStamp - last.time > 100 ? 0 : last.speed
      const rest = type === 'pointercancel' ? 0 : restOf(at.current, speed, sides)
      lie(rest, true)
      if (rest !== 0) openRow.set(id)
    }

    // A swipe is no fling either: Chromium takes the next touch for the one that stops it, and a tap was lost.
    function keep(touch: TouchEvent): void {
      if (isHeld.current && touch.cancelable) touch.preventDefault()
    }

    addEventListener('touchmove', keep, { signal, passive: false })
    addEventListener('pointermove', move, { signal })
    addEventListener('pointerup', end, { signal })
    addEventListener('pointercancel', end, { signal })
  }

  // A swipe is no tap at its end, and a tap on a row that lies open closes it.
  function click(event: MouseEvent): void {
    if (isUncovered(event.target) || (!isOpen && !hasSwiped.current)) return
    event.preventDefault()
    event.stopPropagation()
    if (!hasSwiped.current) closeRow()
    hasSwiped.current = false
  }

  const settled = () => {
    if (at.current === 0) setShown(undefined)
  }
  return { frame, front, shown, isOpen, begin, click, settled }
}

function useCloseElsewhere(isOpen: boolean, frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!isOpen) return
    const ending = new AbortController()
    const { signal } = ending
    function touched({ target }: Event): void {
      if (!(target instanceof Node && frame.current?.contains(target))) closeRow()
    }
    document.addEventListener('pointerdown', touched, { signal, capture: true })
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && closeRow(), { signal })
    return () => ending.abort()
  }, [isOpen, frame])
}

function isUncovered(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-side]') !== null
}

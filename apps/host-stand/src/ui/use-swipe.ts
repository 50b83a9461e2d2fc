import { useDrag } from '@use-gesture/react'
import { type MouseEvent, type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { create } from 'zustand'
import { restOf, type SwipeSides } from './swipe.ts'

export type SwipeSide = 'start' | 'end'

const useOpenRow = create<{ openId: string | undefined }>(() => ({ openId: undefined }))

/** Closes the open row. */
export const closeRow = (): void => useOpenRow.setState({ openId: undefined })

/** More than the 8 px that cancel a long press, which drags the party. */
const slackPx = 10
/** Never: a long press drags the party and does not start a swipe. */
const restMs = 60_000

/**
 * Lets a finger move `front` aside within `frame`. During the move only a transform is written; the component renders
 * when a side becomes visible, when it is open, and when it has closed.
 */
export function useSwipe({ sidesOf, isBusy }: { sidesOf: () => SwipeSides; isBusy: () => boolean }) {
  const id = useId()
  const frame = useRef<HTMLLIElement>(null)
  const front = useRef<HTMLDivElement>(null)
  const isOpen = useOpenRow(({ openId }) => openId === id)
  const [shown, setShown] = useState<SwipeSide>()
  const at = useRef(0)
  const isHeld = useRef(false)
  const hasSwiped = useRef(false)

  function moveTo(x: number, isSettling: boolean): void {
    const before = at.current
    at.current = x
    const style = front.current?.style
    if (!style) return
    style.transition = isSettling ? 'transform var(--calm) var(--ease)' : 'none'
    style.transform = x === 0 ? '' : `translateX(${x}px)`
    // Nothing moves, so there will be no `transitionend`.
    if (x === 0 && before === 0) setShown(undefined)
  }

  // Another row was opened, or something else was touched.
  useLayoutEffect(() => {
    if (!isOpen && !isHeld.current && at.current !== 0) moveTo(0, true)
  })
  useCloseElsewhere(isOpen, frame)

  const bind = useDrag<PointerEvent>(
    ({ first, last, target, event, offset: [x], velocity: [speed], direction: [way], cancel }) => {
      const sides = sidesOf()
      if (first) {
        const isNone = sides.start + sides.end === 0
        if (isNone || event.pointerType === 'mouse' || isBusy() || isUncovered(target)) return cancel()
        isHeld.current = true
        hasSwiped.current = true
        closeRow()
      }
      if (!isHeld.current) return
      if (last) {
        isHeld.current = false
        const rest = event.type === 'pointercancel' ? 0 : restOf(at.current, speed * way, sides)
        moveTo(rest, true)
        if (rest !== 0) useOpenRow.setState({ openId: id })
        return
      }
      setShown(x > 0 ? 'start' : 'end')
      moveTo(x, false)
    },
    {
      axis: 'x',
      axisThreshold: { touch: slackPx, pen: slackPx },
      from: () => [at.current, 0],
      bounds: () => ({ left: -sidesOf().end, right: sidesOf().start }),
      rubberband: 0.2,
      // Without this Chromium treats a swipe as a fling and swallows the next tap to stop it.
      preventScroll: restMs,
      preventScrollAxis: 'y',
      pointer: { capture: false, keys: false },
    },
  )

  // The end of a swipe is no tap, and a tap on an open row closes it.
  function onClick(event: MouseEvent): void {
    if (isUncovered(event.target) || (!isOpen && !hasSwiped.current)) return
    event.preventDefault()
    event.stopPropagation()
    if (!hasSwiped.current) closeRow()
    hasSwiped.current = false
  }

  function onPress(): void {
    hasSwiped.current = false
  }

  function onSettled(): void {
    if (at.current === 0) setShown(undefined)
  }

  return { frame, front, shown, isOpen, bind, onPress, onClick, onSettled }
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

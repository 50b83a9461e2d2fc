import type { Point } from '../floor/geometry.ts'

/** A finger or a mouse on its way, in CSS pixels of the window. */
export interface FollowedPointer {
  at(): Point
  /** How far it went over what lies under it, which may have scrolled. */
  movedBy(): Point
  leave(): void
}

/**
 * Follows a pointer from its press to where it is let go. The drag library tells where it was at the last render: on a busy
 * device what is dropped would land there, or nowhere.
 */
export function followPointer(pressed: Event): FollowedPointer {
  const from = pointOf(pressed) ?? { x: 0, y: 0 }
  let place = from
  const around: Element[] = []
  for (let one = pressed.target as Element | null; one; one = one.parentElement) around.push(one)
  const scrolledFrom = scrollOf(around)
  const leaving = new AbortController()
  const follow = (event: Event) => {
    place = pointOf(event) ?? place
  }
  for (const name of ['mousemove', 'mouseup', 'touchmove', 'touchend'])
    window.addEventListener(name, follow, { capture: true, passive: true, signal: leaving.signal })
  return {
    at: () => place,
    movedBy() {
      const scrolled = scrollOf(around)
      return {
        x: place.x - from.x + scrolled.x - scrolledFrom.x,
        y: place.y - from.y + scrolled.y - scrolledFrom.y,
      }
    },
    leave: () => leaving.abort(),
  }
}

function scrollOf(elements: readonly Element[]): Point {
  const sum = { x: 0, y: 0 }
  for (const { scrollLeft, scrollTop } of elements) {
    sum.x += scrollLeft
    sum.y += scrollTop
  }
  return sum
}

function pointOf(event: Event): Point | undefined {
  const at = 'changedTouches' in event ? (event as TouchEvent).changedTouches[0] : event
  return at && 'clientX' in at ? { x: at.clientX as number, y: at.clientY as number } : undefined
}

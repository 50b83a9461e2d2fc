import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { TimelineRow } from './timeline-day.ts'
import { headPx, lanePx } from './timeline-scale.ts'

/** Rows that are kept ready above and below the visible ones. */
const overscan = 5

/** The indexes of the rows to draw: those on the screen, and while something is pressed those that were, as it may be dragged. */
export function useVisibleRows(frame: RefObject<HTMLElement | null>, rows: readonly TimelineRow[]): readonly number[] {
  const isPressed = useRef(false)
  const drawn = useRef(new Set<number>())
  const virtualizer = useVirtualizer({
    count: rows.length,
    overscan,
    paddingStart: headPx,
    getScrollElement: () => frame.current,
    estimateSize: (index) => (rows[index]?.lanes ?? 1) * lanePx,
    getItemKey: (index) => rows[index]?.tableId ?? '',
    rangeExtractor(range) {
      const next = defaultRangeExtractor(range)
      const kept = isPressed.current ? [...drawn.current].filter((index) => index < rows.length) : []
      drawn.current = new Set([...next, ...kept])
      return [...drawn.current].sort((a, b) => a - b)
    },
  })
  // Other lanes are other heights.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rows])

  useEffect(() => {
    const ending = new AbortController()
    const set = (isDown: boolean) => () => {
      isPressed.current = isDown
    }
    frame.current?.addEventListener('pointerdown', set(true), { signal: ending.signal })
    for (const end of ['pointerup', 'touchend', 'touchcancel']) {
      window.addEventListener(end, set(false), { signal: ending.signal })
    }
    return () => ending.abort()
  }, [frame])

  return virtualizer.getVirtualItems().map(({ index }) => index)
}

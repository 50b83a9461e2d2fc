import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

/** What a list needs to draw its rows. */
export interface VirtualRowsProps<Item> {
  items: readonly Item[]
  /** Draws one `li`; its height is measured. */
  row: (item: Item) => ReactNode
  keyOf: (item: Item) => string
  /** The height of a usual row in pixels. */
  rowPx: number
  className?: string | undefined
}

/** Rows that are kept ready above and below the visible ones. */
const overscan = 6

/** The rows of a long list that are on the screen, and a few around them. */
export function LongList<Item>({ items, row, keyOf, rowPx, className }: VirtualRowsProps<Item>) {
  const list = useRef<HTMLUListElement>(null)
  const scroller = useRef<HTMLElement>(null)
  const [above, setAbove] = useState(0)
  const virtualizer = useVirtualizer({
    count: items.length,
    overscan,
    // A screen without a layout, and the first one, shows the first rows.
    initialRect: { width: 0, height: 900 },
    scrollMargin: above,
    estimateSize: () => rowPx,
    getItemKey: (index) => keyOf(items[index] as Item),
    getScrollElement: () => scroller.current,
  })
  const shown = virtualizer.getVirtualItems()

  useLayoutEffect(() => {
    const own = list.current
    if (!own) return
    scroller.current ??= scrollerOf(own)
    const frame = scroller.current
    if (!frame) return
    // What stands before the list in the same scroller.
    setAbove(own.getBoundingClientRect().top - frame.getBoundingClientRect().top + frame.scrollTop)
    for (const [i, item] of shown.entries()) {
      const height = own.children[i]?.getBoundingClientRect().height ?? 0
      if (height > 0) virtualizer.resizeItem(item.index, height)
    }
  })

  const [first, last] = [shown[0], shown.at(-1)]
  return (
    <ul
      ref={list}
      className={className}
      style={{
        paddingTop: (first?.start ?? above) - above,
        paddingBottom: virtualizer.getTotalSize() - ((last?.end ?? above) - above),
      }}
    >
      {shown.map(({ index }) => row(items[index] as Item))}
    </ul>
  )
}

function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(around).overflowY)) return around
  }
  return null
}

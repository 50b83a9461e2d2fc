import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

/** Fewer rows are all drawn: a search in the page and a screen reader then have the whole list. */
const mostDrawn = 40
const overscan = 6

/** A list whose rows are drawn as they are scrolled into view. `row` draws one `li`; its height is measured. */
export function VirtualRows<Item>({
  items,
  row,
  keyOf,
  rowPx,
  className,
}: {
  items: readonly Item[]
  row: (item: Item) => ReactNode
  keyOf: (item: Item) => string
  /** The height of a usual row in pixels. */
  rowPx: number
  className?: string | undefined
}) {
  const props = { items, row, keyOf, rowPx, className }
  if (items.length <= mostDrawn) return <ul className={className}>{items.map(row)}</ul>
  return <LongList {...props} />
}

function LongList<Item>({
  items,
  row,
  keyOf,
  rowPx,
  className,
}: Parameters<typeof VirtualRows<Item>>[0]) {
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

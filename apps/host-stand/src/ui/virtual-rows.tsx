import { lazy, Suspense } from 'react'
import type { LongList as LongListType, VirtualRowsProps } from './long-list.tsx'

/** Fewer rows are all drawn: a search in the page and a screen reader then have the whole list. */
const mostDrawn = 40

// Most evenings need none.
const LongList = lazy(async () => ({
  default: (await import('./long-list.tsx')).LongList,
})) as typeof LongListType

/** A list whose rows are drawn as they are scrolled into view. */
export function VirtualRows<Item>(props: VirtualRowsProps<Item>) {
  const { items, row, className } = props
  const start = <ul className={className}>{items.slice(0, mostDrawn).map(row)}</ul>
  if (items.length <= mostDrawn) return start
  return (
    <Suspense fallback={start}>
      <LongList {...props} />
    </Suspense>
  )
}

import type { SyntheticEvent } from 'react'
import { valueStore } from '../ui/value-store.ts'
import type { Placing } from './placing.ts'

/** What takes a party from wherever it is shown: see `DragArea`. */
export interface Carrier {
  take(
    listener: 'onMouseDown' | 'onTouchStart' | 'onKeyDown',
    event: SyntheticEvent<HTMLElement>,
    from: { id: string; party: Placing },
  ): void
}

/** The element that explains to screen readers how a party is carried. */
export const dragHelpId = 'drag-party'

/** The id that is carried just now: of a row, of a table. */
export const carriedId = valueStore<string | undefined>(undefined)

let now: Carrier | undefined

/** What carries parties on this page, where it has a `DragArea`. */
export const carrier = (): Carrier | undefined => now

/** Makes one the one that carries, until the function that it returns is called. */
export function setCarrier(next: Carrier): () => void {
  now = next
  return () => {
    if (now === next) now = undefined
  }
}

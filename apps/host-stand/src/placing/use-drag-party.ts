import type { KeyboardEvent, MouseEvent, TouchEvent } from 'react'
import { useMemo, useSyncExternalStore } from 'react'
import { carriedId, carrier, dragHelpId } from './carrier.ts'
import type { Placing } from './placing.ts'

/**
 * Makes a button one that a party is dragged by: `handle` goes onto it. `id` is unique on the page (`party:<guest>`,
 * `table:<table>`). Inside a `DragArea` only.
 */
export function useDragParty(
  id: string,
  { placing }: { placing: Placing },
  { isDisabled = false }: { isDisabled?: boolean } = {},
) {
  const isDragging = useSyncExternalStore(carriedId.subscribe, () => carriedId.get() === id)
  const key = JSON.stringify(placing)
  const handle = useMemo(() => {
    if (isDisabled) return {}
    const party = JSON.parse(key) as Placing
    return {
      'aria-describedby': dragHelpId,
      onMouseDown: (event: MouseEvent<HTMLElement>) => carrier()?.take('onMouseDown', event, { id, party }),
      onTouchStart: (event: TouchEvent<HTMLElement>) => carrier()?.take('onTouchStart', event, { id, party }),
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => carrier()?.take('onKeyDown', event, { id, party }),
    }
  }, [id, key, isDisabled])
  return { isDragging, handle }
}

import { type KeyboardEvent, type MouseEvent, type TouchEvent, useMemo } from 'react'
import { type DragSource, type Placing, usePlacingStore } from './placing-store.ts'

/** The id of the element that explains to screen readers how to drag a party by keys. */
export const dragHelpId = 'drag-party'

/**
 * Makes a button the drag handle of a party; spread `handle` onto it. `id` is unique on the page (`party:<guest>`,
 * `table:<table>`). Only inside a `DragArea`.
 */
export function useDragParty(
  id: string,
  { placing }: { placing: Placing },
  { isDisabled = false }: { isDisabled?: boolean } = {},
) {
  const isDragging = usePlacingStore(({ dragged }) => dragged?.id === id)
  const key = JSON.stringify(placing)
  const handle = useMemo(() => {
    if (isDisabled) return {}
    const source: DragSource = { id, placing: JSON.parse(key) as Placing }
    const start = usePlacingStore.getState
    return {
      'aria-describedby': dragHelpId,
      onMouseDown: (event: MouseEvent<HTMLElement>) => start().startDrag?.('onMouseDown', event, source),
      onTouchStart: (event: TouchEvent<HTMLElement>) => start().startDrag?.('onTouchStart', event, source),
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => start().startDrag?.('onKeyDown', event, source),
    }
  }, [id, key, isDisabled])
  return { isDragging, handle }
}

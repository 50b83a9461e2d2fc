import { useDraggable } from '@dnd-kit/core'
import { useMemo } from 'react'
import type { Placing } from '../stand/placing.ts'

/**
 * Makes an element one that a party is dragged by: `ref` and `handle` go onto it. `id` is unique on the page
 * (`row:<guest>`, `table:<table>`). Inside a `DragArea` only.
 */
export function useDragParty(
  id: string,
  { placing }: { placing: Placing },
  { isDisabled = false }: { isDisabled?: boolean } = {},
) {
  const key = JSON.stringify(placing)
  const data = useMemo(() => ({ placing: JSON.parse(key) as Placing }), [key])
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({ id, data, disabled: isDisabled })
  const handle = isDisabled ? {} : { ...listeners, 'aria-describedby': attributes['aria-describedby'] }
  return { ref: setNodeRef, isDragging, handle }
}

import { useDraggable } from '@dnd-kit/core'
import { useEffect, useRef } from 'react'
import { type Carrier, setCarrier } from './carrier.ts'
import type { Placing } from './placing.ts'

/** What is dragged: which party, and by which element. */
export interface Carried {
  id: string
  placing: Placing | undefined
}

/**
 * The one thing that can be dragged, whichever party it stands for. With one for each row and table, all of them would be
 * drawn again whenever a drag begins and ends.
 */
export function PartyCarrier() {
  const carried = useRef<Carried>({ id: '', placing: undefined }).current
  const { setNodeRef, listeners } = useDraggable({ id: 'party', data: carried })
  const latest = useRef(listeners)
  latest.current = listeners

  useEffect(() => {
    const take: Carrier['take'] = (name, event, { id, party }) => {
      setNodeRef(event.currentTarget)
      carried.id = id
      carried.placing = party
      latest.current?.[name]?.(event)
    }
    return setCarrier({ take })
  }, [carried, setNodeRef])
  return null
}

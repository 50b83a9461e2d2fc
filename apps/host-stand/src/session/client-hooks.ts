import { useClient, useFloor as useClientFloor, usePending, useStatus, useView } from '@qtable/client/react'
import type { Floor } from '@qtable/domain'

export { useClient, usePending, useStatus, useView }

/** The floor, on screens that are only shown once there is one. */
export function useOpenFloor(): Floor {
  const floor = useView()
  if (!floor) throw new Error('There is no floor yet')
  return floor
}

/**
 * A part of the floor, on screens that are only shown once there is one. The component renders again only when that
 * part changes; lists and records are compared item by item.
 */
export function useFloorPart<T>(part: (floor: Floor) => T): T {
  return useClientFloor(part) as T
}

import { useClient, useStatus, useView } from '@qtable/client/react'
import type { Floor } from '@qtable/domain'

export { useClient, useStatus, useView }

/** The floor, on screens that are shown only where there is one. */
export function useFloor(): Floor {
  const floor = useView()
  if (!floor) throw new Error('There is no floor yet')
  return floor
}

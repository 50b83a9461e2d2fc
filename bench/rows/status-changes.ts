import type { LaneRequests } from '../drivers/closed-loop.ts'
import { httpRequest } from '../drivers/http-lane.ts'
import type { BenchRestaurant } from '../world/restaurants.ts'

/** The two requests that call the n-th party in line of a restaurant and put it back, over and over. */
export function statusChanges({ tokens, waitingIds }: BenchRestaurant, n: number): LaneRequests {
  const guestId = waitingIds[n]
  // Two that call the same party would each find half of their changes made.
  if (guestId === undefined) throw new Error(`only ${waitingIds.length} parties are in line`)
  return statusRequests({ guestId, token: tokens[n % tokens.length], bodies: [{ status: 'notified' }, back] })
}

/** The two requests that seat the n-th party in line at a table of its own and free that again, over and over. */
export function seatAndFree(
  { tokens, waitingIds, tableIds }: Omit<BenchRestaurant, 'id'> & { tableIds: readonly string[] },
  n: number,
): LaneRequests {
  const [guestId, tableId] = [waitingIds[n], tableIds[n]]
  if (guestId === undefined || tableId === undefined) throw new Error(`there is no party or no free table ${n}`)
  const seat = { status: 'seated', tableIds: [tableId] }
  return statusRequests({ guestId, token: tokens[n % tokens.length], bodies: [seat, back] })
}

const back = { status: 'waiting' }

function statusRequests({
  guestId,
  token,
  bodies,
}: {
  guestId: string
  token: string | undefined
  bodies: readonly object[]
}): LaneRequests {
  const path = `/api/v1/guests/${guestId}/status/atomic`
  return bodies.map((body) => httpRequest({ method: 'PUT', path, token, body }))
}

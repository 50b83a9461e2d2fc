import type { BenchRestaurant } from '../deployment/restaurants.ts'
import type { RequestCycle } from '../drivers/closed-loop.ts'
import { httpRequest } from '../drivers/http-connection.ts'

/** The two requests that call the n-th party in line and put it back in line. */
export function statusChanges({ tokens, waitingIds }: BenchRestaurant, n: number): RequestCycle {
  const guestId = waitingIds[n]
  // Two connections that change one party would find half of their changes already made.
  if (guestId === undefined) throw new Error(`only ${waitingIds.length} parties are in line`)
  return statusRequests({ guestId, token: tokens[n % tokens.length], bodies: [{ status: 'notified' }, back] })
}

/** The two requests that seat the n-th party in line at the n-th table and free the table. */
export function seatAndFree(
  { tokens, waitingIds, tableIds }: Omit<BenchRestaurant, 'id'> & { tableIds: readonly string[] },
  n: number,
): RequestCycle {
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
}): RequestCycle {
  const path = `/api/v1/guests/${guestId}/status/atomic`
  return bodies.map((body) => httpRequest({ method: 'PUT', path, token, body }))
}

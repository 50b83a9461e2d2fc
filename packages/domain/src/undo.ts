import { z } from 'zod'
import { defineCommand, type Recalled } from './command.ts'
import type { Draft } from './draft.ts'
import { type ArchivedType, isArchivedType } from './entities.ts'
import { exampleIds } from './entity.ts'
import { Id } from './fields.ts'
import type { Change } from './floor.ts'
import { mustBeRecent } from './guests/party.ts'
import { mustBeWhole } from './integrity.ts'
import { Problem } from './problems.ts'
import type { Reservation } from './reservations/reservation.ts'
import { bookingRefusals } from './reservations/reservation-commands.ts'
import { BookingsChoice, bookingsAhead, settleBookings } from './restaurant/restaurant-commands.ts'
import { mustStillSeat } from './tables/in-use.ts'

// Of a batch of 500 and its 20 undos, all entities would be an answer of megabytes.
const mostShown = 10

/** Undoes one whole transaction. Refused, with what changed, where any of its entities has changed since. */
export const undo = defineCommand({
  type: 'undo',
  summary: 'Undo a transaction',
  description: 'Refused where anything it changed has changed since.',
  role: 'host',
  // `mustBeWhole` refuses what no longer agrees with later changes.
  refusals: ['invalid_transition', 'version_conflict', 'in_use', 'already_exists', ...bookingRefusals],
  payload: z.strictObject({ transactionId: Id, force: z.boolean().optional(), bookings: BookingsChoice.optional() }),
  recalls: ({ transactionId }) => transactionId,
  example: { transactionId: exampleIds.transaction },
  run(draft, { transactionId, force = false, bookings }, { recall, now }) {
    const transaction = recall(transactionId)
    if (!transaction) throw new Problem('not_found', `There is no transaction ${transactionId} to undo`)
    if (transaction.changes.some(({ archived }) => archived)) {
      throw new Problem('invalid_transition', 'A service day that was closed cannot be opened again')
    }
    if (transaction.version === 1) throw new Problem('invalid_transition', 'The registration cannot be undone')
    const moved = transaction.changes.filter((change) => hasMoved(draft, change, transaction))
    if (moved.length > 0) {
      throw new Problem('version_conflict', `It cannot be undone: ${moved.length} of what it changed changed since`, {
        current: moved.slice(0, mostShown).map(({ entity_type, entity_id }) => ({
          entity_type,
          entity_id,
          data: draft.entity(entity_type, entity_id) ?? null,
        })),
      })
    }
    for (const change of transaction.changes) mustNotBeLongPast(draft, change, now)
    // What spoke against it then, and was forced, does not count again.
    draft.claims.author = {
      ...draft.claims.author,
      takesBack: {
        version: transaction.version,
        ids: new Set(transaction.changes.map(({ entity_id }) => entity_id)),
      },
    }
    const { restaurant } = draft
    const tableIds = transaction.changes.flatMap(seatsChangedBy)
    mustStillSeat(draft, tableIds, {
      force,
      since: transaction.version,
      change: () => {
        for (const change of transaction.changes) revert(draft, change)
      },
    })
    if (draft.restaurant !== restaurant) {
      // Those that were there at the change are as they were before it. Those that came since mean the time they say.
      const ahead = bookingsAhead(draft, now)
      const isNewer = ({ id }: Reservation) => (draft.reservations.before(id)?.version ?? 0) > transaction.version
      const unasked = ahead.filter((one) => !isNewer(one))
      settleBookings(draft, restaurant, { bookings, now, ahead: ahead.filter(isNewer), unasked })
    }
    draft.checkAtEnd(() => mustBeWhole(draft))
  },
})

function hasMoved(
  draft: Draft,
  { entity_type, entity_id, action }: Change,
  { version, supersededIds = [] }: Recalled,
): boolean {
  const now = draft.entity(entity_type, entity_id)
  if (action !== 'delete') return now?.version !== version
  return now !== undefined || supersededIds.includes(entity_id)
}

// What has left the floor would come back to it.
function mustNotBeLongPast(draft: Draft, { entity_type, entity_id, history }: Change, now: string): void {
  if (history || !isArchivedType(entity_type) || !draft.of(entity_type).isPast(entity_id)) return
  mustBeRecent(draft.of<ArchivedType>(entity_type).must(entity_id), now)
}

// What came back from the history goes there again when its service day is closed.
function revert(draft: Draft, { entity_type, entity_id, action, before, history }: Change): void {
  if (entity_type === 'restaurant') {
    if (before) draft.putRestaurant(before)
  } else if (before && history && action === 'delete') draft.of(entity_type).record(before)
  else if (before) draft.of(entity_type).put(before)
  else draft.of(entity_type).remove(entity_id)
}

/** The tables whose seats a change touches. */
function seatsChangedBy({ entity_type, entity_id, data, before }: Change): string[] {
  if (entity_type === 'table') return [entity_id]
  return entity_type === 'combination' ? [...(data?.tableIds ?? []), ...(before?.tableIds ?? [])] : []
}

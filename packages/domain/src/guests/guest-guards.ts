import type { Context } from '../command.ts'
import { mergeEdit } from '../edits.ts'
import { Problem, wrongField } from '../problems.ts'
import { mustBeAsSeen } from '../status-guard.ts'
import type { Was } from '../was.ts'
import { type Guest, type GuestStatus, isLiveGuest, type LiveGuest, liveGuestStatuses } from './guest.ts'

/** The live party, or `invalid_transition` with its status. */
export function mustBeLiveGuest(guest: Guest, wanted: string): LiveGuest {
  if (isLiveGuest(guest)) return guest
  throw new Problem('invalid_transition', `${guest.name} is ${guest.status} and cannot ${wanted}; restore it first`, {
    current: { guestId: guest.id, status: guest.status },
  })
}

/** What tables without a status mean: they seat a party, and none puts one that sits back in line. */
export function statusBy(guest: Guest, tableIds: readonly string[] | undefined): GuestStatus {
  if (tableIds === undefined) throw wrongField('status', 'must be there, or tableIds')
  if (tableIds.length > 0) return 'seated'
  return guest.status === 'seated' ? 'waiting' : guest.status
}

/** Refuses a status of a party that has another one than its author saw, unless somebody went a part of the same way. */
export function mustBeGuestAsSeen(
  guest: Guest,
  { status, was }: { status: GuestStatus; was: Was },
  { lastEdit }: Pick<Context, 'lastEdit'>,
): void {
  const lastEditOf = (names: readonly string[]) => lastEdit('guest', guest.id, names)
  mustBeAsSeen<GuestStatus>({ now: guest.status, wanted: status, was, way: liveGuestStatuses, lastEdit: lastEditOf })
}

/**
 * Refuses to seat or move a party that sits elsewhere than its author saw. Two hosts who seat one party at the same
 * tables mean the same. `tableId`, the older spelling, is the first of the tables.
 */
export function mustStillSit(
  guest: Guest,
  { tableIds: wanted, was }: { tableIds: readonly string[]; was: Was },
  { lastEdit }: Pick<Context, 'lastEdit'>,
): void {
  if (!was) return
  const { tableId, tableIds = tableId === undefined ? undefined : tablesOf(guest, tableId) } = was
  if (tableIds === undefined) return
  const lastEditOf = (names: readonly string[]) => lastEdit('guest', guest.id, names)
  mergeEdit(guest, { wanted: { tableIds: [...wanted] }, was: { tableIds }, lastEdit: lastEditOf })
}

function tablesOf(guest: Guest, first: unknown): unknown[] {
  if (guest.tableId === first) return guest.tableIds
  return first === null ? [] : [first]
}

/** The problem of a transition that the status does not allow. */
export function guestNotFrom(guest: Guest, wanted: string): Problem {
  return new Problem('invalid_transition', `${guest.name} is ${guest.status} and cannot be ${wanted}`, {
    current: { guestId: guest.id, status: guest.status },
  })
}

import type { Context } from './command.ts'
import type { Change } from './floor.ts'
import { type Guest, lastStepOf } from './guests/guest.ts'
import type { Reservation } from './reservations/reservation.ts'
import { sameValue } from './same-value.ts'
import { laterOf } from './time.ts'

/** When something was done, and who changed what before. */
type Deed = Pick<Context, 'doneAt' | 'lastEdit'>

/**
 * When a deed was done, bounded by what its changes follow: a party is not moved, served or ended before its last step,
 * nor changed in another way before it joined; a booking is not settled before its last change of status.
 */
export function doneAfter(changes: readonly Change[], { doneAt, lastEdit }: Deed): string {
  return changes.reduce((bounded, change) => {
    return laterOf(bounded, followedBy(change, { doneAt: bounded, lastEdit }))
  }, doneAt)
}

function followedBy(change: Change, deed: Deed): string {
  if (change.archived) return ''
  if (change.entity_type === 'guest') return stepBefore(change.before, change.data)
  if (change.entity_type !== 'reservation') return ''
  const { before, data } = change
  // With a party, its times say more.
  if (!before || before.guestId !== null || before.status === data?.status) return ''
  return doneAfterStatusOf(before, deed)
}

const stepFields = ['status', 'tableIds', 'course'] as const

function stepBefore(before: Guest | undefined, after: Guest | undefined): string {
  const isStep = !before || !after || stepFields.some((field) => !sameValue(before[field], after[field]))
  if (!isStep) return before.joinedAt
  return laterOf(before ? lastStepOf(before) : '', after ? lastStepOf(after) : '')
}

/** When a deed was done that settles a booking: not before its last change of status, where that is known. */
export function doneAfterStatusOf({ id, updatedAt }: Reservation, { doneAt, lastEdit }: Deed): string {
  // Nothing was done to it since.
  if (doneAt >= updatedAt) return doneAt
  return laterOf(doneAt, lastEdit('reservation', id, ['status'])?.at ?? '')
}

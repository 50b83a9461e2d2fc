import { exampleIds, Id, TableIds } from '@qtable/domain'
import { z } from 'zod'
import { bodyOf } from './command.ts'

// Older clients name one table where newer ones name several.
const tableId = Id.nullable().optional().describe('Short for `tableIds` with one table')

const statusFields = bodyOf('guest.setStatus')

/** `PUT` and `PATCH /guests/{id}`: a status or tables in it run `guest.setStatus`. */
export const UpdateGuestBody = bodyOf('guest.update')
  .extend({ ...statusFields.partial().shape, tableId })
  .meta({
    id: 'UpdateGuest',
    description: 'The fields of a party to change',
    examples: [{ partySize: 5, notes: 'Needs a high chair' }],
  })
export type UpdateGuestBody = z.output<typeof UpdateGuestBody>

/** `PUT /guests/{id}/status/atomic`. */
export const SetGuestStatusBody = statusFields.extend({ tableId }).meta({
  id: 'SetGuestStatus',
  description: 'The new status of a party, and where it sits',
  examples: [{ status: 'seated', tableId: exampleIds.table }],
})

/** One party of `POST /batch/update`. */
export const GuestRow = z.strictObject({ id: Id, ...UpdateGuestBody.shape }).meta({
  id: 'GuestRow',
  description: 'A party and its fields to change',
  examples: [{ id: exampleIds.guest, status: 'seated', tableId: exampleIds.table }],
})

/** The tables that a body names by `tableIds` or `tableId`; undefined where it has neither. */
export function tablesNamed(body: { tableId?: string | null; tableIds?: string[] }): string[] | undefined {
  const { tableIds, tableId: one } = body
  if (tableIds) return TableIds.parse(tableIds)
  return one === undefined ? undefined : one === null ? [] : [one]
}

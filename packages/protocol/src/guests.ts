import { Id, TableIds } from '@qtable/domain'
import { z } from 'zod'
import { payloadOf } from './command.ts'
import { exampleIds } from './examples.ts'

// Older clients name one table where newer ones name several.
const tableId = Id.nullable().optional().describe('Short for `tableIds` with one table')

const settingStatus = payloadOf('guest.setStatus', 'guestId')

/** `POST /guests`. */
export const CreateGuestBody = payloadOf('guest.create').meta({
  id: 'CreateGuest',
  description: 'A party that comes in',
  examples: [{ name: 'Ada Lovelace', partySize: 4, phone: '+49 30 123456', quotedMinutes: 10, tags: ['birthday'] }],
})

const edits = payloadOf('guest.update', 'guestId').extend({
  ...settingStatus.partial().shape,
  tableId,
})

/** `PUT` and `PATCH /guests/{id}`: a status or tables in it act as the commands of their own. */
export const UpdateGuestBody = edits.meta({
  id: 'UpdateGuest',
  description: 'The fields of a party to change',
  examples: [{ partySize: 5, notes: 'Needs a high chair' }],
})

/** `PUT /guests/{id}/status/atomic`. */
export const SetGuestStatusBody = settingStatus.extend({ tableId }).meta({
  id: 'SetGuestStatus',
  description: 'What a party becomes, and where it sits',
  examples: [{ status: 'seated', tableId: exampleIds.table }],
})

/** One row of `POST /batch/update`. */
export const GuestRow = z.strictObject({ id: Id, ...edits.shape })

/** The tables that a body names, in either way; undefined where it names none. */
export function tablesNamed(body: { tableId?: unknown; tableIds?: unknown }): string[] | undefined {
  const several = TableIds.optional().parse(body.tableIds)
  if (several) return several
  const one = tableId.parse(body.tableId)
  return one === undefined ? undefined : one === null ? [] : [one]
}

import { exampleIds, GuestStatusInput, TableIds } from '@qtable/domain'
import { bodyOf } from './command.ts'
import { UpdateGuestBody } from './update-bodies.ts'

const { tableId } = UpdateGuestBody.shape

/** `PUT /guests/{id}/status/atomic`. */
export const SetGuestStatusBody = bodyOf('guest.setStatus')
  .extend({ tableId, status: GuestStatusInput })
  .meta({
    id: 'SetGuestStatus',
    description: 'The new status of a party, and where it sits',
    examples: [{ status: 'seated', tableId: exampleIds.table }],
  })

/** The tables that a body names by `tableIds` or `tableId`; undefined where it has neither. */
export function tablesNamed(body: {
  tableId?: string | null | undefined
  tableIds?: string[] | undefined
}): string[] | undefined {
  const { tableIds, tableId: one } = body
  if (tableIds) return TableIds.parse(tableIds)
  return one === undefined ? undefined : one === null ? [] : [one]
}

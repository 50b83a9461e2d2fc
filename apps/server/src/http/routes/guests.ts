import { definedOf, GuestStatusInput } from '@qtable/domain'
import { GuestListItem, SetGuestStatusBody, summarizeGuest, tablesNamed, UpdateGuestBody } from '@qtable/protocol'
import { z } from 'zod'
import { answersAtomic, changeRoute, commandRoute } from '../command-route.ts'
import { commaSeparated, flag, listAnswer, listQuery } from '../listing.ts'
import { defineRoute, type Route } from '../route.ts'
import type { RouteCommand } from '../submit.ts'
import { timeRangeQuery } from '../time-range.ts'
import { collectionRoutes } from './collection.ts'
import { dayPage } from './day-page.ts'

/**
 * The commands for changed fields of a party. A status or tables among the fields are `guest.setStatus`: tables without a
 * status seat the party, and no table (`tableId: null`) puts it back in line.
 */
export function guestUpdates(
  guestId: string,
  body: UpdateGuestBody,
  path = '',
): RouteCommand<'guest.update' | 'guest.setStatus'>[] {
  const { status, tableId, tableIds, ...others } = body
  if (status === undefined && tablesNamed({ tableId, tableIds }) === undefined) {
    return [{ type: 'guest.update', payload: { guestId, ...others }, path }]
  }
  const { reason, force, ...fields } = others
  const setStatus = statusCommand(guestId, { status, tableId, tableIds, reason, force }, path)
  if (Object.keys(fields).length === 0) return [setStatus]
  return [{ type: 'guest.update', payload: { guestId, ...fields }, path }, setStatus]
}

function statusCommand(
  guestId: string,
  { status, tableId, tableIds, reason, force }: UpdateGuestBody,
  path = '',
): RouteCommand<'guest.setStatus'> {
  const seats = tablesNamed({ tableId, tableIds }) ?? []
  const payload = {
    guestId,
    status: status ?? (seats.length > 0 ? ('seated' as const) : ('waiting' as const)),
    ...(seats.length > 0 ? { tableIds: seats } : {}),
    ...definedOf({ reason, force }),
  }
  return { type: 'guest.setStatus', payload, path }
}

const tag = 'Guests'
const partyAndTables = answersAtomic('The party and its tables')

const list = defineRoute({
  method: 'GET',
  path: '/guests',
  id: 'listGuests',
  summary: 'List the parties on the floor and in line',
  description: 'With `date`, `from` or `to` also those of earlier service days, by when they joined.',
  tag,
  auth: 'viewer',
  query: z.object({
    ...listQuery,
    ...timeRangeQuery,
    minimal: flag.describe('Each party in short'),
    status: commaSeparated(GuestStatusInput),
  }),
  success: {
    status: 200,
    description: 'In the order they joined',
    body: z.array(GuestListItem),
    headers: ['Link'],
  },
  handle: async (call) => {
    const page = await dayPage(call, 'guest')
    return listAnswer(call, call.query.minimal ? { ...page, entries: page.entries.map(summarizeGuest) } : page)
  },
})

export const guestRoutes: Route[] = [
  ...collectionRoutes('guest', {
    tag,
    list,
    update: { body: UpdateGuestBody, runs: ['guest.update', 'guest.setStatus'], commands: guestUpdates },
  }),
  changeRoute({
    method: 'PUT',
    path: '/guests/:id/status/atomic',
    id: 'setGuestStatus',
    summary: 'Set the status of a party and where it sits',
    tag,
    runs: ['guest.setStatus'],
    body: SetGuestStatusBody,
    answer: partyAndTables,
    commands: (body, id) => [statusCommand(id, body)],
  }),
  commandRoute('guest.restore', {
    method: 'POST',
    path: '/guests/:id/restore',
    tag,
    bodyOptional: true,
    answer: partyAndTables,
  }),
]

import { GuestStatusInput } from '@qtable/domain'
import { GuestListItem, SetGuestStatusBody, summarizeGuest } from '@qtable/protocol'
import { z } from 'zod'
import { answersAtomic, changeRoute, commandRoute } from '../command-route.ts'
import { guestStatusCommand } from '../entity-updates.ts'
import { commaSeparated, flag, listAnswer, listQuery } from '../listing.ts'
import { defineRoute, type Route } from '../route.ts'
import { searchQuery } from '../search.ts'
import { timeRangeQuery } from '../time-range.ts'
import { collectionRoutes } from './collection.ts'
import { dayPage } from './day-page.ts'

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
    ...searchQuery,
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
  ...collectionRoutes('guest', { tag, list }),
  changeRoute({
    method: 'PUT',
    path: '/guests/:id/status/atomic',
    id: 'setGuestStatus',
    summary: 'Set the status of a party and where it sits',
    tag,
    runs: ['guest.setStatus'],
    body: SetGuestStatusBody,
    answer: partyAndTables,
    commands: (body, id) => [guestStatusCommand(id, body)],
  }),
  commandRoute('guest.restore', {
    method: 'POST',
    path: '/guests/:id/restore',
    tag,
    bodyOptional: true,
    answer: partyAndTables,
  }),
]

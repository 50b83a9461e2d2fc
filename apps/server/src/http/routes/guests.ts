import { type Guest, GuestStatusInput } from '@qtable/domain'
import { GuestListItem, SetGuestStatusBody, summarizeGuest, tablesNamed, UpdateGuestBody } from '@qtable/protocol'
import { z } from 'zod'
import { answersAtomic, changeRoute, commandRoute } from '../command-route.ts'
import { dayQuery } from '../days.ts'
import { flag, listAnswer, listQuery, words } from '../listing.ts'
import { defineRoute, type Route } from '../route.ts'
import type { RouteCommand } from '../submit.ts'
import { collectionRoutes } from './collection.ts'
import { dayPage } from './day-page.ts'

/**
 * The commands that changed fields of a party come to: a status or tables among them are a command. Tables without a
 * status seat the party; none (`tableId: null`) put it back in line.
 */
export function guestUpdates(guestId: string, body: UpdateGuestBody, path = ''): RouteCommand[] {
  const { status, tableId, tableIds, ...others } = body
  const seats = tablesNamed({ tableId, tableIds })
  if (status === undefined && seats === undefined) {
    return [{ type: 'guest.update', payload: { guestId, ...others }, path }]
  }
  const { reason, force, ...fields } = others
  const payload = {
    guestId,
    status: status ?? (seats?.length ? ('seated' as const) : ('waiting' as const)),
    ...(seats?.length ? { tableIds: seats } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(force === undefined ? {} : { force }),
  }
  const setStatus: RouteCommand = { type: 'guest.setStatus', payload, path }
  if (Object.keys(fields).length === 0) return [setStatus]
  return [{ type: 'guest.update', payload: { guestId, ...fields }, path }, setStatus]
}

const partyAndTables = answersAtomic('The party and its tables')
const runs = ['guest.update', 'guest.setStatus'] as const

export const guestRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/guests',
    id: 'listGuests',
    summary: 'The parties on the floor and in line',
    description: 'With `date`, `from` or `to` also those of earlier service days, by when they joined.',
    tag: 'Guests',
    auth: 'viewer',
    query: z.object({
      ...listQuery,
      ...dayQuery,
      minimal: flag.describe('Each party in short'),
      status: words(GuestStatusInput),
    }),
    success: {
      status: 200,
      description: 'In the order they joined',
      body: z.array(GuestListItem),
      headers: ['Link'],
    },
    handle: async (call) => {
      const page = await dayPage(call, { type: 'guest', at: (guest: Guest) => guest.joinedAt })
      return listAnswer(call, call.query.minimal ? { ...page, entries: page.entries.map(summarizeGuest) } : page)
    },
  }),
  ...collectionRoutes('guest', 'Guests', { body: UpdateGuestBody, runs, commands: guestUpdates }),
  changeRoute({
    method: 'PUT',
    path: '/guests/:id/status/atomic',
    id: 'setGuestStatus',
    summary: 'Set the status of a party, and where it sits, in one step',
    tag: 'Guests',
    runs: ['guest.setStatus'],
    of: 'guest',
    body: SetGuestStatusBody,
    answer: partyAndTables,
    change: (body, id) => ({ commands: guestUpdates(id, body) }),
  }),
  commandRoute('guest.restore', {
    method: 'POST',
    path: '/guests/:id/restore',
    tag: 'Guests',
    bodyOptional: true,
    answer: partyAndTables,
  }),
]

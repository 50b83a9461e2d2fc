import { type Guest, GuestStatusInput } from '@qtable/domain'
import {
  AtomicAnswer,
  CreateGuestBody,
  entityBodies,
  MinimalGuest,
  minimalGuest,
  SetGuestStatusBody,
  tablesNamed,
  UpdateGuestBody,
} from '@qtable/protocol'
import { z } from 'zod'
import { atomicAnswer, make, type Wanted } from '../change.ts'
import { dayQuery } from '../days.ts'
import { flag, listAnswer, listQuery, words } from '../listing.ts'
import { defineRoute, type Route } from '../route.ts'
import { byId, collectionRoutes } from './collection.ts'
import { dayPage } from './day-page.ts'
import { noBody } from './no-body.ts'

/**
 * The commands that changed fields of a party come to: a status or tables among them are commands of their own.
 * Tables without a status seat the party; none (`tableId: null`) put it back in line.
 */
export function guestUpdates(guestId: string, body: Record<string, unknown>, path = ''): Wanted[] {
  const { status, tableId, tableIds, ...others } = body
  const seats = tablesNamed({ tableId, tableIds })
  if (status === undefined && seats === undefined) {
    return [{ type: 'guest.update', payload: { guestId, ...others }, path }]
  }
  const { reason, force, ...fields } = others
  const payload = {
    guestId,
    status: status ?? (seats?.length ? 'seated' : 'waiting'),
    ...(seats?.length ? { tableIds: seats } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(force === undefined ? {} : { force }),
  }
  const update =
    Object.keys(fields).length === 0 ? [] : [{ type: 'guest.update', payload: { guestId, ...fields }, path }]
  return [...update, { type: 'guest.setStatus', payload, path }]
}

const about = (id: string) => ({ type: 'guest', id }) as const

export const guestRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/guests',
    id: 'listGuests',
    summary: 'The parties on the floor and in line',
    description: 'With `date`, `from` or `to` also those of earlier service days, by when they joined.',
    tag: 'Guests',
    auth: 'viewer',
    query: z.object({ ...listQuery, ...dayQuery, minimal: flag, status: words(GuestStatusInput) }),
    success: {
      status: 200,
      description: 'Who joined first comes first',
      body: z.array(z.union([entityBodies.guest, MinimalGuest])),
      headers: ['Link'],
    },
    handle: async (call) => {
      const page = await dayPage(call, { type: 'guest', at: (guest: Guest) => guest.joinedAt })
      return listAnswer(call, call.query.minimal ? { ...page, entries: page.entries.map(minimalGuest) } : page)
    },
  }),
  ...collectionRoutes({
    type: 'guest',
    tag: 'Guests',
    create: CreateGuestBody,
    update: UpdateGuestBody,
    updates: guestUpdates,
  }),
  defineRoute({
    method: 'PUT',
    path: '/guests/:id/status/atomic',
    id: 'setGuestStatus',
    summary: 'Set the status of a party, and where it sits, in one step',
    tag: 'Guests',
    auth: 'viewer',
    params: byId,
    body: SetGuestStatusBody,
    guarded: true,
    idempotent: true,
    refusals: ['not_found', 'table_occupied', 'table_blocked', 'party_too_large', 'invalid_transition'],
    success: { status: 200, description: 'The party and its tables', body: AtomicAnswer },
    handle: async (call) => {
      const { id } = call.params
      const commands = guestUpdates(id, call.body)
      return atomicAnswer(await make(call, { kind: 'atomic', commands, entity: about(id) }), about(id))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/guests/:id/restore',
    id: 'restoreGuest',
    summary: 'Bring a party back that has ended',
    description: 'Exactly as it was; where its tables are taken by now, as waiting.',
    tag: 'Guests',
    auth: 'viewer',
    params: byId,
    body: noBody,
    bodyOptional: true,
    guarded: true,
    idempotent: true,
    refusals: ['not_found', 'invalid_transition'],
    success: { status: 200, description: 'The party and its tables', body: AtomicAnswer },
    handle: async (call) => {
      const { id } = call.params
      const commands = [{ type: 'guest.restore', payload: { guestId: id } }]
      return atomicAnswer(await make(call, { kind: 'atomic', commands, entity: about(id) }), about(id))
    },
  }),
]

import { type Reservation, ReservationStatusInput } from '@qtable/domain'
import { entityBodies, UpdateReservationBody } from '@qtable/protocol'
import { z } from 'zod'
import { answersAtomic, commandRoute } from '../command-route.ts'
import { dayQuery } from '../days.ts'
import { listAnswer, listQuery, words } from '../listing.ts'
import { defineRoute, type Route } from '../route.ts'
import type { RouteCommand } from '../submit.ts'
import { collectionRoutes } from './collection.ts'
import { dayPage } from './day-page.ts'

function reservationUpdates(reservationId: string, body: UpdateReservationBody): RouteCommand[] {
  const { status, reason, ...fields } = body
  const update: RouteCommand = { type: 'reservation.update', payload: { reservationId, ...fields } }
  if (status === undefined) return [update]
  const payload = { reservationId, status, ...(reason === undefined ? {} : { reason }) }
  const setStatus: RouteCommand = { type: 'reservation.setStatus', payload }
  return Object.keys(fields).length === 0 ? [setStatus] : [update, setStatus]
}

const tag = 'Reservations'
const answer = answersAtomic('The reservation, its party and its tables')
const runs = ['reservation.update', 'reservation.setStatus'] as const
const optional = { bodyOptional: true } as const

export const reservationRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/reservations',
    id: 'listReservations',
    summary: 'The reservations from this service day on',
    description: 'With `date`, `from` or `to` also those of earlier service days.',
    tag,
    auth: 'viewer',
    query: z.object({ ...listQuery, ...dayQuery, status: words(ReservationStatusInput) }),
    success: {
      status: 200,
      description: 'In the order of their times',
      body: z.array(entityBodies.reservation),
      headers: ['Link'],
    },
    handle: async (call) =>
      listAnswer(call, await dayPage(call, { type: 'reservation', at: (one: Reservation) => one.startsAt })),
  }),
  ...collectionRoutes('reservation', tag, {
    body: UpdateReservationBody,
    runs,
    // The body cannot choose the id of the guest.
    neverRefuses: ['already_exists'],
    commands: reservationUpdates,
  }),
  commandRoute('reservation.arrive', { method: 'POST', path: '/reservations/:id/arrive', tag, answer, ...optional }),
  commandRoute('reservation.seat', { method: 'POST', path: '/reservations/:id/seat', tag, answer, ...optional }),
  commandRoute('reservation.restore', { method: 'POST', path: '/reservations/:id/restore', tag, answer, ...optional }),
  commandRoute('reservation.setStatus', { method: 'PUT', path: '/reservations/:id/status', tag, answer }),
]

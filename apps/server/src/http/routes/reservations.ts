import { definedOf, ReservationStatusInput } from '@qtable/domain'
import { entityBodies, UpdateReservationBody } from '@qtable/protocol'
import { z } from 'zod'
import { answersAtomic, commandRoute } from '../command-route.ts'
import { commaSeparated, listAnswer, listQuery } from '../listing.ts'
import { defineRoute, type Route } from '../route.ts'
import type { RouteCommand } from '../submit.ts'
import { timeRangeQuery } from '../time-range.ts'
import { collectionRoutes } from './collection.ts'
import { dayPage } from './day-page.ts'

type ReservationUpdate = RouteCommand<'reservation.update' | 'reservation.setStatus'>

function reservationUpdates(reservationId: string, body: UpdateReservationBody): ReservationUpdate[] {
  const { status, reason, ...fields } = body
  const update: ReservationUpdate = { type: 'reservation.update', payload: { reservationId, ...fields } }
  if (status === undefined) return [update]
  const payload = { reservationId, status, ...definedOf({ reason }) }
  const setStatus: ReservationUpdate = { type: 'reservation.setStatus', payload }
  return Object.keys(fields).length === 0 ? [setStatus] : [update, setStatus]
}

const tag = 'Reservations'
const answer = answersAtomic('The reservation, its party and its tables')
const optionalBody = { bodyOptional: true } as const

const list = defineRoute({
  method: 'GET',
  path: '/reservations',
  id: 'listReservations',
  summary: 'List reservations from this service day on',
  description: 'With `date`, `from` or `to` also those of earlier service days.',
  tag,
  auth: 'viewer',
  query: z.object({ ...listQuery, ...timeRangeQuery, status: commaSeparated(ReservationStatusInput) }),
  success: {
    status: 200,
    description: 'In the order of their times',
    body: z.array(entityBodies.reservation),
    headers: ['Link'],
  },
  handle: async (call) => listAnswer(call, await dayPage(call, 'reservation')),
})

export const reservationRoutes: Route[] = [
  ...collectionRoutes('reservation', {
    tag,
    list,
    update: {
      body: UpdateReservationBody,
      runs: ['reservation.update', 'reservation.setStatus'],
      // The body cannot choose the id of the guest.
      neverRefuses: ['already_exists'],
      commands: reservationUpdates,
    },
  }),
  commandRoute('reservation.arrive', {
    method: 'POST',
    path: '/reservations/:id/arrive',
    tag,
    answer,
    ...optionalBody,
  }),
  commandRoute('reservation.seat', { method: 'POST', path: '/reservations/:id/seat', tag, answer, ...optionalBody }),
  commandRoute('reservation.restore', {
    method: 'POST',
    path: '/reservations/:id/restore',
    tag,
    answer,
    ...optionalBody,
  }),
  commandRoute('reservation.setStatus', { method: 'PUT', path: '/reservations/:id/status', tag, answer }),
]

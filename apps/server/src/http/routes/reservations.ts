import { ReservationStatusInput } from '@qtable/domain'
import { entityBodies } from '@qtable/protocol'
import { z } from 'zod'
import { answersAtomic, commandRoute } from '../command-route.ts'
import { commaSeparated, listAnswer, listQuery } from '../listing.ts'
import { defineRoute, type Route } from '../route.ts'
import { searchQuery } from '../search.ts'
import { timeRangeQuery } from '../time-range.ts'
import { collectionRoutes } from './collection.ts'
import { dayPage } from './day-page.ts'

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
  query: z.object({ ...listQuery, ...timeRangeQuery, ...searchQuery, status: commaSeparated(ReservationStatusInput) }),
  success: {
    status: 200,
    description: 'In the order of their times',
    body: z.array(entityBodies.reservation),
    headers: ['Link'],
  },
  handle: async (call) => listAnswer(call, await dayPage(call, 'reservation')),
})

export const reservationRoutes: Route[] = [
  ...collectionRoutes('reservation', { tag, list }),
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

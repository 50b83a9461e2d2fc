import { type Reservation, ReservationStatusInput } from '@qtable/domain'
import {
  ArriveBody,
  AtomicAnswer,
  CreateReservationBody,
  entityBodies,
  SeatReservationBody,
  SetReservationStatusBody,
  UpdateReservationBody,
} from '@qtable/protocol'
import { z } from 'zod'
import { atomicAnswer, make, type Wanted } from '../change.ts'
import { dayQuery } from '../days.ts'
import { listAnswer, listQuery, words } from '../listing.ts'
import { type Call, defineRoute, type Route } from '../route.ts'
import { byId, collectionRoutes } from './collection.ts'
import { dayPage } from './day-page.ts'
import { noBody } from './no-body.ts'

function reservationUpdates(reservationId: string, body: Record<string, unknown>): Wanted[] {
  const { status, reason, ...fields } = body
  const update = { type: 'reservation.update', payload: { reservationId, ...fields } }
  if (status === undefined) return [update]
  const payload = { reservationId, status, ...(reason === undefined ? {} : { reason }) }
  const setStatus = { type: 'reservation.setStatus', payload }
  return Object.keys(fields).length === 0 ? [setStatus] : [update, setStatus]
}

// Each of these is one command on the reservation in the path, and may touch its party and tables.
function step({ verb, path, method = 'POST', id, summary, description, body, bodyOptional }: Step): Route {
  return defineRoute({
    method,
    path: `/reservations/:id${path}`,
    id,
    summary,
    ...(description === undefined ? {} : { description }),
    tag: 'Reservations',
    auth: 'viewer',
    params: byId,
    body,
    ...(bodyOptional ? { bodyOptional } : {}),
    guarded: true,
    idempotent: true,
    refusals: ['not_found', 'invalid_transition', 'table_occupied', 'table_blocked', 'party_too_large'],
    success: { status: 200, description: 'The reservation, its party and its tables', body: AtomicAnswer },
    handle: async (call: Call<{ id: string }, unknown, Record<string, unknown>>) => {
      const about = { type: 'reservation', id: call.params.id } as const
      const commands = [{ type: `reservation.${verb}`, payload: { ...call.body, reservationId: about.id } }]
      return atomicAnswer(await make(call, { kind: 'atomic', commands, entity: about }), about)
    },
  })
}

interface Step {
  verb: string
  path: string
  method?: 'POST' | 'PUT'
  id: string
  summary: string
  description?: string
  body: z.ZodType<Record<string, unknown>>
  bodyOptional?: true
}

export const reservationRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/reservations',
    id: 'listReservations',
    summary: 'The reservations from this service day on',
    description: 'With `date`, `from` or `to` also those of earlier service days.',
    tag: 'Reservations',
    auth: 'viewer',
    query: z.object({ ...listQuery, ...dayQuery, status: words(ReservationStatusInput) }),
    success: {
      status: 200,
      description: 'Who comes first comes first',
      body: z.array(entityBodies.reservation),
      headers: ['Link'],
    },
    handle: async (call) =>
      listAnswer(call, await dayPage(call, { type: 'reservation', at: (one: Reservation) => one.startsAt })),
  }),
  ...collectionRoutes({
    type: 'reservation',
    tag: 'Reservations',
    create: CreateReservationBody,
    update: UpdateReservationBody,
    updates: reservationUpdates,
  }),
  step({
    verb: 'arrive',
    path: '/arrive',
    id: 'arriveReservation',
    summary: 'The party is here',
    description: 'It becomes a guest in line.',
    body: ArriveBody,
    bodyOptional: true,
  }),
  step({
    verb: 'seat',
    path: '/seat',
    id: 'seatReservation',
    summary: 'Seat the party, here already or not',
    body: SeatReservationBody,
    bodyOptional: true,
  }),
  step({
    verb: 'restore',
    path: '/restore',
    id: 'restoreReservation',
    summary: 'Bring a reservation back that has ended',
    body: noBody,
    bodyOptional: true,
  }),
  step({
    verb: 'setStatus',
    path: '/status',
    method: 'PUT',
    id: 'setReservationStatus',
    summary: 'Set the status of a reservation',
    body: SetReservationStatusBody,
  }),
]

import type { z } from 'zod'
import { bodyOf } from './command.ts'

const { status, reason } = bodyOf('reservation.setStatus').shape

/** `PUT` and `PATCH /reservations/{id}`: a status in it runs `reservation.setStatus`. */
export const UpdateReservationBody = bodyOf('reservation.update')
  .extend({ status: status.optional(), reason })
  .meta({
    id: 'UpdateReservation',
    description: 'The fields of a reservation to change',
    examples: [{ startsAt: '2026-05-01T20:00:00Z', partySize: 3 }],
  })
export type UpdateReservationBody = z.output<typeof UpdateReservationBody>

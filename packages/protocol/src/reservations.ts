import { payloadOf } from './command.ts'
import { exampleIds } from './examples.ts'

/** `POST /reservations`. */
export const CreateReservationBody = payloadOf('reservation.create').meta({
  id: 'CreateReservation',
  description: 'A booking',
  examples: [
    {
      name: 'Alan Turing',
      partySize: 2,
      startsAt: '2026-05-01T19:30:00Z',
      phone: '+49 30 654321',
      tableIds: [exampleIds.secondTable],
    },
  ],
})

const settingStatus = payloadOf('reservation.setStatus', 'reservationId')

/** `PUT` and `PATCH /reservations/{id}`: a status in it acts as the command of its own. */
export const UpdateReservationBody = payloadOf('reservation.update', 'reservationId')
  .extend({ status: settingStatus.shape.status, reason: settingStatus.shape.reason })
  .partial()
  .meta({
    id: 'UpdateReservation',
    description: 'The fields of a reservation to change',
    examples: [{ startsAt: '2026-05-01T20:00:00Z', partySize: 3 }],
  })

/** `PUT /reservations/{id}/status`. */
export const SetReservationStatusBody = settingStatus.meta({
  id: 'SetReservationStatus',
  description: 'What a reservation becomes',
  examples: [{ status: 'no_show' }],
})

/** `POST /reservations/{id}/arrive`. */
export const ArriveBody = payloadOf('reservation.arrive', 'reservationId').meta({
  id: 'Arrive',
  description: 'The id that the party gets, where the client chose it',
  examples: [{}],
})

/** `POST /reservations/{id}/seat`. */
export const SeatReservationBody = payloadOf('reservation.seat', 'reservationId').meta({
  id: 'SeatReservation',
  description: 'Where the party sits; at its planned tables unless given',
  examples: [{ tableIds: [exampleIds.table] }],
})

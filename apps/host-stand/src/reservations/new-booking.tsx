import { useAct } from '../commands/use-act.ts'
import { pageWords as words } from '../page-words.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { timesIn } from '../time/times.ts'
import { type Booking, bookingPayload, newBooking, timesOfBooking } from './booking.ts'
import { BookingForm } from './booking-form.tsx'

const say = words.reservations

/** Books a table on a day. */
export function NewBooking({
  date,
  given,
  onClose,
}: {
  date: string
  /** The values known already. */
  given?: Partial<Booking>
  onClose: () => void
}) {
  const { act } = useAct()
  const { restaurant } = useOpenFloor()
  return (
    <BookingForm
      title={say.form.bookTitle}
      first={newBooking(date, given)}
      submitLabel={(time) => (time === undefined ? say.form.book : say.form.bookIt(time))}
      onClose={onClose}
      onSubmit={(booking, onRefused) => {
        const startsAt = timesOfBooking(booking, restaurant)?.startsAt ?? ''
        const done = say.done.booked({ name: booking.name.trim(), time: timesIn(restaurant.timezone).exact(startsAt) })
        act('reservation.create', bookingPayload(booking, restaurant), { done, onTaken: onClose, onRefused })
      }}
    />
  )
}

import { type Floor, type Reservation, serviceDayAt } from '@qtable/domain'
import { ArrowRight } from 'lucide-react'
import { obstacleSentence } from '../commands/obstacle-sentence.ts'
import { useAct } from '../commands/use-act.ts'
import { stayOfBooking } from '../floor/stays.ts'
import { pageWords as words } from '../page-words.ts'
import { useMay } from '../people/use-may.ts'
import { plannableTables } from '../reservations/plannable-tables.ts'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import { MatterRow, MatterSection } from './matter-row.tsx'
import type { Stranded } from './matters.ts'
import { useOpenMatter } from './use-open-matter.ts'

/** Bookings that cannot stay as planned: each gets the best free table with one tap, or is opened to find another time. */
export function StrandedSection({ stranded }: { stranded: readonly Stranded[] }) {
  const floor = useOpenFloor()
  const open = useOpenMatter()
  const whenOf = useWhen()
  if (stranded.length === 0) return null
  return (
    <MatterSection title={words.seeTo.stranded(stranded.length)}>
      {stranded.map(({ reservation, clashes }) => {
        const reasons = clashes.map((clash) => obstacleSentence(clash, floor))
        const why = reasons.length > 0 ? reasons.join(' · ') : words.parties.noTable
        const show = () => open({ kind: 'reservation', reservationId: reservation.id })
        // No table helps while the house is closed.
        const isClosed = clashes.some(({ code }) => code === 'outside_hours')
        return (
          <MatterRow key={reservation.id} party={reservation} says={`${whenOf(reservation)} · ${why}`} onOpen={show}>
            <Solution reservation={reservation} isClosed={isClosed} onShow={show} />
          </MatterRow>
        )
      })}
    </MatterSection>
  )
}

function Solution({
  reservation,
  isClosed,
  onShow,
}: {
  reservation: Reservation
  isClosed: boolean
  onShow: () => void
}) {
  const { act } = useAct()
  const may = useMay()
  const client = useClient()
  const floor = useOpenFloor()
  if (!may('host')) return null
  const best = isClosed ? undefined : bestTables(floor, reservation, client.now())
  const { id: reservationId, name } = reservation
  if (!best) {
    return (
      <Button aria-label={words.parties.actionFor({ label: words.unsent.openParty, name })} onClick={onShow}>
        {words.unsent.openParty}
      </Button>
    )
  }
  const numbers = best.numbers.split(' + ')
  const tables = words.common.tablesSaid({ count: numbers.length, numbers })
  const label = words.seeTo.giveTable(tables)
  const tableIds = [...best.tableIds]
  const done = words.seeTo.tableGiven({ name, tables })
  return (
    <Button
      icon={<ArrowRight size={18} aria-hidden />}
      aria-label={words.parties.actionFor({ label, name })}
      onClick={() => act('reservation.update', { reservationId, tableIds, was: reservation }, done)}
    >
      {label}
    </Button>
  )
}

function bestTables(floor: Floor, reservation: Reservation, now: number) {
  const { from, until } = stayOfBooking(reservation)
  const { partySize, id: reservationId } = reservation
  return plannableTables(floor, { partySize, from, until, reservationId, now })[0]
}

function useWhen(): (reservation: Reservation) => string {
  const times = useTimes()
  const client = useClient()
  const { restaurant } = useOpenFloor()
  const today = serviceDayAt(new Date(client.now()).toISOString(), restaurant).date
  return ({ startsAt }) => {
    const { date } = serviceDayAt(startsAt, restaurant)
    return date === today ? times.clock(startsAt) : `${times.shortDay(date)}, ${times.clock(startsAt)}`
  }
}

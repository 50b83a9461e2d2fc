import type { Reservation } from '@qtable/domain'
import { CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { ClashNote } from '../floor/clash-note.tsx'
import { clashesOfBooking } from '../floor/stays.ts'
import { pageWords as words } from '../page-words.ts'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { clockWidth, useTimes } from '../time/times.ts'
import { VirtualRows } from '../ui/virtual-rows.tsx'
import styles from './day-overview.module.css'
import { overviewOf, type Slot } from './overview.ts'

const say = words.reservations.overview
/** The height of a usual line. */
const linePx = 50

/** A day at a glance: arrivals, what needs attention, and what the staff should know. */
export function DayOverview({
  reservations,
  now,
  onOpen,
}: {
  reservations: readonly Reservation[]
  /** Undefined on other days. */
  now: number | undefined
  onOpen: (reservationId: string) => void
}) {
  const floor = useOpenFloor()
  const client = useClient()
  const { timezone } = floor.restaurant
  const clashesOf = (reservation: Reservation) =>
    floor.reservations.has(reservation.id) ? clashesOfBooking(floor, reservation, client.now()) : []
  const { slots, toSolve, worthKnowing, noShows, cancelled } = overviewOf(reservations, {
    timezone,
    now,
    hasClash: (one) => clashesOf(one).length > 0,
  })
  const lost = [...(noShows > 0 ? [say.noShows(noShows)] : []), ...(cancelled > 0 ? [say.cancelled(cancelled)] : [])]
  return (
    <div className={styles.parts} style={clockWidth(useTimes())}>
      {slots.length > 0 && (
        <section>
          <h3 className={styles.heading}>{say.arrivals}</h3>
          <Pacing slots={slots} />
          {lost.length > 0 && <p className={styles.lost}>{lost.join(' · ')}</p>}
        </section>
      )}
      <section>
        <h3 className={styles.heading}>{say.toSolve}</h3>
        {toSolve.length === 0 && (
          <p className={styles.fine}>
            <CircleCheck size={18} aria-hidden />
            {say.nothingToSolve}
          </p>
        )}
        <VirtualRows
          items={toSolve}
          keyOf={({ reservation }) => reservation.id}
          rowPx={linePx}
          row={({ reservation, concerns }) => (
            <Line key={reservation.id} reservation={reservation} onOpen={onOpen}>
              {concerns.map((concern) =>
                concern === 'clash' ? (
                  <ClashNote key={concern} clashes={clashesOf(reservation)} />
                ) : (
                  <span key={concern} className={styles[concern]}>
                    {say.concerns[concern]}
                  </span>
                ),
              )}
            </Line>
          )}
        />
      </section>
      {worthKnowing.length > 0 && (
        <section>
          <h3 className={styles.heading}>{say.worthKnowing}</h3>
          <VirtualRows
            items={worthKnowing}
            keyOf={({ id }) => id}
            rowPx={linePx}
            row={(reservation) => (
              <Line key={reservation.id} reservation={reservation} onOpen={onOpen}>
                <span className={styles.note}>
                  {[...reservation.tags.map(words.parties.tag), reservation.notes].filter(Boolean).join(', ')}
                </span>
              </Line>
            )}
          />
        </section>
      )}
    </div>
  )
}

function Pacing({ slots }: { slots: readonly Slot[] }) {
  const times = useTimes()
  const most = Math.max(...slots.map(({ covers }) => covers))
  return (
    <ul className={styles.slots}>
      {slots.map(({ from, covers, parties }) => (
        <li key={from} className={styles.slot} title={say.slot({ parties, covers })}>
          <span className={styles.time}>{times.clock(from)}</span>
          <span className={styles.track} aria-hidden>
            <span className={styles.fill} style={{ width: `${(covers / most) * 100}%` }} />
          </span>
          <span className={styles.covers}>
            {covers > 0 && covers}
            <span className="visually-hidden">{say.slot({ parties, covers })}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function Line({
  reservation: { id, name, partySize, startsAt },
  onOpen,
  children,
}: {
  reservation: Reservation
  onOpen: (reservationId: string) => void
  children: ReactNode
}) {
  const times = useTimes()
  return (
    <li>
      <button type="button" className={styles.line} onClick={() => onOpen(id)}>
        <span className={styles.at}>{times.clock(startsAt)}</span>
        <span className={styles.who}>
          <bdi>{name}</bdi> · {partySize}
          <span className={styles.what}>{children}</span>
        </span>
      </button>
    </li>
  )
}

import type { Reservation } from '@qtable/domain'
import { Armchair, CalendarCheck, Check, DoorOpen, EllipsisVertical, Pencil, UserX, X } from 'lucide-react'
import { memo } from 'react'
import { useAct } from '../stand/act.ts'
import { useNow } from '../stand/now.ts'
import { startPlacing } from '../stand/placing.ts'
import { useMay } from '../stand/roles.ts'
import { useSeat } from '../stand/seat.ts'
import { openSheet, useSheet } from '../stand/sheet.ts'
import { useFloor } from '../stand/stand.ts'
import { minutesBetween, relative, span, useTimes } from '../stand/times.ts'
import { Button, classes, IconButton } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import { EmptyState } from '../ui/states.tsx'
import { words } from '../words.ts'
import { nextOf, numbersOf } from './lists.ts'
import styles from './next.module.css'
import { PartyRow } from './party-row.tsx'

const say = words.waitlist
/** A party that is later than this has probably forgotten. */
const lateMinutes = 15

/** The reservations of this service day that do not sit yet. */
export function Next() {
  const floor = useFloor()
  const next = nextOf(floor)
  if (next.length === 0) return <EmptyState icon={<CalendarCheck size={28} aria-hidden />} title={say.emptyNext} />
  return (
    <ul>
      {next.map((reservation) => (
        <NextRow key={reservation.id} reservation={reservation} />
      ))}
    </ul>
  )
}

const NextRow = memo(function NextRow({ reservation }: { reservation: Reservation }) {
  const now = useNow()
  const times = useTimes()
  const floor = useFloor()
  const sheet = useSheet()
  const may = useMay()
  const { id: reservationId, startsAt, status, tableIds, guestId } = reservation
  const until = minutesBetween(now, startsAt)
  const isLate = until < 0 && status !== 'arrived'
  const mood = !isLate ? 'calm' : until < -lateMinutes ? 'late' : 'soon'
  const placing = guestId ? { kind: 'guest' as const, guestId } : { kind: 'reservation' as const, reservationId }
  const when = status === 'arrived' ? say.statuses.arrived : isLate ? say.late(span(until)) : relative(until)
  return (
    <PartyRow
      entityId={reservationId}
      placing={placing}
      isStuck={!may('host')}
      party={reservation}
      mood={mood}
      isPicked={sheet?.kind === 'reservation' && sheet.reservationId === reservationId}
      onOpen={() => openSheet({ kind: 'reservation', reservationId })}
      lead={
        <span className={styles.lead}>
          <time className={styles.time}>{times.clock(startsAt)}</time>
          <span className={classes(styles.when, styles[mood], status === 'arrived' && styles.arrived)}>{when}</span>
        </span>
      }
      status={status === 'pending' ? say.pending : say.planned(numbersOf(floor, tableIds))}
      actions={may('host') && <NextActions reservation={reservation} />}
    />
  )
})

function NextActions({ reservation }: { reservation: Reservation }) {
  const { act } = useAct()
  const seat = useSeat()
  const floor = useFloor()
  const { id: reservationId, name, status, tableIds, guestId } = reservation
  const set = (to: string, done: string) => () => void act('reservation.setStatus', { reservationId, status: to }, done)
  const placing = guestId ? { kind: 'guest' as const, guestId } : { kind: 'reservation' as const, reservationId }
  const planned = numbersOf(floor, tableIds)
  const isPlanFree = tableIds.length > 0 && tableIds.every((id) => floor.tables.get(id)?.currentGuestId === null)
  const label = say.moreFor(name)
  return (
    <>
      {status === 'pending' && (
        <Button icon={<Check size={18} aria-hidden />} onClick={set('confirmed', say.confirmDone(name))}>
          {say.confirm}
        </Button>
      )}
      {status === 'confirmed' && (
        <Button
          icon={<DoorOpen size={18} aria-hidden />}
          onClick={() => act('reservation.arrive', { reservationId }, say.arrivedDone(name))}
        >
          {say.arrived}
        </Button>
      )}
      {status === 'arrived' && (
        <Button
          kind="next"
          icon={<Armchair size={18} aria-hidden />}
          onClick={() => (isPlanFree ? seat(placing, tableIds) : startPlacing(placing))}
        >
          {isPlanFree ? say.seatAt(planned) : say.seat}
        </Button>
      )}
      <Menu
        label={label}
        trigger={<IconButton label={label} icon={<EllipsisVertical size={20} aria-hidden />} />}
        entries={[
          { label: say.seat, icon: <Armchair size={20} aria-hidden />, run: () => startPlacing(placing) },
          {
            label: say.edit,
            icon: <Pencil size={20} aria-hidden />,
            run: () => openSheet({ kind: 'reservation', reservationId }),
          },
          {
            label: say.noShow,
            icon: <UserX size={20} aria-hidden />,
            isDanger: true,
            run: set('no_show', say.noShowDone(name)),
          },
          {
            label: say.cancelReservation,
            icon: <X size={20} aria-hidden />,
            isDanger: true,
            run: set('cancelled', say.cancelled(name)),
          },
        ]}
      />
    </>
  )
}

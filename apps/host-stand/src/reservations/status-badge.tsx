import type { Reservation } from '@qtable/domain'
import { Armchair, CalendarCheck, CircleHelp, CircleX, LogOut, UserCheck, UserX } from 'lucide-react'
import { pageWords as words } from '../page-words.ts'
import { Badge, type BadgeKind } from '../ui/badge.tsx'

const looks = {
  pending: { kind: 'soon', Icon: CircleHelp },
  confirmed: { kind: 'neutral', Icon: CalendarCheck },
  arrived: { kind: 'go', Icon: UserCheck },
  seated: { kind: 'neutral', Icon: Armchair },
  finished: { kind: 'neutral', Icon: LogOut },
  cancelled: { kind: 'neutral', Icon: CircleX },
  no_show: { kind: 'late', Icon: UserX },
} as const satisfies Record<Reservation['status'], { kind: BadgeKind; Icon: typeof Armchair }>

/** The status of a reservation: a word and a glyph. */
export function StatusBadge({ status }: { status: Reservation['status'] }) {
  const { kind, Icon } = looks[status]
  return (
    <Badge kind={kind} icon={<Icon size={15} aria-hidden />}>
      {words.reservations.status[status]}
    </Badge>
  )
}

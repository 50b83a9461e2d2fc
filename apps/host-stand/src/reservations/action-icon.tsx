import { Armchair, CalendarCheck, CircleX, DoorOpen, LayoutGrid, Undo2, UserX } from 'lucide-react'
import type { ReservationAction } from './reservation-actions.ts'

const icons = {
  confirm: CalendarCheck,
  arrive: DoorOpen,
  seat: Armchair,
  place: LayoutGrid,
  no_show: UserX,
  cancel: CircleX,
  restore: Undo2,
} as const satisfies Record<ReservationAction['name'], typeof Armchair>

/** The glyph of something that can be done with a reservation. */
export function ActionIcon({ name }: { name: ReservationAction['name'] }) {
  const Icon = icons[name]
  return <Icon size={18} aria-hidden />
}

import {
  Armchair,
  BellOff,
  BellRing,
  Check,
  CircleCheckBig,
  DoorOpen,
  type LucideIcon,
  Move,
  Pencil,
  RotateCcw,
  Undo2,
  UserCheck,
  UserX,
  X,
} from 'lucide-react'
import type { PartyAction } from './use-party-actions.ts'

const glyphs: Record<PartyAction['name'], LucideIcon> = {
  confirm: Check,
  arrive: UserCheck,
  seat: Armchair,
  move: Move,
  notify: BellRing,
  unnotify: BellOff,
  done: CircleCheckBig,
  clear_one: Check,
  back: Undo2,
  restore: RotateCcw,
  edit: Pencil,
  left: DoorOpen,
  no_show: UserX,
  cancelled: X,
}

export function ActionGlyph({ name, size = 20 }: { name: PartyAction['name']; size?: number }) {
  const Glyph = glyphs[name]
  return <Glyph size={size} aria-hidden />
}

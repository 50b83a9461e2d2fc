import { isLiveGuest } from '@qtable/domain'
import {
  Activity,
  CalendarDays,
  ChartNoAxesGantt,
  CloudUpload,
  Keyboard,
  LayoutGrid,
  PencilRuler,
  Plus,
  Printer,
  Settings,
  Square,
  User,
  UserRoundX,
  Users,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { numbersOf } from '../line/lists.ts'
import { useMay } from '../people/use-may.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { useTimes } from '../time/times.ts'
import { isPhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import { matchesWords } from './matches-words.ts'
import { openShortcuts } from './overlay.ts'

/** Something that the palette finds. */
export interface PaletteEntry {
  id: string
  group: string
  label: string
  detail?: string | undefined
  icon: ReactNode
  run: () => void
}

const mostOfAKind = 8
const say = words.session

// Phones have no keys.
function withoutKey({ detail: _, ...action }: PaletteEntry): PaletteEntry {
  return action
}

/** What the letters find on the floor and among the actions, at most a few of each kind. */
export function usePaletteEntries(text: string): PaletteEntry[] {
  const floor = useOpenFloor()
  const times = useTimes()
  const may = useMay()
  const [, go] = useLocation()
  const onFloor = (run: () => void) => () => {
    go('/')
    run()
  }

  const parties = [...floor.guests.values()].map((guest): PaletteEntry => {
    const at = words.common.tables(numbersOf(floor, guest.tableIds))
    return {
      id: guest.id,
      group: say.paletteParties,
      label: `${guest.name} · ${guest.partySize}`,
      detail: guest.tableIds.length > 0 ? at : words.waitlist.statuses[guest.status],
      icon: isLiveGuest(guest) ? <User size={20} aria-hidden /> : <UserRoundX size={20} aria-hidden />,
      run: onFloor(() => openSheet({ kind: 'party', guestId: guest.id })),
    }
  })
  const tables = [...floor.tables.values()].map((table): PaletteEntry => {
    return {
      id: table.id,
      group: say.paletteTables,
      label: words.common.table(table.tableNumber),
      detail: floor.guests.get(table.currentGuestId ?? '')?.name ?? words.waitlist.tableStatuses[table.status],
      icon: <Square size={20} aria-hidden />,
      run: onFloor(() => openSheet({ kind: 'table', tableId: table.id })),
    }
  })
  const reservations = [...floor.reservations.values()].map((one): PaletteEntry => {
    return {
      id: one.id,
      group: say.paletteReservations,
      label: `${one.name} · ${one.partySize}`,
      detail: times.exact(one.startsAt),
      icon: <CalendarDays size={20} aria-hidden />,
      run: onFloor(() => openSheet({ kind: 'reservation', reservationId: one.id })),
    }
  })
  const page = (path: string, label: string, icon: ReactNode, detail?: string): PaletteEntry => {
    return { id: path.slice(1) || 'floor', group: say.paletteActions, label, icon, detail, run: () => go(path) }
  }
  const add: PaletteEntry = {
    id: 'add',
    group: say.paletteActions,
    label: words.waitlist.addParty,
    detail: 'N',
    icon: <Plus size={20} aria-hidden />,
    run: onFloor(() => openSheet({ kind: 'add' })),
  }
  const keys: PaletteEntry = {
    id: 'keys',
    group: say.paletteActions,
    label: say.shortcuts,
    detail: '?',
    icon: <Keyboard size={20} aria-hidden />,
    run: openShortcuts,
  }
  const actions: PaletteEntry[] = [
    ...(may('host') ? [add] : []),
    page('/', say.floor, <LayoutGrid size={20} aria-hidden />, '1'),
    page('/timeline', say.timeline, <ChartNoAxesGantt size={20} aria-hidden />, '2'),
    page('/reservations', say.reservations, <CalendarDays size={20} aria-hidden />, '3'),
    page('/activity', say.activity, <Activity size={20} aria-hidden />),
    {
      id: 'unsent',
      group: say.paletteActions,
      label: say.unsentTitle,
      icon: <CloudUpload size={20} aria-hidden />,
      run: () => openSheet({ kind: 'unsent' }),
    },
    page('/print', say.print, <Printer size={20} aria-hidden />),
    ...(may('manager')
      ? [
          page('/editor', say.editor, <PencilRuler size={20} aria-hidden />),
          page('/people', say.people, <Users size={20} aria-hidden />),
          page('/settings', say.settings, <Settings size={20} aria-hidden />),
        ]
      : []),
    ...(isPhone() ? [] : [keys]),
  ]
  if (text.trim() === '') return isPhone() ? actions.map(withoutKey) : actions
  return [parties, tables, reservations, actions].flatMap((kind) =>
    // The key of an action is not what it is called.
    kind
      .filter(({ label, detail = '' }) => matchesWords(kind === actions ? label : `${label} ${detail}`, text))
      .slice(0, mostOfAKind),
  )
}

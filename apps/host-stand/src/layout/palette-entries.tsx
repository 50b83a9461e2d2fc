import { isLiveGuest } from '@qtable/domain'
import { CalendarClock, CalendarDays, LayoutGrid, Plus, Printer, Square, User, UserRoundX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useMay } from '../stand/roles.ts'
import { openSheet } from '../stand/sheet.ts'
import { useFloor } from '../stand/stand.ts'
import { useTimes } from '../stand/times.ts'
import { numbersOf } from '../waitlist/lists.ts'
import { words } from '../words.ts'
import { matches } from './matches.ts'
import { openShortcuts } from './palette-state.ts'

/** Something that the palette finds. */
export interface Found {
  id: string
  group: string
  label: string
  detail?: string | undefined
  icon: ReactNode
  run: () => void
}

const mostOfAKind = 8
const say = words.session

/** What the letters find on the floor and among the actions, at most a few of each kind. */
export function usePaletteEntries(text: string): Found[] {
  const floor = useFloor()
  const times = useTimes()
  const may = useMay()
  const [, go] = useLocation()
  const onFloor = (run: () => void) => () => {
    go('/')
    run()
  }

  const parties = [...floor.guests.values()].map((guest): Found => {
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
  const tables = [...floor.tables.values()].map((table): Found => {
    return {
      id: table.id,
      group: say.paletteTables,
      label: words.common.table(table.tableNumber),
      detail: floor.guests.get(table.currentGuestId ?? '')?.name ?? words.waitlist.tableStatuses[table.status],
      icon: <Square size={20} aria-hidden />,
      run: onFloor(() => openSheet({ kind: 'table', tableId: table.id })),
    }
  })
  const reservations = [...floor.reservations.values()].map((one): Found => {
    return {
      id: one.id,
      group: say.paletteReservations,
      label: `${one.name} · ${one.partySize}`,
      detail: times.exact(one.startsAt),
      icon: <CalendarDays size={20} aria-hidden />,
      run: onFloor(() => openSheet({ kind: 'reservation', reservationId: one.id })),
    }
  })
  const page = (path: string, label: string, icon: ReactNode): Found => {
    return { id: path.slice(1) || 'floor', group: say.paletteActions, label, icon, run: () => go(path) }
  }
  const add: Found = {
    id: 'add',
    group: say.paletteActions,
    label: words.waitlist.addParty,
    detail: 'N',
    icon: <Plus size={20} aria-hidden />,
    run: onFloor(() => openSheet({ kind: 'add' })),
  }
  const actions: Found[] = [
    ...(may('host') ? [add] : []),
    page('/', say.floor, <LayoutGrid size={20} aria-hidden />),
    page('/timeline', say.timeline, <CalendarClock size={20} aria-hidden />),
    page('/reservations', say.reservations, <CalendarDays size={20} aria-hidden />),
    page('/activity', say.activity, <CalendarClock size={20} aria-hidden />),
    page('/print', say.print, <Printer size={20} aria-hidden />),
    ...(may('manager')
      ? [
          page('/editor', say.editor, <LayoutGrid size={20} aria-hidden />),
          page('/people', say.people, <User size={20} aria-hidden />),
          page('/settings', say.settings, <Square size={20} aria-hidden />),
        ]
      : []),
    {
      id: 'keys',
      group: say.paletteActions,
      label: say.shortcuts,
      detail: '?',
      icon: <Square size={20} aria-hidden />,
      run: openShortcuts,
    },
  ]
  if (text.trim() === '') return actions
  return [parties, tables, reservations, actions].flatMap((kind) =>
    kind.filter(({ label, detail = '' }) => matches(`${label} ${detail}`, text)).slice(0, mostOfAKind),
  )
}

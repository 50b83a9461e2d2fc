import { type Floor, isLiveGuest } from '@qtable/domain'
import { CalendarDays, CloudUpload, Keyboard, Plus, Square, User, UserRoundX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { numbersOf } from '../floor/table-sets.ts'
import { allPages, pages } from '../pages.ts'
import { useMay } from '../people/use-may.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { openSheet, type SheetContent } from '../shell/open-sheet.ts'
import { type TimeFormats, useTimes } from '../time/times.ts'
import { isPhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import { matchesWords } from './matches-words.ts'
import { openShortcuts } from './overlay.ts'

/** A result of the palette. */
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

/** The matches on the floor and among the actions, a few of each kind. */
export function usePaletteEntries(text: string): PaletteEntry[] {
  const floor = useOpenFloor()
  const times = useTimes()
  const actions = useActionEntries()
  const open = useOpenOnFloor()
  if (text.trim() === '') return actions
  const found = (entries: readonly PaletteEntry[], textOf: (entry: PaletteEntry) => string) =>
    entries.filter((entry) => matchesWords(textOf(entry), text)).slice(0, mostOfAKind)
  return [
    ...[partyEntries(floor, open), tableEntries(floor, open), reservationEntries(floor, times, open)].flatMap((kind) =>
      found(kind, ({ label, detail = '' }) => `${label} ${detail}`),
    ),
    // The key of an action is not part of its name.
    ...found(actions, ({ label }) => label),
  ]
}

type OpenOnFloor = (sheet: SheetContent) => () => void

function useOpenOnFloor(): OpenOnFloor {
  const [, navigate] = useLocation()
  return (sheet) => () => {
    navigate(pages.floor.path)
    openSheet(sheet)
  }
}

/** Every page that the person may open, and the actions that work anywhere. */
export function useActionEntries(): PaletteEntry[] {
  const may = useMay()
  const [, navigate] = useLocation()
  const open = useOpenOnFloor()
  const action = (entry: Omit<PaletteEntry, 'group'>): PaletteEntry => {
    // A phone has no keyboard.
    return { ...entry, group: say.paletteActions, detail: isPhone() ? undefined : entry.detail }
  }
  const add = action({
    id: 'add',
    label: words.line.addParty,
    detail: 'N',
    icon: <Plus size={20} aria-hidden />,
    run: open({ kind: 'add' }),
  })
  const unsent = action({
    id: 'unsent',
    label: say.unsentTitle,
    icon: <CloudUpload size={20} aria-hidden />,
    run: () => openSheet({ kind: 'unsent' }),
  })
  const keys = action({
    id: 'keys',
    label: say.shortcuts,
    detail: '?',
    icon: <Keyboard size={20} aria-hidden />,
    run: openShortcuts,
  })
  return [
    ...(may('host') ? [add] : []),
    ...allPages
      .filter(({ role }) => may(role))
      .map(({ path, label, key, icon: Icon }) =>
        action({ id: path, label, detail: key, icon: <Icon size={20} aria-hidden />, run: () => navigate(path) }),
      ),
    unsent,
    ...(isPhone() ? [] : [keys]),
  ]
}

function partyEntries(floor: Floor, open: OpenOnFloor): PaletteEntry[] {
  return [...floor.guests.values()].map((guest) => {
    const at = words.common.tables(numbersOf(floor, guest.tableIds))
    return {
      id: guest.id,
      group: say.paletteParties,
      label: `${guest.name} · ${guest.partySize}`,
      detail: guest.tableIds.length > 0 ? at : words.parties.statuses[guest.status],
      icon: isLiveGuest(guest) ? <User size={20} aria-hidden /> : <UserRoundX size={20} aria-hidden />,
      run: open({ kind: 'party', guestId: guest.id }),
    }
  })
}

function tableEntries(floor: Floor, open: OpenOnFloor): PaletteEntry[] {
  return [...floor.tables.values()].map((table) => ({
    id: table.id,
    group: say.paletteTables,
    label: words.common.table(table.tableNumber),
    detail: floor.guests.get(table.currentGuestId ?? '')?.name ?? words.tables.tableStatuses[table.status],
    icon: <Square size={20} aria-hidden />,
    run: open({ kind: 'table', tableId: table.id }),
  }))
}

function reservationEntries(floor: Floor, times: TimeFormats, open: OpenOnFloor): PaletteEntry[] {
  return [...floor.reservations.values()].map((one) => ({
    id: one.id,
    group: say.paletteReservations,
    label: `${one.name} · ${one.partySize}`,
    detail: times.exact(one.startsAt),
    icon: <CalendarDays size={20} aria-hidden />,
    run: open({ kind: 'reservation', reservationId: one.id }),
  }))
}

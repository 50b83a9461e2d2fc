import { type Floor, isLiveGuest, type Searchable, searchFor } from '@qtable/domain'
import { CalendarDays, Keyboard, ListTodo, Plus, Square, User, UserRoundX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { numbersOf } from '../floor/table-sets.ts'
import { pageWords as words } from '../page-words.ts'
import { allPages, pages } from '../pages.ts'
import { useMay } from '../people/use-may.ts'
import { searchableReservation } from '../reservations/day-list.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { openSheet, type SheetContent } from '../shell/open-sheet.ts'
import { type TimeFormats, useTimes } from '../time/times.ts'
import { isPhone } from '../ui/use-media.ts'
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
  const kinds = [
    partyEntries(floor, open),
    tableEntries(floor, open),
    reservationEntries(floor, times, open),
    // The key of an action is not part of its name.
    actions.map((entry) => ({ entry, about: { name: entry.label } })),
  ]
  // The kind with the best match first: a name that was typed stands above a day that sounds like it.
  return kinds
    .map((kind) => bestMatches(kind, text))
    .sort((a, b) => (a[0]?.rank ?? 0) - (b[0]?.rank ?? 0))
    .flatMap((matches) => matches.map(({ entry }) => entry))
}

/** An entry and what a search looks at. */
interface Findable {
  entry: PaletteEntry
  about: Searchable
}

function bestMatches(all: readonly Findable[], text: string): { entry: PaletteEntry; rank: number }[] {
  const search = searchFor(text)
  return all
    .flatMap(({ entry, about }) => {
      const rank = search(about)
      return rank === undefined ? [] : [{ entry, rank }]
    })
    .sort((a, b) => a.rank - b.rank)
    .slice(0, mostOfAKind)
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
    return { ...entry, group: words.palette.paletteActions, detail: isPhone() ? undefined : entry.detail }
  }
  const add = action({
    id: 'add',
    label: words.line.addParty,
    detail: 'N',
    icon: <Plus size={20} aria-hidden />,
    run: open({ kind: 'add' }),
  })
  const seeTo = action({
    id: 'see-to',
    label: say.seeTo,
    icon: <ListTodo size={20} aria-hidden />,
    run: () => openSheet({ kind: 'see-to' }),
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
    seeTo,
    ...(isPhone() ? [] : [keys]),
  ]
}

function partyEntries(floor: Floor, open: OpenOnFloor): Findable[] {
  return [...floor.guests.values()].map((guest) => {
    const { id, name, partySize, phone, email, notes, tags, tableIds, status } = guest
    const tables = numbersOf(floor, tableIds)
    const entry = {
      id,
      group: words.palette.paletteParties,
      label: `${name} · ${partySize}`,
      detail: tables.length > 0 ? words.common.tables(tables) : words.parties.statuses[status],
      icon: isLiveGuest(guest) ? <User size={20} aria-hidden /> : <UserRoundX size={20} aria-hidden />,
      run: open({ kind: 'party', guestId: id }),
    }
    return {
      entry,
      about: {
        name,
        phones: [phone],
        tables,
        texts: [entry.detail, email ?? '', notes, ...tags, ...tags.map(words.parties.tag)],
      },
    }
  })
}

function tableEntries(floor: Floor, open: OpenOnFloor): Findable[] {
  return [...floor.tables.values()].map(({ id, tableNumber, currentGuestId, status }) => {
    const entry = {
      id,
      group: words.palette.paletteTables,
      label: words.common.table(tableNumber),
      detail: floor.guests.get(currentGuestId ?? '')?.name ?? words.tables.tableStatuses[status],
      icon: <Square size={20} aria-hidden />,
      run: open({ kind: 'table', tableId: id }),
    }
    return { entry, about: { name: entry.label, tables: [tableNumber], texts: [entry.detail] } }
  })
}

function reservationEntries(floor: Floor, times: TimeFormats, open: OpenOnFloor): Findable[] {
  return [...floor.reservations.values()].map((one) => {
    const entry = {
      id: one.id,
      group: words.palette.paletteReservations,
      label: `${one.name} · ${one.partySize}`,
      detail: times.exact(one.startsAt),
      icon: <CalendarDays size={20} aria-hidden />,
      run: open({ kind: 'reservation', reservationId: one.id }),
    }
    const about = searchableReservation(one, floor)
    return { entry, about: { ...about, texts: [...(about.texts ?? []), entry.detail] } }
  })
}

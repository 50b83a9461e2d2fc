import { bookingsAt, type Floor, type Guest, type Table } from '@qtable/domain'
import { obstacleSentence } from '../commands/obstacle-sentence.ts'
import { clashesOfBooking, clashesOfParty, draftOf, expectedMinutes } from '../floor/stays.ts'
import { isOfYesterday } from '../floor/yesterdays.ts'
import { careOf } from '../parties/care.ts'
import { turnUrgency, type Urgency } from '../time/urgency.ts'
import { shortNumbersOf } from './short-numbers.ts'

export type TableState = 'free' | 'held' | 'seated' | 'cleaning' | 'blocked'

/**
 * What a table shows. Flat, so that two can be compared field by field and an unchanged table does not render again.
 */
export interface TableView {
  readonly table: Table
  /** Its number, or an abbreviation for a table too small for it. */
  readonly shortNumber: string
  readonly state: TableState
  readonly guestId: string | null
  readonly partyName: string
  readonly partySize: number
  /** What the staff must not overlook about its party; empty if there is nothing. */
  readonly care: string
  /** Its filled seats; a party at several tables fills one after the other. */
  readonly seatsFilled: number
  /** Whole minutes since the party sat down. */
  readonly minutes: number
  readonly turnMinutes: number
  /** Whether its party still sits since a service day before. */
  readonly isYesterdays: boolean
  /** How the turn stands: `soon` in its last tenth, `late` past it. */
  readonly urgency: Urgency
  readonly course: Guest['course']
  /** The numbers of the party's other tables, as text. */
  readonly joinedWith: string
  /** The next reservation planned at this table within `nextWithinMinutes`. */
  readonly nextId: string | null
  readonly nextName: string
  readonly nextSize: number
  readonly nextStartsAt: string | null
  /** What speaks against its party or its next reservation, in words; empty if nothing does. */
  readonly clash: string
  readonly sectionName: string
  readonly serverName: string
}

/** How far ahead a table shows its next reservation. */
const nextWithinMinutes = 120
const minuteMs = 60_000

export type TableViews = ReadonlyMap<string, TableView>

/** The views of all tables at `now` (ms). Views equal to those in `previous` keep their identity. */
export function viewsOf(floor: Floor, now: number, previous?: TableViews): TableViews {
  const views = new Map<string, TableView>()
  for (const table of floor.tables.values()) {
    const view = viewOf(floor, table, now)
    const before = previous?.get(table.id)
    views.set(table.id, before && isSame(before, view) ? before : view)
  }
  return views
}

/** How much of the ring is filled: 0..1. */
export function fractionOf({ minutes, turnMinutes }: Pick<TableView, 'minutes' | 'turnMinutes'>): number {
  return Math.min(1, Math.max(0, minutes / turnMinutes))
}

function viewOf(floor: Floor, table: Table, now: number): TableView {
  const guest = table.currentGuestId === null ? undefined : floor.guests.get(table.currentGuestId)
  const section = table.sectionId === null ? undefined : floor.sections.get(table.sectionId)
  const [next] = bookingsAt(draftOf(floor), table.id, { from: now, until: now + nextWithinMinutes * minuteMs })
  const clashes = [
    ...(guest ? clashesOfParty(floor, guest, now) : []),
    ...(next ? clashesOfBooking(floor, next, now) : []),
  ]
  const minutes = guest?.seatedAt ? Math.max(0, Math.floor((now - Date.parse(guest.seatedAt)) / minuteMs)) : 0
  const turnMinutes = guest ? expectedMinutes(floor, guest) : 0
  return {
    table,
    shortNumber: shortNumbersOf(floor.tables).get(table.id) ?? table.tableNumber,
    state: stateOf(table),
    guestId: guest?.id ?? null,
    partyName: guest?.name ?? '',
    partySize: guest?.partySize ?? 0,
    care: guest ? careOf(guest).join(' ') : '',
    seatsFilled: guest ? seatsFilledAt(floor, table, guest) : 0,
    minutes,
    turnMinutes,
    isYesterdays: guest !== undefined && isOfYesterday(guest, floor.restaurant, now),
    urgency: guest ? turnUrgency(minutes, turnMinutes) : 'calm',
    course: guest?.course ?? null,
    joinedWith: guest ? othersOf(floor, table, guest) : '',
    nextId: next?.id ?? null,
    nextName: next?.name ?? '',
    nextSize: next?.partySize ?? 0,
    nextStartsAt: next?.startsAt ?? null,
    clash: clashes.map((clash) => obstacleSentence(clash, floor)).join(' · '),
    sectionName: section?.name ?? '',
    serverName: section?.serverName ?? '',
  }
}

function stateOf(table: Table): TableState {
  switch (table.status) {
    case 'available':
      return 'free'
    case 'occupied':
      return 'seated'
    case 'reserved':
      return 'held'
    case 'cleaning':
    case 'blocked':
      return table.status
  }
}

function seatsFilledAt(floor: Floor, table: Table, guest: Guest): number {
  let left = guest.partySize
  for (const id of guest.tableIds) {
    const capacity = floor.tables.get(id)?.capacity ?? 0
    if (id === table.id) return Math.max(0, Math.min(capacity, left))
    left -= capacity
  }
  return 0
}

function othersOf(floor: Floor, table: Table, guest: Guest): string {
  const others = guest.tableIds.filter((id) => id !== table.id)
  return others.map((id) => floor.tables.get(id)?.tableNumber ?? '').join(' + ')
}

function isSame(a: TableView, b: TableView): boolean {
  return (Object.keys(a) as (keyof TableView)[]).every((key) => a[key] === b[key])
}

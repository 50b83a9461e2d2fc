import { type Floor, type Guest, holdsPlan, type Reservation, type Table, turnMinutesFor } from '@qtable/domain'

export type TableState = 'free' | 'held' | 'seated' | 'cleaning' | 'blocked'
/** How a turn stands: `soon` in its last tenth, `late` past it. */
export type Tone = 'calm' | 'soon' | 'late'

/** What a table shows. Flat, so that two can be compared field by field and an unchanged table is not drawn again. */
export interface TableView {
  readonly table: Table
  readonly state: TableState
  readonly guestId: string | null
  readonly partyName: string
  readonly partySize: number
  /** Of its seats; a party at several tables fills them one after the other. */
  readonly seatsFilled: number
  /** Whole minutes since the party sat down. */
  readonly minutes: number
  readonly turnMinutes: number
  readonly tone: Tone
  readonly course: Guest['course']
  /** Numbers of the other tables that the same party sits at, as text. */
  readonly joinedWith: string
  /** The next reservation that plans this table, where it is within `nextWithinMinutes`. */
  readonly nextId: string | null
  readonly nextName: string
  readonly nextSize: number
  readonly nextStartsAt: string | null
  readonly sectionName: string
  readonly serverName: string
}

/** How far ahead a table says for whom it is planned. */
export const nextWithinMinutes = 120
const minuteMs = 60_000

export type TableViews = ReadonlyMap<string, TableView>

/** What every table shows at `now` (ms). Views that say the same as in `previous` are the same values. */
export function viewsOf(floor: Floor, now: number, previous?: TableViews): TableViews {
  const plans = plansByTable(floor)
  const views = new Map<string, TableView>()
  for (const table of floor.tables.values()) {
    const view = viewOf(floor, table, { now, plans: plans.get(table.id) ?? [] })
    const before = previous?.get(table.id)
    views.set(table.id, before && isSame(before, view) ? before : view)
  }
  return views
}

/** Reservations that keep each table, earliest first. */
export function plansByTable(floor: Floor): ReadonlyMap<string, readonly Reservation[]> {
  const plans = new Map<string, Reservation[]>()
  const planned = [...floor.reservations.values()].filter(holdsPlan)
  planned.sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
  for (const reservation of planned) {
    for (const id of reservation.tableIds) {
      const list = plans.get(id)
      if (list) list.push(reservation)
      else plans.set(id, [reservation])
    }
  }
  return plans
}

/** The minutes that a party is expected to stay: as booked, else by its size. */
export function turnMinutesOf(floor: Floor, guest: Pick<Guest, 'partySize' | 'reservationId'>): number {
  const booked = guest.reservationId === null ? undefined : floor.reservations.get(guest.reservationId)
  return booked?.durationMinutes ?? turnMinutesFor(floor.restaurant, guest.partySize)
}

/** How a turn stands after `minutes` of `turnMinutes`. */
export function toneOf(minutes: number, turnMinutes: number): Tone {
  if (minutes > turnMinutes) return 'late'
  return minutes >= turnMinutes * 0.9 ? 'soon' : 'calm'
}

/** How much of the ring is filled: 0..1. */
export function fractionOf({ minutes, turnMinutes }: Pick<TableView, 'minutes' | 'turnMinutes'>): number {
  return Math.min(1, Math.max(0, minutes / turnMinutes))
}

function viewOf(floor: Floor, table: Table, { now, plans }: { now: number; plans: readonly Reservation[] }): TableView {
  const guest = table.currentGuestId === null ? undefined : floor.guests.get(table.currentGuestId)
  const section = table.sectionId === null ? undefined : floor.sections.get(table.sectionId)
  const next = plans.find(
    (plan) => endsAt(plan) > now && Date.parse(plan.startsAt) - now < nextWithinMinutes * minuteMs,
  )
  const minutes = guest?.seatedAt ? Math.max(0, Math.floor((now - Date.parse(guest.seatedAt)) / minuteMs)) : 0
  const turnMinutes = guest ? turnMinutesOf(floor, guest) : 0
  return {
    table,
    state: stateOf(table),
    guestId: guest?.id ?? null,
    partyName: guest?.name ?? '',
    partySize: guest?.partySize ?? 0,
    seatsFilled: guest ? seatsFilledAt(floor, table, guest) : 0,
    minutes,
    turnMinutes,
    tone: guest ? toneOf(minutes, turnMinutes) : 'calm',
    course: guest?.course ?? null,
    joinedWith: guest ? othersOf(floor, table, guest) : '',
    nextId: next?.id ?? null,
    nextName: next?.name ?? '',
    nextSize: next?.partySize ?? 0,
    nextStartsAt: next?.startsAt ?? null,
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

function endsAt({ startsAt, durationMinutes }: Reservation): number {
  return Date.parse(startsAt) + durationMinutes * minuteMs
}

function isSame(a: TableView, b: TableView): boolean {
  return (Object.keys(a) as (keyof TableView)[]).every((key) => a[key] === b[key])
}

import { type Floor, holdsPlan, isLiveReservation, type Obstacle, type Reservation, type Table } from '@qtable/domain'
import { clashesOfBooking, clashesOfParty, expectedMinutes, stayOfBooking, stayOfParty } from '../floor/stays.ts'
import { inOrder } from '../floor/table-sets.ts'
import { type Care, careOf } from '../parties/care.ts'
import { reservationUrgency, turnUrgency, type Urgency } from '../time/urgency.ts'

/** A reservation or a seated party as a time span. */
export interface Bar {
  key: string
  /** In epoch milliseconds; `until` is exclusive. */
  from: number
  until: number
  kind: 'reservation' | 'party'
  id: string
  name: string
  partySize: number
  /** What the staff must not overlook. */
  care: readonly Care[]
  status: Reservation['status'] | 'seated'
  /** How late it is: a party past its turn, or a reservation whose party has not arrived. */
  urgency: Urgency
  /** All its tables; each has a row. */
  tableIds: readonly string[]
  /** What speaks against it at this table. */
  clashes: readonly Obstacle[]
  /** Its lane within the row. */
  lane: number
}

export interface TimelineRow {
  /** Null for reservations without a table. */
  tableId: string | null
  number: string
  capacity: number
  isBlocked: boolean
  sectionColor: string | null
  bars: readonly Bar[]
  lanes: number
  /** Whether its bars are counted by the hour and not drawn. */
  isCollapsed?: boolean
}

/** A day's time span and a row for each table. */
export interface TimelineDay {
  /** What a bar runs into when it is dragged is read from here. */
  floor: Floor
  /** The current time in milliseconds. */
  now: number
  from: number
  until: number
  rows: readonly TimelineRow[]
  /** The reservations that something speaks against. */
  conflicts: number
}

const hourMs = 3_600_000
type Drawn = Omit<Bar, 'key' | 'lane'>

/** A day of tables × time. `isToday` includes seated parties, until `now` if they are past their turn. */
export function timelineDay(
  floor: Floor,
  {
    reservations,
    isToday,
    now,
    noon,
  }: { reservations: readonly Reservation[]; isToday: boolean; now: number; noon: number },
): TimelineDay {
  const bars = [
    ...reservations
      .filter((one) => holdsPlan(one) || !isToday)
      .filter(isShown)
      .map((one) => barOfReservation(floor, one, { now, isToday })),
    ...(isToday ? partyBars(floor, now) : []),
  ]
  const tables = [...floor.tables.values()].sort((a, b) => inOrder(a.tableNumber, b.tableNumber))
  const rows = [
    ...(bars.some(({ tableIds }) => tableIds.length === 0) ? [rowOf(floor, null, bars)] : []),
    ...tables.map((table) => rowOf(floor, table, bars)),
  ]
  // With space before the first and after the last bar, to drag into.
  const earliest = Math.min(noon, ...bars.map(({ from }) => from)) - hourMs
  const latest = Math.max(noon + 10 * hourMs, ...bars.map(({ until }) => until)) + hourMs
  const clashing = bars.filter(({ kind, clashes }) => kind === 'reservation' && clashes.length > 0)
  return {
    floor,
    now,
    from: Math.floor(earliest / hourMs) * hourMs,
    until: Math.ceil(latest / hourMs) * hourMs,
    rows,
    conflicts: clashing.length,
  }
}

/** More lanes of reservations without a table than this would push the tables off the screen. */
const mostUnplannedLanes = 2

/** The day with a single lane for reservations without a table, if there are many. */
export function collapseUnplanned(day: TimelineDay): TimelineDay {
  const rows = day.rows.map((row) => (isCrowded(row) ? { ...row, lanes: 1, isCollapsed: true } : row))
  return { ...day, rows }
}

/** Whether a row can be collapsed: that of reservations without a table, if there are many. */
export function isCrowded({ tableId, lanes }: TimelineRow): boolean {
  return tableId === null && lanes > mostUnplannedLanes
}

function isShown(reservation: Reservation): boolean {
  return isLiveReservation(reservation) || reservation.status === 'finished'
}

function barOfReservation(
  floor: Floor,
  reservation: Reservation,
  { now, isToday }: { now: number; isToday: boolean },
): Drawn {
  const { id, name, partySize, status, tableIds } = reservation
  const { from, until } = stayOfBooking(reservation)
  const urgency = reservationUrgency(reservation, isToday ? now : undefined)
  // A day that is over comes from the history, and nothing is left to solve.
  const clashes = floor.reservations.has(id) ? clashesOfBooking(floor, reservation, now) : []
  const care = careOf(reservation)
  return { kind: 'reservation', id, name, partySize, care, from, until, status, tableIds, urgency, clashes }
}

function partyBars(floor: Floor, now: number): Drawn[] {
  return [...floor.guests.values()].flatMap((guest): Drawn[] => {
    if (guest.status !== 'seated') return []
    const { from, until } = stayOfParty(floor, guest, now)
    const urgency = turnUrgency(Math.floor((now - from) / 60_000), expectedMinutes(floor, guest))
    const { id, name, partySize, tableIds } = guest
    const clashes = clashesOfParty(floor, guest, now)
    const about = { id, name, partySize, care: careOf(guest), tableIds }
    return [{ kind: 'party', ...about, from, until, status: 'seated', urgency, clashes }]
  })
}

/** The id of a bar in the row of a table, or in the row without one. */
export function keyOf({ kind, id }: Pick<Bar, 'kind' | 'id'>, tableId: string | null): string {
  return `${kind}:${id}:${tableId ?? ''}`
}

function rowOf(floor: Floor, table: Table | null, all: readonly Drawn[]): TimelineRow {
  const own = all.filter(({ tableIds }) => (table === null ? tableIds.length === 0 : tableIds.includes(table.id)))
  own.sort((a, b) => a.from - b.from || a.until - b.until)
  const ends: number[] = []
  const bars = own.map((bar): Bar => {
    const free = ends.findIndex((end) => end <= bar.from)
    const lane = free === -1 ? ends.length : free
    ends[lane] = bar.until
    const clashes = bar.clashes.filter((clash) => isAbout(clash, table))
    return { ...bar, key: keyOf(bar, table?.id ?? null), clashes, lane }
  })
  return {
    tableId: table?.id ?? null,
    number: table?.tableNumber ?? '',
    capacity: table?.capacity ?? 0,
    isBlocked: table?.status === 'blocked',
    sectionColor: floor.sections.get(table?.sectionId ?? '')?.color ?? null,
    bars,
    lanes: Math.max(1, ends.length),
  }
}

// An obstacle names its table or tables; one of the hours names none, and is about every row.
function isAbout({ current }: Obstacle, table: Table | null): boolean {
  const { tableId, tableIds = [tableId] } = current as { tableId?: string; tableIds?: (string | undefined)[] }
  return tableIds.every((id) => id === undefined) || tableIds.includes(table?.id)
}

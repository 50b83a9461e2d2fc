import { type Floor, holdsPlan, isLiveReservation, type Reservation, type Table } from '@qtable/domain'
import { byTableNumber } from '../floor/table-sets.ts'
import { expectedMinutes, plannedSpan, seatedSpan, spansOverlap, type TimeSpan } from '../floor/time-span.ts'
import { reservationUrgency, turnUrgency, type Urgency } from '../time/urgency.ts'

/** A reservation or a seated party as a time span. */
export interface Bar extends TimeSpan {
  key: string
  kind: 'reservation' | 'party'
  id: string
  name: string
  partySize: number
  status: Reservation['status'] | 'seated'
  /** How late it is: a party past its turn, or a reservation whose party has not arrived. */
  urgency: Urgency
  /** All its tables; each has a row. */
  tableIds: readonly string[]
  /** Whether it overlaps another one at the same table. */
  isConflict: boolean
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
}

/** A day's time span and a row for each table. */
export interface TimelineDay {
  from: number
  until: number
  rows: readonly TimelineRow[]
  conflicts: number
}

const hourMs = 3_600_000
type Drawn = Omit<Bar, 'key' | 'isConflict' | 'lane'>

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
      .map((one) => barOfReservation(one, isToday ? now : undefined)),
    ...(isToday ? partyBars(floor, now) : []),
  ]
  const tables = [...floor.tables.values()].sort((a, b) => byTableNumber(a.tableNumber, b.tableNumber))
  const rows = [
    ...(bars.some(({ tableIds }) => tableIds.length === 0) ? [rowOf(floor, null, bars)] : []),
    ...tables.map((table) => rowOf(floor, table, bars)),
  ]
  // With space before the first and after the last bar, to drag into.
  const earliest = Math.min(noon, ...bars.map(({ from }) => from)) - hourMs
  const latest = Math.max(noon + 10 * hourMs, ...bars.map(({ until }) => until)) + hourMs
  return {
    from: Math.floor(earliest / hourMs) * hourMs,
    until: Math.ceil(latest / hourMs) * hourMs,
    rows,
    conflicts: rows.reduce(
      (sum, { bars: own }) => sum + own.filter(({ isConflict, lane }) => isConflict && lane > 0).length,
      0,
    ),
  }
}

function isShown(reservation: Reservation): boolean {
  return isLiveReservation(reservation) || reservation.status === 'finished'
}

function barOfReservation(reservation: Reservation, now: number | undefined): Drawn {
  const { id, name, partySize, status, tableIds } = reservation
  const urgency = reservationUrgency(reservation, now)
  return { kind: 'reservation', id, name, partySize, ...plannedSpan(reservation), status, tableIds, urgency }
}

function partyBars(floor: Floor, now: number): Drawn[] {
  return [...floor.guests.values()].flatMap((guest): Drawn[] => {
    const span = guest.status === 'seated' ? seatedSpan(floor, guest, now) : undefined
    if (!span) return []
    const urgency = turnUrgency(Math.floor((now - span.from) / 60_000), expectedMinutes(floor, guest))
    const { id, name, partySize, tableIds } = guest
    return [{ kind: 'party', id, name, partySize, ...span, status: 'seated', tableIds, urgency }]
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
    const isConflict = table !== null && own.some((other) => other !== bar && spansOverlap(other, bar))
    return { ...bar, key: keyOf(bar, table?.id ?? null), isConflict, lane }
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

import { endOf, holdsPlan, type Reservation, startOf } from '../reservations/reservation.ts'

/** A time for which a reservation plans a table, in epoch milliseconds. */
export interface PlannedTime {
  reservationId: string
  from: number
  until: number
}

/** The planned times of each table, by their beginning. */
export type PlanIndex = ReadonlyMap<string, readonly PlannedTime[]>

type Reservations = ReadonlyMap<string, Reservation>

// A list of reservations is a value, so its index is right for as long as somebody holds the list.
const indexes = new WeakMap<Reservations, PlanIndex>()

/** The index of a list of reservations: made at the first call, carried along by each transaction from then on. */
export function planIndexOf(reservations: Reservations): PlanIndex {
  const known = indexes.get(reservations)
  if (known) return known
  const index = new Map<string, PlannedTime[]>()
  for (const reservation of reservations.values()) {
    for (const [tableId, time] of timesOf(reservation)) {
      const times = index.get(tableId)
      if (times) times.push(time)
      else index.set(tableId, [time])
    }
  }
  for (const times of index.values()) times.sort(byBeginning)
  indexes.set(reservations, index)
  return index
}

/** Gives a list that followed another one its index. Without it, each change of 16,000 bookings would sort them all. */
export function carryPlanIndex(
  from: Reservations,
  to: Reservations,
  changes: Iterable<{ before: Reservation | undefined; after: Reservation | undefined }>,
): void {
  const known = indexes.get(from)
  if (!known) return
  const index = new Map(known)
  for (const { before, after } of changes) {
    for (const [tableId, { reservationId }] of before ? timesOf(before) : []) {
      index.set(
        tableId,
        (index.get(tableId) ?? []).filter((time) => time.reservationId !== reservationId),
      )
    }
    for (const [tableId, time] of after ? timesOf(after) : []) {
      const times = index.get(tableId) ?? []
      const place = firstFrom(times, time.from)
      index.set(tableId, [...times.slice(0, place), time, ...times.slice(place)])
    }
  }
  indexes.set(to, index)
}

// No reservation is longer: what begins earlier than this before a time does not reach into it.
const longestMs = 24 * 3_600_000

/** The planned times of a table that overlap a time; the end of one may be the beginning of the next. */
export function* plannedIn(index: PlanIndex, tableId: string, { from, until }: { from: number; until: number }) {
  const times = index.get(tableId) ?? []
  for (let i = firstFrom(times, from - longestMs); i < times.length; i++) {
    const time = times[i]
    if (!time || time.from >= until) return
    if (time.until > from) yield time
  }
}

function timesOf(reservation: Reservation): [tableId: string, time: PlannedTime][] {
  if (!holdsPlan(reservation)) return []
  const time = { reservationId: reservation.id, from: startOf(reservation), until: endOf(reservation) }
  return reservation.tableIds.map((tableId) => [tableId, time])
}

function byBeginning(a: PlannedTime, b: PlannedTime): number {
  return a.from - b.from
}

/** Where the times that begin at an instant or later start, by halving. */
function firstFrom(times: readonly PlannedTime[], instant: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle]?.from ?? 0) < instant) low = middle + 1
    else high = middle
  }
  return low
}

import { type CommandArguments, type Floor, Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'

/** Numbers that are the same for the same seed (mulberry32). */
export function openDice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * sides)
  }
}

const tableStatuses = ['available', 'cleaning', 'reserved'] as const
const statuses = ['waiting', 'notified', 'seated', 'finished', 'cancelled', 'no_show', 'left'] as const

/** What somebody at a busy stand might do next; many of it is refused, as it should be. */
export function nextCommand(floor: Floor, dice: (sides: number) => number): CommandArguments {
  const one = (ids: Iterable<string>) => {
    const all = [...ids]
    return all[dice(all.length)] ?? uuidv7()
  }
  const guestId = one(floor.guests.keys())
  const tableId = one(floor.tables.keys())
  const reservationId = one(floor.reservations.keys())
  const kinds: (() => CommandArguments)[] = [
    () => ['table.create', { tableNumber: String(dice(12)), capacity: 2 + dice(6) }],
    () => ['guest.create', { partySize: 1 + dice(4), name: `Party ${dice(1000)}` }],
    () => ['guest.create', { partySize: 1 + dice(4), tableIds: [tableId] }],
    () => ['guest.seat', { guestId, tableIds: [tableId], force: true }],
    () => ['guest.seat', { guestId, tableIds: [...new Set([tableId, one(floor.tables.keys())])] }],
    () => ['guest.setStatus', { guestId, status: statuses[dice(statuses.length)] ?? 'left' }],
    () => ['guest.update', { guestId, notes: `note ${dice(1000)}` }],
    () => ['guest.restore', { guestId }],
    () => ['guest.delete', { guestId }],
    () => ['table.setStatus', { tableId, status: tableStatuses[dice(tableStatuses.length)] ?? 'available' }],
    () => ['table.delete', { tableId }],
    () => ['section.create', { name: `Section ${dice(1000)}` }],
    () => [
      'reservation.create',
      { name: 'Ada', partySize: 2, startsAt: new Date(Date.now() + dice(20) * 1_800_000).toISOString() },
    ],
    () => ['reservation.arrive', { reservationId }],
    () => ['reservation.seat', { reservationId, tableIds: [tableId] }],
    () => ['reservation.setStatus', { reservationId, status: 'cancelled' }],
    () => ['restaurant.update', { settings: { bussing: dice(2) === 0 } }],
  ]
  return (kinds[dice(kinds.length)] as () => CommandArguments)()
}

/** What a promise gives; undefined where it is refused. Anything else that it fails with is passed on. */
export async function unlessRefused<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

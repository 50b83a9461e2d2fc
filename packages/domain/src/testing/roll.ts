import {
  type CommandDefinition,
  commands,
  commandTypes,
  type Floor,
  type ListedType,
  listOf,
  type Transaction,
} from '../index.ts'
import type { Operation } from './open-floor.ts'

/**
 * Numbers that stand for one step of a service. Small ones are ordinary, so that a failing case shrinks to few
 * words; what is missing counts as 0.
 */
export type Dice = readonly number[]

/** A service as far as the dice look at it. */
export interface ServiceState {
  /** The floor, and the clock that `roll` moves. */
  state: { floor: Floor; now: string }
  /** Every id that was ever created. */
  ids: Readonly<Record<ListedType, readonly string[]>>
  log: readonly Transaction[]
}

/** An id that nothing has. */
export const unknownId = '00000000-0000-7000-8000-ffffffffffff'
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']
const guestStatuses = ['waiting', 'notified', 'seated', 'finished', 'cancelled', 'no_show', 'left', 'noShow']
const tableStatuses = ['available', 'cleaning', 'reserved', 'blocked', 'occupied', 'Out Of Service']
const reservationStatuses = ['arrived', 'seated', 'finished', 'cancelled', 'no_show', 'confirmed', 'pending']

function often<T>(times: number, roll: () => T): (() => T)[] {
  return Array.from({ length: times }, () => roll)
}

/**
 * What the dice say to do next: one operation, or several as a batch. Moves the clock of `state`. One list of every
 * command is easier to read whole.
 */
export function roll(dice: Dice, { state, ids, log }: ServiceState): Operation[] {
  let at = 0
  const next = (sides: number) => (dice[at++] ?? 0) % sides
  const one = <T>(items: readonly T[]): T => items[next(items.length)] as T
  const coin = () => next(2) === 1
  const maybe = <T>(value: T): T | undefined => (coin() ? value : undefined)
  // What is on the floor, newest first; sometimes what was; now and then what never was.
  const idOf = (type: ListedType) => {
    const roll = next(24)
    if (roll === 23) return unknownId
    const list = roll < 18 ? [...listOf(state.floor, type).keys()] : ids[type]
    return list.at(-1 - (roll % Math.max(1, list.length))) ?? unknownId
  }
  const several = (least: number) => Array.from({ length: least + next(3) }, () => idOf('table'))
  // A command as it is documented, on an entity of the floor.
  const documented = (): Operation => {
    const type = one(commandTypes)
    const { target, example }: CommandDefinition = commands[type]
    return [type, { ...example, ...(target ? { [target]: idOf(target.replace(/Id$/, '') as ListedType) } : {}) }]
  }
  const soon = () => new Date(Date.parse(state.now) + next(40) * 1_800_000).toISOString()

  const kinds: readonly (() => Operation)[] = [
    () => ['guest.create', { partySize: 1 + next(6) }],
    ...often<Operation>(4, () => ['guest.seat', { guestId: idOf('guest'), tableIds: several(1), force: coin() }]),
    ...often<Operation>(5, () => [
      'guest.setStatus',
      { guestId: idOf('guest'), status: one(guestStatuses), tableIds: maybe(several(0)) },
    ]),
    ...often<Operation>(3, () => ['guest.restore', { guestId: idOf('guest') }]),
    ...often<Operation>(2, () => ['reservation.create', booking()]),
    ...often<Operation>(3, () => ['reservation.arrive', { reservationId: idOf('reservation') }]),
    ...often<Operation>(3, () => [
      'reservation.seat',
      { reservationId: idOf('reservation'), tableIds: maybe(several(0)), force: coin() },
    ]),
    ...often<Operation>(3, () => [
      'reservation.setStatus',
      { reservationId: idOf('reservation'), status: one(reservationStatuses) },
    ]),
    ...often<Operation>(3, () => ['reservation.restore', { reservationId: idOf('reservation') }]),
    ...often<Operation>(4, () => ['undo', { transactionId: log.at(-1 - next(4))?.id ?? unknownId }]),
    ...often<Operation>(3, () => ['table.setStatus', { tableId: idOf('table'), status: one(tableStatuses) }]),
    ...often<Operation>(2, () => ['guest.create', { partySize: 1 + next(6), tableIds: several(0), force: coin() }]),
    () => ['guest.create', { partySize: 1, id: idOf('guest') }],
    () => ['guest.update', { guestId: idOf('guest'), name: 'Ada', course: maybe('mains'), partySize: 1 + next(6) }],
    () => ['guest.move', { guestId: idOf('guest'), tableIds: several(1), force: coin() }],
    () => ['guest.delete', { guestId: idOf('guest') }],
    () => ['reservation.update', { reservationId: idOf('reservation'), ...booking() }],
    () => ['reservation.delete', { reservationId: idOf('reservation') }],
    () => ['table.create', { tableNumber: String(next(8)), capacity: 1 + next(6), sectionId: maybe(idOf('section')) }],
    () => ['table.update', { tableId: idOf('table'), capacity: 1 + next(6), status: maybe(one(tableStatuses)) }],
    () => ['table.update', { tableId: idOf('table'), sectionId: idOf('section'), minPartySize: 1 + next(3) }],
    ...often<Operation>(2, () => ['table.delete', { tableId: idOf('table') }]),
    () => ['section.create', { name: 'Terrace' }],
    () => ['section.update', { sectionId: idOf('section'), serverName: one(['Eve', null]) }],
    () => ['section.delete', { sectionId: idOf('section') }],
    () => ['combination.create', { name: 'Long', tableIds: several(2), capacity: 1 + next(10) }],
    () => ['combination.update', { combinationId: idOf('combination'), capacity: 1 + next(10), tableIds: several(2) }],
    () => ['combination.delete', { combinationId: idOf('combination') }],
    () => ['restaurant.update', { settings: { bussing: coin(), approveReservations: coin() } }],
    () => ['restaurant.update', { timezone: one(zones), settings: { serviceDayStartsAt: one(['04:00', '02:30']) } }],
    ...often<Operation>(2, () => ['serviceDay.close', { limit: 1 + next(5) }]),
    // Commands that have no line here are played too.
    ...often<Operation>(4, documented),
  ]
  const booking = () => ({
    name: 'Lovelace',
    partySize: 1 + next(6),
    startsAt: soon(),
    tableIds: several(0),
    durationMinutes: maybe(15 + next(300)),
  })

  const turn = next(10)
  // Mostly a minute later, sometimes at the same instant, now and then past the end of the service day.
  const later = turn === 8 ? 0 : turn === 9 ? 14 * 3_600_000 : 60_000
  state.now = new Date(Date.parse(state.now) + later).toISOString()
  const count = Math.max(1, next(10) - 6)
  return Array.from({ length: count }, () => one(kinds)())
}

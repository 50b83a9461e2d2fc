import {
  type CommandDefinition,
  commands,
  commandTypes,
  type Floor,
  type ListedType,
  listOf,
  type Transaction,
  wholeSecond,
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
const closure = { from: '2026-05-02', to: '2026-05-03', reason: 'Painters' }
const weeks = [[], [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '17:00', closes: '01:00' }))]
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
  const soon = () => wholeSecond(Date.parse(state.now) + (next(40) - 6) * 1_800_000)

  // Mostly at once, sometimes up to an hour before it is sent, as from a device that was offline.
  const doneAt = ([type, payload]: Operation): Operation => {
    const minutes = [0, 0, 0, 5, 60][next(5)] ?? 0
    return minutes === 0 ? [type, payload] : [type, payload, wholeSecond(Date.parse(state.now) - minutes * 60_000)]
  }
  // What the author of an edit saw: what is there, or what was there once.
  const was = (type: ListedType, id: string, fields: object) => {
    const entity = listOf(state.floor, type).get(id) as Record<string, unknown> | undefined
    if (!entity || coin()) return undefined
    return Object.fromEntries(Object.entries(fields).map(([field, wanted]) => [field, coin() ? entity[field] : wanted]))
  }

  const kinds: readonly (() => Operation)[] = [
    () => ['guest.create', { partySize: 1 + next(6) }],
    ...often<Operation>(4, () => ['guest.seat', { guestId: idOf('guest'), tableIds: several(1), force: coin() }]),
    ...often<Operation>(5, () => [
      'guest.setStatus',
      {
        guestId: idOf('guest'),
        status: one(guestStatuses),
        tableIds: maybe(several(0)),
        was: maybe({ status: one(guestStatuses) }),
      },
    ]),
    ...often<Operation>(3, () => ['guest.restore', { guestId: idOf('guest') }]),
    ...often<Operation>(2, () => ['reservation.create', booking()]),
    ...often<Operation>(3, () => ['reservation.arrive', { reservationId: idOf('reservation'), force: coin() }]),
    ...often<Operation>(3, () => [
      'reservation.seat',
      { reservationId: idOf('reservation'), tableIds: maybe(several(0)), force: coin() },
    ]),
    ...often<Operation>(3, () => [
      'reservation.setStatus',
      {
        reservationId: idOf('reservation'),
        status: one(reservationStatuses),
        was: maybe({ status: one(reservationStatuses) }),
        force: coin(),
      },
    ]),
    ...often<Operation>(3, () => ['reservation.restore', { reservationId: idOf('reservation') }]),
    ...often<Operation>(4, () => ['undo', { transactionId: log.at(-1 - next(4))?.id ?? unknownId }]),
    ...often<Operation>(3, () => [
      'table.setStatus',
      { tableId: idOf('table'), status: one(tableStatuses), was: maybe(sawAtTable()), force: coin() },
    ]),
    ...often<Operation>(3, () => [
      'table.seat',
      { tableId: idOf('table'), guestId: one([undefined, null, idOf('guest')]), partySize: maybe(1 + next(6)) },
    ]),
    () => ['table.clear', { tableId: idOf('table'), status: maybe(one(tableStatuses)), was: maybe(sawAtTable()) }],
    ...often<Operation>(2, () => ['guest.create', { partySize: 1 + next(6), tableIds: several(0), force: coin() }]),
    () => ['guest.create', { partySize: 1, id: idOf('guest') }],
    () => guestEdit(),
    () => ['guest.update', { guestId: idOf('guest'), tags: one([['a'], ['b', 'a'], []]), was: maybe({ tags: ['a'] }) }],
    () => ['guest.move', { guestId: idOf('guest'), tableIds: several(1), force: coin() }],
    () => ['guest.delete', { guestId: idOf('guest') }],
    () => ['reservation.update', { reservationId: idOf('reservation'), ...booking() }],
    () => reservationEdit(),
    () => ['reservation.import', { reservations: [imported(), imported(), { name: 7 }], force: coin() }],
    () => ['reservation.delete', { reservationId: idOf('reservation') }],
    () => ['table.create', { tableNumber: String(next(8)), capacity: 1 + next(6), sectionId: maybe(idOf('section')) }],
    () => [
      'table.update',
      { tableId: idOf('table'), capacity: 1 + next(6), status: maybe(one(tableStatuses)), force: coin() },
    ],
    () => ['table.update', { tableId: idOf('table'), sectionId: idOf('section'), minPartySize: 1 + next(3) }],
    ...often<Operation>(2, () => ['table.delete', { tableId: idOf('table'), force: coin() }]),
    () => ['section.create', { name: 'Terrace' }],
    () => ['section.update', { sectionId: idOf('section'), serverName: one(['Eve', null]) }],
    () => ['section.delete', { sectionId: idOf('section') }],
    () => ['combination.create', { name: 'Long', tableIds: several(2), capacity: 1 + next(10) }],
    () => ['combination.update', { combinationId: idOf('combination'), capacity: 1 + next(10), tableIds: several(2) }],
    () => ['combination.delete', { combinationId: idOf('combination'), force: coin() }],
    () => ['restaurant.update', { settings: { bussing: coin(), approveReservations: coin() } }],
    () => [
      'restaurant.update',
      {
        timezone: one(zones),
        bookings: one([undefined, 'keep_local_time', 'keep_instant']),
        settings: { serviceDayStartsAt: one(['04:00', '02:30']) },
      },
    ],
    () => ['restaurant.update', { settings: { hours: one(weeks), closures: maybe([closure]) ?? [] } }],
    ...often<Operation>(2, () => ['serviceDay.close', { limit: 1 + next(5) }]),
    // Commands that have no line here are played too.
    ...often<Operation>(4, documented),
  ]
  const sawAtTable = () => ({ currentGuestId: one([null, idOf('guest')]), status: maybe(one(tableStatuses)) })
  const booking = () => ({
    name: 'Lovelace',
    partySize: 1 + next(6),
    startsAt: soon(),
    tableIds: several(0),
    durationMinutes: maybe(15 + next(300)),
    force: coin(),
  })
  const guestEdit = (): Operation => {
    const guestId = idOf('guest')
    const fields = { name: one(['Ada', 'Grace']), partySize: 1 + next(6), notes: one(['', 'nuts']) }
    const edit = { ...fields, course: maybe('mains'), was: was('guest', guestId, fields), force: coin() }
    return ['guest.update', { guestId, ...edit }]
  }
  const reservationEdit = (): Operation => {
    const reservationId = idOf('reservation')
    const fields = { partySize: 1 + next(6), notes: one(['', 'shellfish']) }
    return [
      'reservation.update',
      { reservationId, ...fields, was: was('reservation', reservationId, fields), force: coin() },
    ]
  }
  const imported = () => ({
    ...{ name: 'Hopper', partySize: 1 + next(6), tableIds: several(0) },
    startsAt: wholeSecond(Date.parse(state.now) + (next(8) - 4) * 86_400_000),
    status: maybe(one(reservationStatuses)),
    createdAt: maybe('2025-01-01T00:00:00Z'),
  })

  const turn = next(10)
  // Mostly a minute later, sometimes at the same instant, now and then past the end of the service day.
  const later = turn === 8 ? 0 : turn === 9 ? 14 * 3_600_000 : 60_000
  state.now = wholeSecond(Date.parse(state.now) + later)
  const count = Math.max(1, next(10) - 6)
  return Array.from({ length: count }, () => doneAt(one(kinds)()))
}

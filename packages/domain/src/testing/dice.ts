import type { Context } from '../command.ts'
import { decide, type Unit } from '../decide.ts'
import { type Draft, openDraft } from '../draft.ts'
import {
  applyTransaction,
  type Change,
  type Floor,
  type ListedType,
  listOf,
  Problem,
  type Transaction,
} from '../index.ts'
import { type Operation, openFloor, prepared } from './open-floor.ts'

/**
 * Numbers that stand for one step of a service. Small ones are ordinary, so that a failing case shrinks to few
 * words; what is missing counts as 0.
 */
export type Dice = readonly number[]

const unknownId = '00000000-0000-7000-8000-ffffffffffff'
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']
const guestStatuses = ['waiting', 'notified', 'seated', 'finished', 'cancelled', 'no_show', 'left', 'noShow']
const tableStatuses = ['available', 'cleaning', 'reserved', 'blocked', 'occupied', 'Out Of Service']
const reservationStatuses = ['arrived', 'seated', 'finished', 'cancelled', 'no_show', 'confirmed', 'pending']

function often<T>(times: number, roll: () => T): (() => T)[] {
  return Array.from({ length: times }, () => roll)
}

/** A restaurant through a service, played by dice: every command, on what exists, has existed, or never did. */
export function openService(tables: readonly number[]) {
  const opened = openFloor({ tables: [...tables] })
  const [first = '', second] = opened.tableIds
  opened.party({ partySize: 4 })
  opened.seated([0], { force: true })
  opened.party()
  opened.booking({ tableIds: [first] })
  opened.run('section.create', { name: 'Window' })
  if (second) opened.run('combination.create', { name: 'Both', tableIds: [first, second], capacity: 6 })
  const state = { floor: opened.floor, now: opened.clock.now }
  const log: Transaction[] = [...opened.log]
  const ids: Record<ListedType, string[]> = { table: [], guest: [], section: [], combination: [], reservation: [] }
  for (const { changes } of log) remember(changes)
  const { newId } = opened

  // The ids are of the version that would follow: a unit that is run twice on a floor makes the same ones.
  function contextOf({ version }: Floor): Context {
    let count = 0
    const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0')
    return {
      now: state.now,
      actor: { id: unknownId, name: 'Ona', role: 'owner' },
      newId: () => `00000000-0000-7000-9000-${hex(version, 8)}${hex(++count, 4)}`,
      recall: (id) => log.find((transaction) => transaction.id === id),
    }
  }

  function decideOn(floor: Floor, unit: Unit): Transaction | undefined {
    return decide(floor, unit, contextOf(floor))
  }

  /** A draft on which the commands of an accepted unit ran once more. */
  function draftAfter(floor: Floor, unit: Unit): Draft {
    const draft = openDraft(floor, state.now)
    const context = contextOf(floor)
    for (const command of unit.commands) command.run(draft, context)
    return draft
  }

  function accept(transaction: Transaction): void {
    state.floor = applyTransaction(state.floor, transaction)
    // As from the log: what does not survive JSON must not matter.
    log.push(JSON.parse(JSON.stringify(transaction)) as Transaction)
    remember(transaction.changes)
  }

  function remember(changes: readonly Change[]): void {
    for (const { entity_type, entity_id, action } of changes) {
      if (action === 'create' && entity_type !== 'restaurant') ids[entity_type].push(entity_id)
    }
  }

  /** What the dice say to do next: one operation, or several as a batch; the clock may move. */
  function roll(dice: Dice): Operation[] {
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
      () => [
        'table.create',
        { tableNumber: String(next(8)), capacity: 1 + next(6), sectionId: maybe(idOf('section')) },
      ],
      () => ['table.update', { tableId: idOf('table'), capacity: 1 + next(6), status: maybe(one(tableStatuses)) }],
      () => ['table.update', { tableId: idOf('table'), sectionId: idOf('section'), minPartySize: 1 + next(3) }],
      ...often<Operation>(2, () => ['table.delete', { tableId: idOf('table') }]),
      () => ['section.create', { name: 'Terrace' }],
      () => ['section.update', { sectionId: idOf('section'), serverName: one(['Eve', null]) }],
      () => ['section.delete', { sectionId: idOf('section') }],
      () => ['combination.create', { name: 'Long', tableIds: several(2), capacity: 1 + next(10) }],
      () => [
        'combination.update',
        { combinationId: idOf('combination'), capacity: 1 + next(10), tableIds: several(2) },
      ],
      () => ['combination.delete', { combinationId: idOf('combination') }],
      () => ['restaurant.update', { settings: { bussing: coin(), approveReservations: coin() } }],
      () => ['restaurant.update', { timezone: one(zones), settings: { serviceDayStartsAt: one(['04:00', '02:30']) } }],
      ...often<Operation>(2, () => ['serviceDay.close', { limit: 1 + next(5) }]),
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

  /** The commands of operations as one unit: a plain change where it is one, a batch where there are several. */
  function unitOf(operations: readonly Operation[], kind?: Unit['kind']): Unit {
    const commands = operations.map(([type, payload]) =>
      prepared({ id: newId(), type, payload: JSON.parse(JSON.stringify(payload)) }),
    )
    return { id: newId(), kind: kind ?? (commands.length === 1 ? 'change' : 'batch'), commands }
  }

  return {
    state,
    newId,
    /** What a unit comes to on a floor, without being accepted. */
    resultOf: (floor: Floor, unit: Unit) => resultOf(() => decideOn(floor, unit)),
    roll,
    unitOf,
    decideOn,
    draftAfter,
    accept,
    /** Knows a transaction for an undo, until it is told to forget it. */
    remember: (transaction: Transaction) => void log.push(transaction),
    forget: () => void log.pop(),
  }
}
export type Service = ReturnType<typeof openService>

/** Plays a whole service; `judge` sees every unit, the floor before it and what came of it. */
export function play(
  { tables, steps }: { tables: readonly number[]; steps: readonly Dice[] },
  judge: (done: {
    service: Service
    operations: Operation[]
    unit: Unit
    before: Floor
    result: Transaction | Problem | undefined
  }) => void,
): Service {
  const service = openService(tables)
  for (const dice of steps) {
    const operations = service.roll(dice)
    const before = service.state.floor
    const unit = service.unitOf(operations)
    const result = resultOf(() => service.decideOn(before, unit))
    if (result && !(result instanceof Problem)) service.accept(result)
    judge({ service, operations, unit, before, result })
  }
  return service
}

/** What `work` gives, or the problem that it throws; anything else that is thrown is a bug and passes. */
export function resultOf<T>(work: () => T): T | Problem {
  try {
    return work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

import { checksAtEnd, decide, type Unit, type UnitContext } from '../decide.ts'
import { wasDeletedIn } from '../deletion.ts'
import { type Draft, openDraft } from '../draft.ts'
import {
  applyTransaction,
  type Change,
  type Floor,
  type ListedType,
  listedTypes,
  Problem,
  type Transaction,
} from '../index.ts'
import { lastEditIn, Past } from '../past.ts'
import { runSteps } from '../steps.ts'
import { boundedTo } from '../time.ts'
import { type Operation, openFloor, prepared } from './open-floor.ts'
import { type Dice, roll, unknownId } from './roll.ts'

/** A restaurant through a service, played by dice: every command, on what exists, has existed, or never did. */
export function openService(tables: readonly number[]) {
  const opened = openFloor({ tables: [...tables] })
  const [first = '', second] = opened.tableIds
  opened.party({ partySize: 4 })
  opened.seated([0], { force: true })
  opened.party()
  opened.booking({ partySize: 1, tableIds: [first], startsAt: '2026-05-01T20:00:00Z' })
  opened.run('section.create', { name: 'Window' })
  if (second) opened.run('combination.create', { name: 'Both', tableIds: [first, second], capacity: 6 })
  const state = { floor: opened.floor, now: opened.clock.now }
  const log: Transaction[] = [...opened.log]
  const ids = Object.fromEntries(listedTypes.map((type) => [type, [] as string[]])) as Record<ListedType, string[]>
  const past = new Past()
  // What had left the floor before the last accepted transaction.
  let pastBefore = past.entities
  for (const { changes } of log) remember(changes)
  const { newId } = opened

  // The ids are of the version that would follow: a unit that is run twice on a floor makes the same ones.
  function contextOf({ version }: Floor): UnitContext {
    let count = 0
    // A unit that is run once more on an older floor must not meet itself.
    const before = log.filter((one) => one.version <= version)
    const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0')
    return {
      now: state.now,
      actor: { id: unknownId, name: 'Ona', role: 'owner' },
      newId: () => `00000000-0000-7000-9000-${hex(version, 8)}${hex(++count, 4)}`,
      recall: (id) => log.find((transaction) => transaction.id === id),
      lastEdit: lastEditIn(before),
      wasDeleted: (type, id) => wasDeletedIn(before)(type, id) ?? false,
      history: past.entities,
    }
  }

  function decideOn(floor: Floor, unit: Unit): Transaction | undefined {
    return decide(floor, unit, contextOf(floor))
  }

  /** A draft on which the commands of an accepted unit ran once more. */
  function draftAfter(floor: Floor, unit: Unit): Draft {
    const draft = openDraft(floor, state.now, pastBefore)
    const context = contextOf(floor)
    for (const [index, command] of unit.commands.entries()) {
      const doneAt = boundedTo(state.now, command.at)
      const { force = false } = command.payload as { force?: boolean }
      draft.claims.author = { index, force, doneAt }
      const steps = command.run(draft, { ...context, doneAt })
      if (steps) runSteps(steps)
    }
    for (const { run } of checksAtEnd(draft, state.now)) run()
    return draft
  }

  function accept(transaction: Transaction): void {
    state.floor = applyTransaction(state.floor, transaction)
    // As from the log: what does not survive JSON must not matter.
    log.push(JSON.parse(JSON.stringify(transaction)) as Transaction)
    pastBefore = past.entities
    past.follow(transaction)
    remember(transaction.changes)
  }

  function remember(changes: readonly Change[]): void {
    for (const { entity_type, entity_id, action } of changes) {
      if (action === 'create' && entity_type !== 'restaurant') ids[entity_type].push(entity_id)
    }
  }

  /** The commands of operations as one unit: a plain change where it is one, a batch where there are several. */
  function unitOf(operations: readonly Operation[], kind?: Unit['kind']): Unit {
    const commands = operations.map(([type, payload, at]) =>
      prepared({ id: newId(), type, payload: JSON.parse(JSON.stringify(payload)), at }),
    )
    return { id: newId(), kind: kind ?? (commands.length === 1 ? 'change' : 'batch'), commands }
  }

  return {
    state,
    newId,
    /** What a unit comes to on a floor, without being accepted. */
    resultOf: (floor: Floor, unit: Unit) => resultOf(() => decideOn(floor, unit)),
    roll: (dice: Dice) => roll(dice, { state, ids, log }),
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

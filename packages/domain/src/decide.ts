import { Growth, mustFitInBytes, mustRecallWithin, type UnitBudgets } from './budgets.ts'
import { type Context, mustHaveRole, type PreparedCommand, type Recalled } from './command.ts'
import { doneAfter } from './done-at.ts'
import { type AtEnd, type Draft, openDraft, type PastEntity } from './draft.ts'
import type { EntityType } from './entities.ts'
import type { Floor, Transaction } from './floor.ts'
import { checksOf } from './plans/judge-claim.ts'
import { failureOf, type OperationError, Problem } from './problems.ts'
import { higherRole, type Role } from './roles.ts'
import { runSteps, type Steps } from './steps.ts'
import { boundedTo, earliestDoneAt, laterOf } from './time.ts'

/** The commands of one request: together one transaction. */
export interface Unit {
  /** The transaction's id. A repeat with the same id is the same change. */
  id: string
  /**
   * `change`: a plain change. `atomic`: clients receive it as an atomic transaction. `batch`: likewise, and a refusal
   * lists every operation that fails.
   */
  kind: 'change' | 'atomic' | 'batch'
  commands: readonly PreparedCommand[]
  /** The entity must still be at this version (`If-Match`). */
  precondition?: { entityType: EntityType; entityId: string; version: number } | undefined
}

/** The world of a unit: `doneAt` is each command's. */
export interface UnitContext extends Omit<Context, 'doneAt'> {
  /** The entities that have left the floor and that the commands are about. */
  history?: readonly PastEntity[]
  /** What the unit may make of the floor. Clients have none: the server decides. */
  budgets?: UnitBudgets
}

/**
 * Runs the commands of a unit on a floor: all of them or none. Returns the transaction that would follow, with `version`
 * one above the floor's; undefined where nothing would change. Throws the `Problem` of a refusal.
 */
export function decide(floor: Floor, unit: Unit, context: UnitContext): Transaction | undefined {
  return runSteps(decideInSteps(floor, unit, context))
}

/** The same in steps, a command or less each: 500 bookings would hold up a server for too long. */
export function* decideInSteps(floor: Floor, unit: Unit, context: UnitContext): Steps<Transaction | undefined> {
  const { now, history, budgets = {} } = context
  mustRecallWithin(unit.commands, budgets.recalls)
  const draft = openDraft(floor, now, history)
  if (unit.precondition) mustMatch(draft, unit.precondition)
  const growth = new Growth(draft, budgets)
  const failures: OperationError[] = []
  let doneAt = earliestDoneAt(now)
  let role: Role = 'viewer'
  for (const [index, command] of unit.commands.entries()) {
    yield
    const rollback = draft.savepoint()
    try {
      const recalled = recalledBy(command, context)
      const needed = recalled ? higherRole(command.role, recalled.role) : command.role
      mustHaveRole(context.actor, needed, command.type)
      role = higherRole(role, needed)
      // An undo is not before what it undoes.
      const commandDoneAt = laterOf(boundedTo(now, command.at), recalled?.doneAt ?? '')
      draft.claims.author = { index, force: hasForce(command), doneAt: commandDoneAt }
      const steps = command.run(draft, { ...context, doneAt: commandDoneAt })
      if (steps) yield* steps
      growth.count(index)
      if (commandDoneAt > doneAt) doneAt = commandDoneAt
    } catch (error) {
      if (!(error instanceof Problem) || unit.kind !== 'batch') throw error
      rollback()
      failures.push(failureOf(error, index))
    }
  }
  for (const atEnd of endings(draft, now)) {
    yield
    const rollback = draft.savepoint()
    try {
      atEnd.run()
    } catch (error) {
      if (!(error instanceof Problem) || unit.kind !== 'batch') throw error
      rollback()
      const { index } = atEnd.author
      if (failures.every((failure) => failure.index !== index)) failures.push(failureOf(error, index))
    }
  }
  if (failures.length === 0) {
    for (const { index, problem } of growth.exceeding()) {
      if (unit.kind !== 'batch') throw problem
      failures.push(failureOf(problem, index))
    }
  }
  failures.sort((a, b) => a.index - b.index)
  if (failures.length > 0) throw refusedBatch(failures, unit.commands.length)
  const changes = draft.changes()
  const [first] = unit.commands
  if (changes.length === 0 || !first) return undefined
  yield* mustFitInBytes(changes, budgets)
  return {
    id: unit.id,
    version: draft.version,
    at: now,
    doneAt: doneAfter(changes, { doneAt, lastEdit: context.lastEdit }),
    actor: { id: context.actor.id, name: context.actor.name },
    command: unit.commands.length === 1 ? first.type : 'batch',
    commandIds: unit.commands.map(({ id }) => id),
    role,
    atomic: unit.kind !== 'change',
    forced: draft.forced,
    changes,
    ...(draft.warnings.length > 0 ? { warnings: draft.warnings } : {}),
  }
}

/** What is left for the end of a unit: first what settles the draft, then what checks it, in the order of the commands. */
export function* endings(draft: Draft, now: string): Iterable<AtEnd> {
  yield* draft.settlements()
  const claims = [...draft.claims.all()].flatMap((claim) => checksOf(draft, claim, now))
  yield* [...draft.checks(), ...claims].sort((a, b) => a.author.index - b.author.index)
}

function hasForce({ payload }: PreparedCommand): boolean {
  return (payload as { force?: boolean }).force === true
}

// An undo needs the role of what it undoes.
function recalledBy({ recalls }: PreparedCommand, { recall }: UnitContext): Recalled | undefined {
  return recalls === undefined ? undefined : recall(recalls)
}

/** The problem of a batch with failing operations. Its code is that of the first. */
export function refusedBatch(failures: OperationError[], count: number): Problem {
  const [first] = failures
  const detail = `${failures.length} of ${count} operations cannot be done, so none was: ${first?.detail}`
  return new Problem(first?.code ?? 'validation_failed', detail, {
    operations: failures,
    ...(first?.current === undefined ? {} : { current: first.current }),
    ...(failures.some(({ errors }) => errors) ? { errors: failures.flatMap(({ errors }) => errors ?? []) } : {}),
  })
}

function mustMatch(draft: Draft, wanted: NonNullable<Unit['precondition']>): void {
  const entity = draft.entity(wanted.entityType, wanted.entityId)
  if (!entity) throw new Problem('not_found', `There is no ${wanted.entityType} ${wanted.entityId}`)
  if (entity.version === wanted.version) return
  throw new Problem('version_conflict', `It is at version ${entity.version}, not ${wanted.version}`, {
    current: entity,
  })
}

import { type Floor, Problem, type ProblemCode, type Transaction } from '@qtable/domain'
import type { Commands } from '../../apps/server/src/commands/execute.ts'
import type { ChangeRequest } from '../../apps/server/src/commands/change-request.ts'
import type { Outcome } from '../../apps/server/src/commands/outcome.ts'
import type { Checker } from '../checker.ts'
import type { Trace } from '../trace.ts'
import { meetsAnother } from './check-edits.ts'
import { type AskedPlan, askedOf, isPlanRefusal, isPromised, refusalsOf, stayMinutes } from './plan-oracle.ts'
import type { ReferenceModel } from './reference-model.ts'

/** Checks what the nodes answer to each id. */
export interface ResponseChecker {
  /** Wraps the commands of one node: each answer is compared with the log and with earlier answers to the same id. */
  watch(commands: Commands, nodeName: string): Commands
  /** Whether a node has accepted this id. What was accepted and changed nothing is not in the log. */
  isAccepted(id: string): boolean
  /** The database was restored, so that the same id may be answered differently from now on. */
  forget(): void
}

// A repeat gets any other refusal again. These say nothing about the command itself.
const transientCodes: ReadonlySet<string> = new Set([
  'unavailable',
  'internal',
  'forbidden',
  'unauthenticated',
  'rate_limited',
  'idempotency_mismatch',
])

export function openResponseChecker(options: {
  model: ReferenceModel
  checker: Checker
  trace: Trace
}): ResponseChecker {
  const { model, checker, trace } = options
  let firstAnswers = new Map<string, string>()
  /** The version that the restaurant had when a node first saw an id: what is refused was decided on that one or later. */
  const firstSeen = new Map<string, number>()

  function checkRepeat(id: string, answer: string): void {
    const first = firstAnswers.get(id)
    if (first === undefined) firstAnswers.set(id, answer)
    else checker.check('I8', first === answer, () => `${trace.alias(id)} is answered ${first}, then ${answer}`)
  }

  function accepted(id: string, { transaction, version, floor }: Outcome): void {
    if (transaction) {
      const isInLog = model.versionOf(id) === version || model.wasRolledBack(id)
      checker.check('I6', isInLog, () => `${trace.alias(id)} is acknowledged at ${version} and not in the log`)
    }
    const isShown = floor.version >= version
    checker.check('I5', isShown, () => `the answer at ${version} shows the floor of ${floor.version}`)
    // A node that has not noticed the restore yet acknowledges what is lost.
    if (model.wasRolledBack(id)) return
    model.acknowledge(version)
    checkRepeat(id, `accepted at ${version}`)
  }

  /** I36: what was done at tables could be done there, on the floor that it was decided on. */
  function checkTaken({ commands: [command, ...more] }: ChangeRequest['unit'], { transaction, status }: Outcome): void {
    if (!transaction || !command || more.length > 0 || status !== 'applied' || model.restoreCount > 0) return
    const before = model.floorsAt(transaction.version - 1).at(-1)
    const asked = before && askedOf(before, command.type, command.payload)
    if (!asked) return
    const { force = false } = command.payload as { force?: boolean }
    const found = refusalsOf(before, asked, Date.parse(transaction.at), { force })
    const what = () => `${command.type} ${trace.alias(transaction.id)}`
    checker.check('I36', found.size === 0, () => `${what()} is done in spite of ${[...found].join()}`)
    if (asked.kind === 'booking') return
    const promises = transaction.warnings?.filter(({ code }) => code === 'table_promised') ?? []
    const isWarned = promises.length > 0
    checker.check('I36', isWarned === isPromisedTo(before, asked, transaction), () => `${what()} warns: ${isWarned}`)
  }

  /** I35, I36: what is refused because of others was so on a floor since the command came, as the refusal says. */
  function checkRefusal({ id, commands: [command, ...more] }: ChangeRequest['unit'], code: ProblemCode): void {
    if (!command || more.length > 0 || model.restoreCount > 0) return
    const floors = floorsSince(firstSeen.get(id) ?? 0)
    const what = () => `${command.type} ${trace.alias(id)} is refused with ${code}, and no floor was so`
    if (code === 'edit_conflict') {
      const isMet = floors.some((floor) => meetsAnother(floor, command))
      checker.check('I35', isMet, what)
    }
    if (!isPlanRefusal(code)) return
    const asked = floors.map((floor) => ({ floor, plan: askedOf(floor, command.type, command.payload) }))
    // The clock of the node that decided.
    const now = Date.now()
    const isShown = asked.some(({ floor, plan }) => plan && refusalsOf(floor, plan, now).has(code))
    const isKnown = asked.some(({ plan }) => plan)
    if (isKnown) checker.check('I36', isShown, what)
  }

  function floorsSince(version: number): Floor[] {
    const count = model.floor.version - version + 1
    return Array.from({ length: count }, (_, i) => model.floorsAt(version + i)).flat()
  }

  function refused(id: string, error: unknown, isRepeatable: boolean): void {
    if (!(error instanceof Problem)) checker.fail('code', `${trace.alias(id)}: ${error}`)
    else if (isRepeatable && !transientCodes.has(error.code)) {
      checkRepeat(id, error.code)
      const isInLog = model.versionOf(id) !== undefined
      checker.check('I9', !isInLog, () => `${trace.alias(id)} is refused and in the log`)
    }
  }

  return {
    watch: (commands, nodeName) => ({
      ...commands,
      async execute(restaurantId, actor, submission) {
        const { unit } = submission
        const { id } = unit
        if (!firstSeen.has(id)) firstSeen.set(id, model.floor.version)
        const answersBefore = firstAnswers
        // An answer that began before a restore is compared with nothing.
        const isCurrent = () => answersBefore === firstAnswers
        try {
          const outcome = await commands.execute(restaurantId, actor, submission)
          trace.record(nodeName, `answers ${trace.alias(id)} ${outcome.status} at ${outcome.version}`)
          checkTaken(unit, outcome)
          if (isCurrent()) accepted(id, outcome)
          return outcome
        } catch (error) {
          const code = error instanceof Problem ? error.code : `internal (${error})`
          trace.record(nodeName, `answers ${trace.alias(id)} ${code}`)
          if (error instanceof Problem) checkRefusal(unit, error.code)
          refused(id, error, isCurrent() && submission.clientChoseId)
          throw error
        }
      },
    }),
    isAccepted: (id) => firstAnswers.get(id)?.startsWith('accepted') ?? false,
    forget() {
      firstAnswers = new Map()
    },
  }
}

/** Whether a party that sits down is promised a table that somebody has booked before it is expected to go. */
function isPromisedTo(floor: Floor, plan: AskedPlan, { doneAt, at }: Transaction): boolean {
  const from = Date.parse(doneAt)
  const until = Math.max(Date.parse(at), from + stayMinutes(floor, plan) * 60_000)
  return plan.tableIds.some((id) => isPromised(floor, id, { from, until, reservationId: plan.reservationId }))
}

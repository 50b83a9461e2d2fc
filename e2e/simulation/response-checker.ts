import { Problem } from '@qtable/domain'
import type { Commands } from '../../apps/server/src/commands/execute.ts'
import type { Outcome } from '../../apps/server/src/commands/outcome.ts'
import type { Checker } from '../checker.ts'
import type { Trace } from '../trace.ts'
import { openDecisionChecker } from './decision-checker.ts'
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
  const decisions = openDecisionChecker({ model, checker, trace })

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
        decisions.begin(id)
        const answersBefore = firstAnswers
        // An answer that began before a restore is compared with nothing.
        const isCurrent = () => answersBefore === firstAnswers
        try {
          const outcome = await commands.execute(restaurantId, actor, submission)
          trace.record(nodeName, `answers ${trace.alias(id)} ${outcome.status} at ${outcome.version}`)
          decisions.accepted(unit, outcome)
          if (isCurrent()) accepted(id, outcome)
          return outcome
        } catch (error) {
          const code = error instanceof Problem ? error.code : `internal (${error})`
          trace.record(nodeName, `answers ${trace.alias(id)} ${code}`)
          if (error instanceof Problem) decisions.refused(unit, error.code)
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

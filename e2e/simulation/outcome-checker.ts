import type { Client, Running } from '@qtable/client'
import type { Simulation } from './simulation.ts'

/** Checks that each change made on one device has exactly one outcome, on whichever of its pages. */
export interface OutcomeChecker {
  /** Follows a change to its outcome. `unsettled` are those of its page; `pending` is the page's outbox. */
  follow(running: Running, given: { what: string; unsettled: Set<string>; pending: Client['pending'] }): void
  /** A refusal is taken off the list; `stored` resolves when the device has stored that. */
  dismiss(id: string, stored: Promise<void>): void
  /** At the end: the listed refusals are exactly the changes that did not happen. */
  checkRefusals(listed: Client['refusals']): void
}

export function openOutcomeChecker(simulation: Simulation, deviceName: string): OutcomeChecker {
  const { checker, model, responses, trace } = simulation
  /** What was sent or will be. The value is the target of an undo that was sent before its target had an answer. */
  const sent = new Map<string, string | undefined>()
  const dismissing = new Set<string>()
  const dismissed = new Set<string>()

  // A mutation that the view refuses is not in the outbox: it is never sent, and never listed.
  function noteSent(id: string, pending: Client['pending']): void {
    const mutation = pending.find((one) => one.mutation.id === id)?.mutation
    const [command, ...more] = mutation?.commands ?? []
    if (!command) return
    const { transactionId } = command.payload as { transactionId?: string }
    const isUndo = command.type === 'undo' && more.length === 0
    sent.set(id, isUndo && pending.some((one) => one.mutation.id === transactionId) ? transactionId : undefined)
  }

  return {
    follow(running, { what, unsettled, pending }) {
      const { id } = running
      noteSent(id, pending)
      unsettled.add(id)
      const settle = (outcome: 'confirmed' | 'refused', detail: string) => {
        trace.record(deviceName, `is told that ${trace.alias(id)} is ${outcome} ${detail}`)
        const isFirst = unsettled.delete(id)
        checker.check('I20', isFirst, () => `${deviceName} gets a second outcome of ${trace.alias(id)}`)
        if (model.wasRolledBack(id)) return
        const isInLog = model.versionOf(id) !== undefined
        const isTrue = isInLog === (outcome === 'confirmed')
        checker.check('I20', isTrue, () => `${deviceName} is told that ${what} ${trace.alias(id)} is ${outcome}`)
      }
      trace.record(deviceName, `runs ${what} ${trace.alias(id)}`)
      running.then(
        ({ version }) => settle('confirmed', `at ${version}`),
        ({ code }: { code: string }) => settle('refused', code),
      )
    },
    dismiss(id, stored) {
      trace.record(deviceName, `dismisses ${trace.alias(id)}`)
      dismissing.add(id)
      void stored.then(() => dismissed.add(id))
    },
    checkRefusals(listed) {
      const refused = new Set([...listed.map(({ id }) => id), ...dismissing])
      // An undo has nothing to undo if its target was refused or had nothing to undo itself; it then gets no outcome.
      const hasNoTarget = (id: string): boolean => {
        const target = sent.get(id)
        return target !== undefined && (refused.has(target) || hasNoTarget(target))
      }
      for (const { id } of listed) {
        checker.check('I20', sent.has(id), () => `${deviceName} lists ${trace.alias(id)}, which it did not send`)
        checker.check('I20', !dismissed.has(id), () => `${deviceName} lists ${trace.alias(id)}, which was dismissed`)
      }
      // Before and after a restore, the same command may have different outcomes.
      if (model.restoreCount > 0) return
      for (const id of sent.keys()) {
        const isDone = model.versionOf(id) !== undefined || responses.isAccepted(id)
        const isExpected = !isDone && !hasNoTarget(id)
        const not = isExpected ? 'does not list' : 'lists'
        const state = isDone ? 'was done' : isExpected ? 'was not done' : 'had nothing to undo'
        checker.check(
          'I20',
          refused.has(id) === isExpected,
          () => `${deviceName} ${not} ${trace.alias(id)}, which ${state}`,
        )
      }
    },
  }
}

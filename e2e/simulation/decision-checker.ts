import type { Floor, ProblemCode, Transaction } from '@qtable/domain'
import type { ChangeRequest } from '../../apps/server/src/commands/change-request.ts'
import type { Outcome } from '../../apps/server/src/commands/outcome.ts'
import type { Checker } from '../checker.ts'
import type { Trace } from '../trace.ts'
import { meetsAnother, passesOver } from './check-edits.ts'
import { type AskedPlan, askedOf, isPlanRefusal, isPromised, planRefusalsOn, stayMinutes } from './plan-oracle.ts'
import type { ReferenceModel } from './reference-model.ts'

/** Checks what the nodes decide about tables and edits, with the floors that they decided on. */
export interface DecisionChecker {
  /** A node has begun with a unit. */
  begin(id: string): void
  accepted(unit: ChangeRequest['unit'], outcome: Outcome): void
  refused(unit: ChangeRequest['unit'], code: ProblemCode): void
}

export function openDecisionChecker(options: {
  model: ReferenceModel
  checker: Checker
  trace: Trace
}): DecisionChecker {
  const { model, checker, trace } = options
  /** The version that the restaurant had when a node first saw an id: what is refused was decided on that one or later. */
  const firstSeen = new Map<string, number>()

  /** I36: what was done at tables could be done there, on the floor that it was decided on. */
  function accepted({ commands: [command, ...more] }: ChangeRequest['unit'], { transaction, status }: Outcome): void {
    if (!transaction || !command || more.length > 0 || status !== 'applied' || model.restoreCount > 0) return
    const before = model.floorsAt(transaction.version - 1).at(-1)
    const isBlind = before && passesOver(before, command, transaction.changes)
    checker.check('I35', !isBlind, () => `${command.type} ${trace.alias(transaction.id)} is done over what nobody saw`)
    const asked = before && askedOf(before, command.type, command.payload)
    if (!asked) return
    const { force = false } = command.payload as { force?: boolean }
    const found = planRefusalsOn(before, asked, Date.parse(transaction.at), { force })
    const what = () => `${command.type} ${trace.alias(transaction.id)}`
    checker.check('I36', found.size === 0, () => `${what()} is done in spite of ${[...found].join()}`)
    if (asked.kind === 'booking') return
    // A party that only gives up tables was warned when it took them.
    const held = before.guests.get(asked.guestId ?? '')?.tableIds ?? []
    if (asked.tableIds.every((id) => held.includes(id))) return
    const promises = transaction.warnings?.filter(({ code }) => code === 'table_promised') ?? []
    const isWarned = promises.length > 0
    checker.check('I36', isWarned === isPromisedTo(before, asked, transaction), () => `${what()} warns: ${isWarned}`)
  }

  /** I35, I36: what is refused because of others was so on a floor since the command came, as the refusal says. */
  function refused({ id, commands: [command, ...more] }: ChangeRequest['unit'], code: ProblemCode): void {
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
    const isShown = asked.some(({ floor, plan }) => plan && planRefusalsOn(floor, plan, now).has(code))
    const isKnown = asked.some(({ plan }) => plan)
    if (isKnown) checker.check('I36', isShown, what)
  }

  function floorsSince(version: number): Floor[] {
    const count = model.floor.version - version + 1
    return Array.from({ length: count }, (_, i) => model.floorsAt(version + i)).flat()
  }

  return {
    begin(id) {
      if (!firstSeen.has(id)) firstSeen.set(id, model.floor.version)
    },
    accepted,
    refused,
  }
}

/** Whether a party that sits down is promised a table that somebody has booked before it is expected to go. */
function isPromisedTo(floor: Floor, plan: AskedPlan, { doneAt, at }: Transaction): boolean {
  const seatedAt = Date.parse(plan.seatedAt ?? later(doneAt, plan.joinedAt))
  const from = Math.max(seatedAt, Date.parse(doneAt))
  const until = Math.max(Date.parse(at), seatedAt + stayMinutes(floor, plan) * 60_000)
  return plan.tableIds.some((id) => isPromised(floor, id, { from, until, reservationId: plan.reservationId }))
}

function later(at: string, other = at): string {
  return Date.parse(other) > Date.parse(at) ? other : at
}

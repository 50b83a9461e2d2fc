import { Problem } from '@qtable/domain'
import type { SecondFactorChallenge } from '@qtable/protocol'

/** The ticket that a code completes, where a sign-in with the right password was answered with one. */
export function secondFactorTicketOf(problem: unknown): string | undefined {
  if (!(problem instanceof Problem) || problem.code !== 'second_factor_required') return undefined
  return (problem.current as SecondFactorChallenge | undefined)?.ticket
}

import type { Refusal } from '@qtable/client'
import type { Floor, Problem } from '@qtable/domain'
import { type ProblemFacts, words } from '../words.ts'

/** A problem as one host would tell another, with the names of the parties and tables involved. */
export function sentenceOf(problem: Problem, floor: Floor | undefined): string {
  const facts = problemFacts(problem.current, floor)
  const { code, errors } = problem
  if (code !== 'validation_failed') return words.problems(code, facts)
  return words.problems(code, { ...facts, field: errors?.[0]?.path.split('.').at(-1), message: errors?.[0]?.message })
}

/** Why the server refused a change that was already shown. */
export function refusalSentence(
  { commands, problem }: Pick<Refusal, 'commands' | 'problem'>,
  floor: Floor | undefined,
): string {
  // A transaction without effect is not in the history: another person did the same first.
  const isNothing = problem.code === 'not_found' && commands.every(({ type }) => type === 'undo')
  return isNothing ? words.session.nothingToUndo : sentenceOf(problem, floor)
}

/** The names and numbers in what a problem or an obstacle is about. */
export function problemFacts(current: unknown, floor: Floor | undefined): ProblemFacts {
  const at = first(current)
  const table = floor?.tables.get(text(at.tableId) ?? text(at.entity_id) ?? '')
  const guest = floor?.guests.get(text(at.guestId) ?? text(at.entity_id) ?? table?.currentGuestId ?? '')
  const reservation = floor?.reservations.get(text(at.reservationId) ?? text(at.entity_id) ?? '')
  const numbers = list(at.tableIds).map((id) => floor?.tables.get(id)?.tableNumber)
  return {
    tableNumber: text(at.tableNumber) ?? table?.tableNumber ?? (numbers.join(' + ') || undefined),
    partyName: text(at.guestName) ?? text(at.name) ?? guest?.name ?? reservation?.name,
    actorName: text(first(at.actor).name),
    partySize: count(at.partySize) ?? guest?.partySize,
    seats: count(at.seats),
    status: text(at.status),
    startsAt: text(at.startsAt),
    timezone: floor?.restaurant.timezone,
    unsent: count(at.unsent),
  }
}

function first(current: unknown): Record<string, unknown> {
  const one: unknown = Array.isArray(current) ? current[0] : current
  return typeof one === 'object' && one !== null ? (one as Record<string, unknown>) : {}
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
const count = (value: unknown) => (typeof value === 'number' ? value : undefined)
const list = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])

import type { Client } from '@qtable/client'
import type { CommandRequest, Problem } from '@qtable/domain'
import { create } from 'zustand'
import type { BookingsAnswer } from './bookings-ahead.tsx'
import type { Against } from './obstacle-sentence.ts'

/** What to ask before a change: what speaks against it, and the commands that do it all the same. */
export interface Question {
  against: readonly Against[]
  commands: readonly CommandRequest[]
}

/**
 * The question before commands that would be warned, or that are refused unless forced. `refused`: no answer would help.
 * The domain decides: the commands run on a copy of the floor.
 */
export function questionOf(
  client: Pick<Client, 'foresee'>,
  commands: readonly CommandRequest[],
): Question & { refused: boolean } {
  const { problem, warnings } = client.foresee(commands)
  if (!problem) return { against: warnings, commands, refused: false }
  const forced = withForce(commands, problem)
  const then = client.foresee(forced)
  if (then.problem) return { against: [], commands, refused: true }
  return { against: [...refusalsIn(problem), ...then.warnings], commands: forced, refused: false }
}

// The commands that were refused get `force`. One that knows no `force` is refused once more.
function withForce(commands: readonly CommandRequest[], { operations }: Problem): CommandRequest[] {
  const refused = new Set(operations?.map(({ index }) => index) ?? [0])
  return commands.map((command, index) =>
    refused.has(index) ? ({ ...command, payload: { ...command.payload, force: true } } as CommandRequest) : command,
  )
}

function refusalsIn({ operations, code, detail, current }: Problem): Against[] {
  return operations ?? [{ code, detail, current }]
}

// What brings something back may meet what has come since. The other commands are asked before they are sent.
const bringsBack: ReadonlySet<string> = new Set(['undo', 'guest.restore', 'reservation.restore'])
const overridable: ReadonlySet<string> = new Set([
  'party_too_large',
  'table_blocked',
  'outside_hours',
  'wrong_day',
  'in_use',
])

/**
 * The question after the server refused an undo or a restore of something that this device could not foresee. Undefined
 * where no answer would help.
 */
export function questionAfter({
  commands,
  problem,
}: {
  commands: readonly CommandRequest[]
  problem: Problem
}): Question | undefined {
  const [command, ...more] = commands
  const isForced = (command?.payload as { force?: boolean } | undefined)?.force === true
  if (!command || more.length > 0 || isForced || !bringsBack.has(command.type)) return undefined
  if (!overridable.has(problem.code) || isSeated(problem)) return undefined
  const again = commands.map(({ type, payload }) => ({ type, payload }) as CommandRequest)
  return { against: refusalsIn(problem), commands: withForce(again, problem) }
}

// Nobody takes a table from those who sit there.
function isSeated({ code, current }: Problem): boolean {
  const users = code === 'in_use' && Array.isArray(current) ? current : []
  return users.some((user: { entity_type?: string }) => user.entity_type !== 'reservation')
}

/** Whether an undo lacks what becomes of the bookings ahead. */
export function needsBookings(commands: readonly CommandRequest[], problem: Problem | undefined): boolean {
  const isUndo = commands.length === 1 && commands[0]?.type === 'undo'
  return isUndo && (problem?.errors ?? []).some(({ path }) => path.endsWith('bookings'))
}

/** The undo with the answer. */
export function withBookings(commands: readonly CommandRequest[], bookings: BookingsAnswer): CommandRequest[] {
  return commands.map(({ type, payload }) => ({ type, payload: { ...payload, bookings } }) as CommandRequest)
}

/** The words of a question that is asked even where nothing speaks against the change. */
export interface AskedWords {
  title: string
  /** What would happen. */
  says: string
  yes: string
  /** The verb where something speaks against it. */
  anyway: string
}

type Asked =
  | (Question & { kind: 'anyway'; asks?: AskedWords | undefined; onYes: () => void; onNo?: () => void })
  | { kind: 'bookings'; onAnswer: (answer: BookingsAnswer) => void; onNo?: () => void }

const useAskedStore = create<{ asked: Asked | undefined }>(() => ({ asked: undefined }))

/** The question on the screen. */
export const useAsked = (): Asked | undefined => useAskedStore(({ asked }) => asked)

/** Asks a question; undefined takes it off the screen. */
export const ask = (asked: Asked | undefined) => useAskedStore.setState({ asked })

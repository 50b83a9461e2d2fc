import type { Client } from '@qtable/client'
import type { CommandRequest, Problem } from '@qtable/domain'
import { create } from 'zustand'
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

interface Asked extends Question {
  onYes: () => void
}

const useAskedStore = create<{ asked: Asked | undefined }>(() => ({ asked: undefined }))

/** The question on the screen. */
export const useAsked = (): Asked | undefined => useAskedStore(({ asked }) => asked)

/** Asks a question; undefined takes it off the screen. */
export const ask = (asked: Asked | undefined) => useAskedStore.setState({ asked })

import { Problem, type ProblemCode } from '@qtable/domain'
import { useState } from 'react'
import { sentenceOf } from '../commands/problem-sentence.ts'

export interface AuthRequest {
  isBusy: boolean
  /** Why it was not let in, in words. */
  wrong: string
  enter: (work: () => Promise<void>) => void
}

/** The way in: busy until inside, or with a sentence why not. `messages` are those that are clearer at this door. */
export function useAuthRequest(messages: Partial<Record<ProblemCode, string>> = {}): AuthRequest {
  const [{ isBusy, wrong }, set] = useState({ isBusy: false, wrong: '' })

  async function enter(work: () => Promise<void>): Promise<void> {
    set({ isBusy: true, wrong: '' })
    try {
      // Inside, this page is gone.
      await work()
    } catch (problem) {
      set({ isBusy: false, wrong: problem instanceof Problem ? sayOf(problem) : '' })
      if (!(problem instanceof Problem)) throw problem
    }
  }
  const sayOf = (problem: Problem) => messages[problem.code] ?? sentenceOf(problem, undefined)

  return { isBusy, wrong, enter: (work) => void enter(work) }
}

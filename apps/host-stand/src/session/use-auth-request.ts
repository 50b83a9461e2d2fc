import { Problem, type ProblemCode } from '@qtable/domain'
import { useState } from 'react'
import { sentenceOf } from '../commands/problem-sentence.ts'

export interface AuthRequest {
  isBusy: boolean
  /** Why it failed, in words. */
  wrong: string
  enter: (work: () => Promise<void>) => void
}

/**
 * A sign-in or registration request: busy until it succeeds, or with a sentence why it failed. `messages` replace the
 * usual sentences by their code.
 */
export function useAuthRequest(messages: Partial<Record<ProblemCode, string>> = {}): AuthRequest {
  const [{ isBusy, wrong }, set] = useState({ isBusy: false, wrong: '' })

  async function enter(work: () => Promise<void>): Promise<void> {
    set({ isBusy: true, wrong: '' })
    try {
      // On success this page is gone.
      await work()
    } catch (problem) {
      set({ isBusy: false, wrong: problem instanceof Problem ? sayOf(problem) : '' })
      if (!(problem instanceof Problem)) throw problem
    }
  }
  const sayOf = (problem: Problem) => messages[problem.code] ?? sentenceOf(problem, undefined)

  return { isBusy, wrong, enter: (work) => void enter(work) }
}

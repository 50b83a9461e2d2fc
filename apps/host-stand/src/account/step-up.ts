import type { Client } from '@qtable/client'
import { Problem } from '@qtable/domain'
import { create } from 'zustand'

interface StepUpQuestion {
  /** The person gave their password: what they asked for goes on. */
  onConfirmed: () => void
  onCancelled: () => void
}

const useQuestionStore = create<{ question: StepUpQuestion | undefined }>(() => ({ question: undefined }))

/** The question on the screen. */
export const useStepUpQuestion = (): StepUpQuestion | undefined => useQuestionStore(({ question }) => question)

/**
 * Sends a request in the name of the signed-in person. Where the server asks whether it is still them, the screen asks for
 * their password, and the request is sent once more. Rejects with the first problem where they give none.
 */
export async function requestAsPerson(client: Client, ...request: Parameters<Client['request']>): Promise<unknown> {
  try {
    return await client.request(...request)
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== 'step_up_required') throw problem
    if (!(await isConfirmed())) throw problem
    return client.request(...request)
  }
}

function isConfirmed(): Promise<boolean> {
  // One question at a time: a later request takes the place of an earlier one.
  useQuestionStore.getState().question?.onCancelled()
  return new Promise((resolve) => {
    const answer = (is: boolean) => () => {
      useQuestionStore.setState({ question: undefined })
      resolve(is)
    }
    useQuestionStore.setState({ question: { onConfirmed: answer(true), onCancelled: answer(false) } })
  })
}

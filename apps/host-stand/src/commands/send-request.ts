import type { Client } from '@qtable/client'
import { Problem, type ProblemCode } from '@qtable/domain'
import { requestAsPerson } from '../account/step-up.ts'
import { toast } from '../ui/toaster.tsx'
import { sentenceOf } from './problem-sentence.ts'

/**
 * Sends the server a request that is not a command. Returns undefined on success, otherwise the problem, which has been
 * shown: as a toast, unless `isSaid` shows it elsewhere and returns true. `messages` replace the usual sentences by their code.
 */
export async function sendRequest(
  client: Client,
  { method, path, body }: { method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string; body?: unknown },
  {
    messages = {},
    isSaid = () => false,
  }: { messages?: Partial<Record<ProblemCode, string>>; isSaid?: (problem: Problem) => boolean } = {},
): Promise<Problem | undefined> {
  try {
    await requestAsPerson(client, method, path, body)
    return undefined
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    if (!isSaid(problem)) toast({ title: messages[problem.code] ?? sentenceOf(problem, client.view), kind: 'refused' })
    return problem
  }
}

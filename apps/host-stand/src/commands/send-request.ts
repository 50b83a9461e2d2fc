import type { Client } from '@qtable/client'
import { Problem, type ProblemCode } from '@qtable/domain'
import { toast } from '../ui/toaster.tsx'
import { sentenceOf } from './problem-sentence.ts'

/**
 * Asks the server for something that is no command. Undefined where it was done; else the problem, which has been said.
 * `messages` are those that are clearer here than everywhere.
 */
export async function sendRequest(
  client: Client,
  { method, path, body }: { method: 'POST' | 'PATCH' | 'DELETE'; path: string; body?: unknown },
  messages: Partial<Record<ProblemCode, string>> = {},
): Promise<Problem | undefined> {
  try {
    await client.request(method, path, body)
    return undefined
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    toast({ title: messages[problem.code] ?? sentenceOf(problem, client.view), kind: 'refused' })
    return problem
  }
}

import type { Client } from '@qtable/client'
import { Problem, type ProblemCode } from '@qtable/domain'
import { sentenceOf } from '../commands/problem-sentence.ts'
import { toast } from '../ui/toaster.tsx'
import { requestAsPerson } from './step-up.ts'

/**
 * Asks the server for something in the name of the signed-in person. Undefined where it refuses, which has been shown.
 * `messages` replace the usual sentences by their code.
 */
export async function askServer<T>(
  client: Client,
  { path, body }: { path: string; body?: unknown },
  messages: Partial<Record<ProblemCode, string>> = {},
): Promise<T | undefined> {
  try {
    return (await requestAsPerson(client, 'POST', path, body)) as T
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    toast({ title: messages[problem.code] ?? sentenceOf(problem, client.view), kind: 'refused' })
    return undefined
  }
}

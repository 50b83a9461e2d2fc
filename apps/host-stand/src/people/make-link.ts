import type { Client } from '@qtable/client'
import { Problem, type ProblemCode } from '@qtable/domain'
import type { HandedLink } from '@qtable/protocol'
import { requestAsPerson } from '../account/step-up.ts'
import { sentenceOf } from '../commands/problem-sentence.ts'
import { toast } from '../ui/toaster.tsx'
import type { MadeLink } from './link-panel.tsx'

/** Asks the server for a link. Returns undefined where it refused, which has been shown. */
export async function makeLink(
  client: Client,
  { path, name, hint }: Pick<MadeLink, 'name' | 'hint'> & { path: string },
  messages: Partial<Record<ProblemCode, string>>,
): Promise<MadeLink | undefined> {
  try {
    const { link, expires_at } = (await requestAsPerson(client, 'POST', path)) as HandedLink
    return { name, link, expiresAt: expires_at, hint }
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    toast({ title: messages[problem.code] ?? sentenceOf(problem, client.view), kind: 'refused' })
    return undefined
  }
}

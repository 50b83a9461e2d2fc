import type { Client } from '@qtable/client'
import { Problem } from '@qtable/domain'
import { sentenceOf } from '../stand/sentence.ts'
import { toast } from '../ui/toaster.tsx'

/** Asks the server for something that is no command. True where it was done; else it has been said why not. */
export async function ask(
  client: Client,
  { method, path, body }: { method: 'POST' | 'PATCH' | 'DELETE'; path: string; body?: unknown },
): Promise<boolean> {
  try {
    await client.request(method, path, body)
    return true
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    toast({ title: sentenceOf(problem, client.view), kind: 'refused' })
    return false
  }
}

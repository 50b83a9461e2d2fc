import type { Client, Refusal } from '@qtable/client'
import { toast } from '../ui/toaster.tsx'
import { valueStore } from '../ui/value-store.ts'
import { words } from '../words.ts'
import { sentenceOf } from './sentence.ts'
import { openSheet } from './sheet.ts'

/** A change that the server refused, with what to say of it. */
export interface ToldRefusal extends Refusal {
  sentence: string
}

const refusals = valueStore<readonly ToldRefusal[]>([])

/** What was refused and has not been looked at yet, newest first. */
export const useRefusals = refusals.use

export function dismissRefusal(id: string): void {
  refusals.set(refusals.get().filter((one) => one.id !== id))
}

/** Listens for refusals, until the function that it returns is called. */
export function watchRefusals(client: Client): () => void {
  return client.on('refused', (refusal) => {
    const sentence = sentenceOf(refusal.problem, client.view)
    refusals.set([{ ...refusal, sentence }, ...refusals.get()])
    const action = { label: words.common.show, run: () => openSheet({ kind: 'unsent' }) }
    // Not under the id of what was done: that toast is closed.
    toast({ title: sentence, kind: 'refused', action })
  })
}

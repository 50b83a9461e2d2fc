import type { Client } from '@qtable/client'
import { toast } from '../ui/toaster.tsx'
import { obstacleSentence } from './obstacle-sentence.ts'
import { wasAsked } from './use-act.ts'

/** Says what speaks against a change that was done all the same; returns the function that stops it. */
export function watchWarnings(client: Client): () => void {
  return client.on('warned', ({ id, warnings }) => {
    const floor = client.view
    if (floor && !wasAsked(id))
      toast({ id: `warned ${id}`, title: warnings.map((one) => obstacleSentence(one, floor)).join(' · ') })
  })
}

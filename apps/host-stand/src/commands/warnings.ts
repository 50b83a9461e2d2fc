import type { Client } from '@qtable/client'
import { timesIn } from '../time/times.ts'
import { toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'

/** Says what speaks against a change that was done all the same; returns the function that stops it. */
export function watchWarnings(client: Client): () => void {
  return client.on('warned', ({ id, warnings }) => {
    const { clock } = timesIn(client.view?.restaurant.timezone ?? 'UTC')
    toast({ id: `warned ${id}`, title: warnings.map((warning) => words.warnings(warning, clock)).join(' ') })
  })
}

import type { Client } from '@qtable/client'
import { toast } from '../ui/toaster.tsx'
import { obstacleSentence } from './obstacle-sentence.ts'
import { wasAsked } from './use-act.ts'

/**
 * Says what speaks against a change that was done all the same; returns the function that stops it. What the person has
 * read already is not said again, but for bookings that new hours leave outside: they are still to be seen to.
 */
export function watchWarnings(client: Client): () => void {
  return client.on('warned', ({ id, warnings }) => {
    const floor = client.view
    const news = warnings.filter(({ code }) => code === 'outside_hours' || !wasAsked(id))
    if (!floor || news.length === 0) return
    toast({ id: `warned ${id}`, title: news.map((one) => obstacleSentence(one, floor)).join(' · ') })
  })
}

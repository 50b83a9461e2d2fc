import type { Client, Refusal } from '@qtable/client'
import { useRefusals } from '@qtable/client/react'
import { refusalSentence } from '../commands/problem-sentence.ts'
import { askAfterRefusal } from '../commands/use-act.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { closeToast, toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'

export { useRefusals }

const together = 'refused'
const togetherMs = 4_000

/**
 * Announces refusals as they arrive, several at once by their number, until all are solved; returns the function that
 * stops it.
 */
export function watchRefusals(client: Client): () => void {
  let lately: number[] = []
  const endSolved = client.on('refusals', (left) => left.length === 0 && closeToast(together))
  const endRefused = client.on('refused', (refusal: Pick<Refusal, 'id' | 'commands' | 'problem'>) => {
    if (askAfterRefusal(client, refusal, () => void client.dismiss(refusal.id))) return
    const now = Date.now()
    lately = [...lately.filter((at) => now - at < togetherMs), now]
    const { length } = lately
    toast({
      // Not under the id of the original toast, which is closed.
      id: together,
      title: length === 1 ? refusalSentence(refusal, client.view) : words.session.needsYou(length),
      kind: 'refused',
      action: { label: words.common.show, run: () => openSheet({ kind: 'see-to' }) },
    })
  })
  return () => {
    endSolved()
    endRefused()
  }
}

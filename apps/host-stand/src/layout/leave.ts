import type { Client } from '@qtable/client'
import { Problem } from '@qtable/domain'
import { sentenceOf } from '../stand/sentence.ts'
import { closeSheet } from '../stand/sheet.ts'
import { toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'

/** Signs out. What waits to be sent stays on the device: it is asked for once more. */
export function leave(client: Client): Promise<void> {
  return moveOn((evenIfUnsent) => client.signOut({ evenIfUnsent }), client, words.session.signOut)
}

/** Goes to another restaurant of the same person. */
export function switchRestaurant(client: Client, restaurantId: number): Promise<void> {
  const move = (evenIfUnsent: boolean) => client.switchTo(restaurantId, { evenIfUnsent })
  return moveOn(move, client, words.session.switchTo)
}

async function moveOn(move: (evenIfUnsent: boolean) => Promise<void>, client: Client, label: string): Promise<void> {
  closeSheet()
  try {
    await move(false)
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    const action = { label, run: () => void move(true) }
    const title = sentenceOf(problem, client.view)
    toast({ title, kind: 'refused', ...(problem.code === 'in_use' ? { action } : {}) })
  }
}

import type { Client } from '@qtable/client'
import { Problem } from '@qtable/domain'
import { sentenceOf } from '../commands/problem-sentence.ts'
import { closeSheet } from '../shell/open-sheet.ts'
import { toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'

/**
 * Signs out. Asks first if there are refused changes, which would be discarded, or unsent ones, which stay on the
 * device.
 */
export async function signOut(client: Client): Promise<void> {
  const label = words.session.signOut
  const signOut = () => signOutOrSwitch((evenIfUnsent) => client.signOut({ evenIfUnsent }), client, label)
  const { length } = client.refusals
  if (length === 0) return signOut()
  toast({ title: words.session.signOutRefused(length), kind: 'refused', action: { label, run: () => void signOut() } })
}

/** Switches to another restaurant of the same person. */
export function switchRestaurant(client: Client, restaurantId: number): Promise<void> {
  const move = (evenIfUnsent: boolean) => client.switchTo(restaurantId, { evenIfUnsent })
  return signOutOrSwitch(move, client, words.session.switchTo)
}

async function signOutOrSwitch(
  move: (evenIfUnsent: boolean) => Promise<void>,
  client: Client,
  label: string,
): Promise<void> {
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

import type { Client, Running } from '@qtable/client'
import { type Change, type CommandRequest, type CommandType, type Floor, type PayloadOf, Problem } from '@qtable/domain'
import { closeToast, toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'
import { sentenceOf } from './sentence.ts'
import { closeSheet, sheetNow } from './sheet.ts'
import { useClient } from './stand.ts'

/** Runs a command and says so, with an undo; a refusal is told in words. */
export type Act = <T extends CommandType>(type: T, payload: PayloadOf<T>, done: string) => Running

/** Runs several commands as one. */
export type ActAll = (commands: readonly CommandRequest[], done: string) => Running

// What was done here and not yet taken back, the last at the end.
const done: string[] = []

/** The last thing that was done on this page and has not been taken back. */
export const lastDone = (): string | undefined => done.at(-1)

/** What a person does on a screen goes through here. */
export function useAct(): { act: Act; actAll: ActAll; undo: (transactionId: string) => Running } {
  const client = useClient()
  return {
    act: (type, payload, done) => told(client, (floor) => ({ floor, running: client.run(type, payload) }), done),
    actAll: (commands, done) => told(client, (floor) => ({ floor, running: client.batch(commands) }), done),
    undo: (transactionId) => undoIt(client, transactionId),
  }
}

/** Takes something back and says so. */
export function undoIt(client: Client, transactionId: string): Running {
  forget(transactionId)
  closeToast(transactionId)
  return told(client, (floor) => ({ floor, running: client.undo(transactionId) }), words.common.undone, {
    isUndo: true,
  })
}

function forget(id: string): void {
  const at = done.indexOf(id)
  if (at >= 0) done.splice(at, 1)
}

function told(
  client: Client,
  begin: (floor: Floor | undefined) => { floor: Floor | undefined; running: Running },
  title: string,
  { isUndo = false }: { isUndo?: boolean } = {},
): Running {
  const { floor, running } = begin(client.view)
  const isSent = client.pending.some(({ mutation }) => mutation.id === running.id)
  if (isSent) {
    if (running.shown.some(seatsWhatLiesOpen)) closeSheet()
    if (!isUndo) done.push(running.id)
    const action = { label: words.common.undo, run: () => void undoIt(client, running.id) }
    toast({ id: running.id, title, ...(isUndo ? {} : { action }) })
  }
  running.catch((problem: unknown) => {
    closeToast(running.id)
    forget(running.id)
    // What the server refuses later is told by whoever listens to the client: see refusals.ts.
    if (isSent || !(problem instanceof Problem)) return
    toast({ title: sentenceOf(problem, floor ?? client.view), kind: 'refused' })
  })
  return running
}

// The sheet of a party that has just been seated has done its work.
function seatsWhatLiesOpen({ data, before }: Change): boolean {
  const sheet = sheetNow()
  if (!data || !('seatedAt' in data) || data.status !== 'seated') return false
  if (before && 'tableIds' in before && before.tableIds.join() === data.tableIds.join()) return false
  return sheet?.kind === 'add' || (sheet?.kind === 'party' && sheet.guestId === data.id) || sheet?.kind === 'table'
}

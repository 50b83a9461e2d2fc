import type { Client, Running } from '@qtable/client'
import { type Change, type CommandRequest, type CommandType, type PayloadOf, Problem } from '@qtable/domain'
import { useClient } from '../session/client-hooks.ts'
import { closeSheet, sheetNow } from '../shell/open-sheet.ts'
import { closeToast, toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'
import { sentenceOf } from './problem-sentence.ts'

/** Runs one command and shows `done` with an undo, or the refusal in words. */
export type Act = <T extends CommandType>(type: T, payload: PayloadOf<T>, done: string) => Running

/** Runs a command that was made before, as `Act` does. */
type ActOne = (command: CommandRequest, done: string) => Running

/** Runs several commands as one transaction. */
export type ActAll = (commands: readonly CommandRequest[], done: string) => Running

// Transactions of this page that were not undone, newest last.
const undoable: string[] = []

/** The last transaction of this page that was not undone. */
export const lastDone = (): string | undefined => undoable.at(-1)

/** The only way in which a screen runs a command. */
export function useAct(): { act: Act; actOne: ActOne; actAll: ActAll; undo: (transactionId: string) => Running } {
  const client = useClient()
  return {
    act: (type, payload, done) => report(client, () => client.run(type, payload), { done }),
    // The payload is of the type, which two separate arguments cannot say.
    actOne: ({ type, payload }, done) => report(client, () => client.run(type, payload as never), { done }),
    actAll: (commands, done) => report(client, () => client.batch(commands), { done }),
    undo: (transactionId) => undoTransaction(client, transactionId),
  }
}

/** Undoes a transaction and says so in a toast. */
export function undoTransaction(client: Client, transactionId: string): Running {
  forget(transactionId)
  closeToast(transactionId)
  return report(client, () => client.undo(transactionId), { done: words.common.undone, isUndo: true })
}

function forget(id: string): void {
  const at = undoable.indexOf(id)
  if (at >= 0) undoable.splice(at, 1)
}

function report(
  client: Client,
  run: () => Running,
  { done, isUndo = false }: { done: string; isUndo?: boolean },
): Running {
  // The names in a refusal are those before the command ran.
  const floor = client.view
  const running = run()
  const isSent = client.pending.some(({ mutation }) => mutation.id === running.id)
  if (isSent) {
    if (running.shown.some(finishesSheet)) closeSheet()
    if (!isUndo) undoable.push(running.id)
    const action = { label: words.common.undo, run: () => void undoTransaction(client, running.id) }
    toast({ id: running.id, title: done, ...(isUndo ? {} : { action }) })
  }
  running.catch((problem: unknown) => {
    closeToast(running.id)
    forget(running.id)
    // `watchRefusals` reports what the server refuses later.
    if (isSent || !(problem instanceof Problem)) return
    toast({ title: sentenceOf(problem, floor ?? client.view), kind: 'refused' })
  })
  return running
}

// The sheet of a party that has just been seated is no longer needed.
function finishesSheet({ data, before }: Change): boolean {
  const sheet = sheetNow()
  if (!data || !('seatedAt' in data) || data.status !== 'seated') return false
  if (before && 'tableIds' in before && before.tableIds.join() === data.tableIds.join()) return false
  return sheet?.kind === 'add' || (sheet?.kind === 'party' && sheet.guestId === data.id) || sheet?.kind === 'table'
}

import type { Client, Running } from '@qtable/client'
import { type Change, type CommandRequest, type CommandType, type PayloadOf, Problem } from '@qtable/domain'
import { useClient } from '../session/client-hooks.ts'
import { closeSheet, sheetNow } from '../shell/open-sheet.ts'
import { closeToast, toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'
import type { BookingsAnswer } from './bookings-ahead.tsx'
import { showMetEdit } from './met-edit.ts'
import type { Against } from './obstacle-sentence.ts'
import { sentenceOf } from './problem-sentence.ts'
import { type AskedWords, ask, needsBookings, questionAfter, questionOf, withBookings } from './question.ts'

/** What a screen says of a change, and what it does next. */
export interface ActOutcome {
  /** Shown with an undo once the change is taken. */
  done: string
  /** The codes of what speaks against it that the person has read already: they are not asked again. */
  agreed?: readonly string[]
  /** What the person is asked besides, though the floor would allow it without a word. */
  besides?: readonly Against[]
  /** Asked in any case, with what speaks against it. */
  asks?: AskedWords
  /** Called once the change is taken, maybe after a question. */
  onTaken?: () => void
  /** Called where it is refused, now or by the server. True where the form has said why beside its fields. */
  onRefused?: (problem: unknown) => boolean
}

/**
 * Runs one command and shows `done` with an undo, or the refusal in words. Where something speaks against it, the person
 * is asked first.
 */
export type Act = <T extends CommandType>(type: T, payload: PayloadOf<T>, outcome: string | ActOutcome) => void

/** Runs a command that was made before, as `Act` does. */
type ActOne = (command: CommandRequest, outcome: string | ActOutcome) => void

/** Runs several commands as one transaction. */
export type ActAll = (commands: readonly CommandRequest[], outcome: string | ActOutcome) => void

// Transactions of this page that were not undone, newest last.
const undoable: string[] = []

/** The last transaction of this page that was not undone. */
export const lastDone = (): string | undefined => undoable.at(-1)

/** The only way in which a screen runs a command. */
export function useAct(): { act: Act; actOne: ActOne; actAll: ActAll; undo: (transactionId: string) => void } {
  const client = useClient()
  return {
    act: (type, payload, outcome) => askThenRun(client, [{ type, payload } as CommandRequest], outcome),
    actOne: (command, outcome) => askThenRun(client, [command], outcome),
    actAll: (commands, outcome) => askThenRun(client, commands, outcome),
    undo: (transactionId) => undoTransaction(client, transactionId),
  }
}

/** Undoes a transaction and says so in a toast. Where something speaks against it, the person is asked first. */
export function undoTransaction(client: Client, transactionId: string): void {
  const undo = { type: 'undo', payload: { transactionId } } as const
  askThenRun(client, [undo], { done: words.common.undone, undoes: transactionId })
}

/**
 * Asks the person after the server refused to bring something back, where an answer helps; false where none does.
 * `dismiss` takes the refusal off their list.
 */
export function askAfterRefusal(
  client: Client,
  refused: { id: string; commands: readonly CommandRequest[]; problem: Problem },
  dismiss: () => void,
): boolean {
  const outcome = outcomes.get(refused.id)
  if (!outcome) return false
  const again = (commands: readonly CommandRequest[]) => {
    dismiss()
    report(client, commands, outcome)
  }
  if (needsBookings(refused.commands, refused.problem)) {
    const onAnswer = (answer: BookingsAnswer) => again(withBookings(refused.commands, answer))
    ask({ kind: 'bookings', onAnswer, onNo: dismiss })
    return true
  }
  const question = questionAfter(refused)
  if (question) ask({ ...question, kind: 'anyway', onYes: () => again(question.commands), onNo: dismiss })
  return question !== undefined
}

// What this page brings back, until the server has decided: it may refuse what nobody could foresee here.
const outcomes = new Map<string, ReportedOutcome>()

type ReportedOutcome = ActOutcome & {
  /** The transaction that it undoes. */
  undoes?: string
}

function askThenRun(client: Client, commands: readonly CommandRequest[], given: string | ReportedOutcome): void {
  const outcome = typeof given === 'string' ? { done: given } : given
  if (needsBookings(commands, client.foresee(commands).problem)) {
    ask({ kind: 'bookings', onAnswer: (answer) => askThenRun(client, withBookings(commands, answer), outcome) })
    return
  }
  const { agreed = [], besides = [], asks } = outcome
  const run = (wanted: readonly CommandRequest[]) => report(client, wanted, outcome)
  const { refused, against: obstacles, commands: wanted } = questionOf(client, commands)
  const against = refused ? [] : [...besides, ...obstacles]
  if (refused || (against.length === 0 && !asks)) {
    run(wanted)
    return
  }
  const runAsked = () => void decided.add(run(wanted).id)
  if (!asks && against.every(({ code }) => agreed.includes(code))) runAsked()
  else ask({ kind: 'anyway', against, commands: wanted, asks, onYes: runAsked })
}

// The server's warnings come some frames after the decision, and say the same once more.
const decided = new Set<string>()

/** Whether the person has read what speaks against a transaction before it was done. */
export const wasAsked = (transactionId: string): boolean => decided.has(transactionId)

function runAll(client: Client, commands: readonly CommandRequest[]): Running {
  const [first, ...more] = commands
  return first && more.length === 0 ? client.run(first.type, first.payload as never) : client.batch(commands)
}

function forget(id: string): void {
  const at = undoable.indexOf(id)
  if (at >= 0) undoable.splice(at, 1)
}

function report(client: Client, commands: readonly CommandRequest[], outcome: ReportedOutcome): Running {
  const { done, onTaken, onRefused, undoes } = outcome
  if (undoes !== undefined) {
    forget(undoes)
    closeToast(undoes)
  }
  // The names in a refusal are those before the command ran.
  const floor = client.view
  const running = runAll(client, commands)
  outcomes.set(running.id, outcome)
  const decidedNow = () => void setTimeout(() => outcomes.delete(running.id))
  running.then(decidedNow, decidedNow)
  const isSent = client.pending.some(({ mutation }) => mutation.id === running.id)
  if (isSent) {
    if (running.shown.some(finishesSheet)) closeSheet()
    if (undoes === undefined) undoable.push(running.id)
    const action = { label: words.common.undo, run: () => void undoTransaction(client, running.id) }
    toast({ id: running.id, title: done, ...(undoes === undefined ? { action } : {}) })
    onTaken?.()
  }
  running.catch((problem: unknown) => {
    closeToast(running.id)
    forget(running.id)
    const isSaid = onRefused?.(problem) ?? false
    // `watchRefusals` reports what the server refuses later.
    if (isSent || isSaid || !(problem instanceof Problem)) return
    if (problem.code === 'edit_conflict') return showMetEdit({ commands: running.commands, problem })
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

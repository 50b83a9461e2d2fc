import type { Checker } from '../checker.ts'
import type { DeviceChange, ProxiedDevice } from './proxied-device.ts'
import type { ActivityTransaction } from './read-log.ts'

interface Truth {
  /** The log, by the id of the transaction. */
  byId: ReadonlyMap<string, ActivityTransaction>
  checker: Checker
}

/** A change has exactly one outcome, and the log agrees with it. Returns the outcome; undefined if there is not one. */
export function checkChange(
  { name, changes }: ProxiedDevice,
  { mutation, outcomes }: DeviceChange,
  { byId, checker }: Truth,
): 'confirmed' | 'refused' | undefined {
  const [outcome, ...more] = outcomes
  const logged = byId.get(mutation.id)
  const what = `${mutation.commands.map(({ type }) => type).join('+')} ${mutation.id} of ${name}`
  if (!outcome && !logged && hasNoTarget(mutation, changes)) return 'refused'
  const isOne = outcome !== undefined && more.length === 0
  checker.check('I20', isOne, () => `${what} has ${outcomes.length} outcomes`)
  if (!isOne) return undefined
  const isRefusedAndDone = outcome.kind === 'refused' && logged !== undefined
  const invariant = mutation.isBatch ? 'I9' : 'I20'
  checker.check(invariant, !isRefusedAndDone, () => `${what} was refused and is in the log at ${logged?.version}`)
  if (outcome.kind === 'confirmed' && logged) {
    const isInTime = logged.version <= outcome.version
    checker.check('I6', isInTime, () => `${what} was confirmed at ${outcome.version}, logged at ${logged.version}`)
    const hasEffect = isEffectOf(mutation, logged)
    checker.check('I6', hasEffect, () => `${JSON.stringify(mutation.commands)} did ${JSON.stringify(logged.changes)}`)
  }
  return outcome.kind
}

/** An undo of a change that was refused, or that had nothing to undo itself: the SDK reports no outcome. */
function hasNoTarget(
  { commands: [command, ...more] }: DeviceChange['mutation'],
  changes: ProxiedDevice['changes'],
): boolean {
  if (command?.type !== 'undo' || more.length > 0) return false
  const { transactionId } = command.payload as { transactionId: string }
  const target = changes.get(transactionId)
  if (!target) return false
  return target.outcomes[0] ? target.outcomes[0].kind === 'refused' : hasNoTarget(target.mutation, changes)
}

/** Whether a logged transaction touched the entity that its command names. */
function isEffectOf(
  { commands: [command, ...more] }: DeviceChange['mutation'],
  { changes }: ActivityTransaction,
): boolean {
  if (!command || more.length > 0) return true
  const { id, guestId } = command.payload as { id?: string; guestId?: string }
  const touched = command.type.endsWith('.create') ? id : command.type.startsWith('guest.') ? guestId : undefined
  // A party that is seated where it sits may change only the reservation that planned it elsewhere.
  const isOfGuest = (after: unknown) => (after as { guestId?: unknown } | null)?.guestId === touched
  return touched === undefined || changes.some(({ entity_id, after }) => entity_id === touched || isOfGuest(after))
}

/** The limit of one upload. */
const maxRepeats = 100

/**
 * Sends some changes once more under their ids: each has the same outcome again. Changes that were confirmed and are
 * not in the log come first: they changed nothing, and only their receipts know of them.
 */
export async function checkRepeats({ name, changes, client }: ProxiedDevice, { byId, checker }: Truth): Promise<void> {
  const single = [...changes.values()].filter(({ mutation }) => !mutation.isBatch)
  const unlogged = single.filter(
    ({ mutation, outcomes }) => outcomes[0]?.kind === 'confirmed' && !byId.has(mutation.id),
  )
  const sample = [...new Set([...unlogged, ...single.slice(-maxRepeats)])].slice(0, maxRepeats)
  const operations = sample.map(({ mutation }) => mutation.commands[0])
  const response = (await client.request('POST', '/sync/batch', { operations })) as {
    results: { status: string; version?: number }[]
  }
  for (const [i, { mutation, outcomes }] of sample.entries()) {
    const { status, version = 0 } = response.results[i] ?? { status: 'missing' }
    const [first] = outcomes
    if (!first) continue
    const isSame =
      first.kind === 'confirmed' ? status === 'duplicate' && version <= first.version : status === 'rejected'
    const what = `${mutation.commands[0]?.type} ${mutation.id} of ${name}`
    checker.check('I8', isSame, () => `${what} was ${JSON.stringify(first)} and is now ${status} at ${version}`)
  }
}

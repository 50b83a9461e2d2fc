import { hash } from 'node:crypto'
import {
  type Actor,
  failureOf,
  Id,
  type PreparedCommand,
  Problem,
  parse,
  prepareCommand,
  prepareInternal,
  type Role,
  refusedBatch,
  runSteps,
  type Steps,
  type Unit,
} from '@qtable/domain'
import type { ChangeRequest } from './change-request.ts'

/** A change with valid payloads. Nothing is decided yet. */
export interface PreparedChange {
  unit: Unit
  /** The client named the unit and may send it again, so its answer is kept. */
  clientChoseId: boolean
  /** An internal command: no receipt is kept, but the log may hold its id already. */
  isInternal: boolean
  actor: Actor & { role: Role }
  /** SHA-256 over the canonical form of the commands; tells a repeat from another change with the same id. */
  fingerprint: string
  /** The ids and fingerprints of the commands whose id is not that of the unit. */
  inner: readonly { id: string; fingerprint: string }[]
  /** The ids of transactions that its commands recall (an undo its target). */
  recalls: readonly string[]
}

// Some milliseconds of reading or deciding.
const longCommands = 32

/** Whether a change is to be read and decided in turns. An import is one command, and 500 bookings. */
export function isLong({ unit: { commands } }: { unit: { commands: readonly { type: string }[] } }): boolean {
  return commands.length > longCommands || commands.some(({ type }) => type === 'reservation.import')
}

/** Validates every payload. The problem of a batch lists each invalid operation; that of a change names the invalid fields. */
export function prepareChange(...given: Parameters<typeof prepareInSteps>): PreparedChange {
  return runSteps(prepareInSteps(...given))
}

/** The same in steps. */
export function* prepareInSteps(
  { unit, clientChoseId, paths, sent }: ChangeRequest,
  actor: Actor & { role: Role },
  { isInternal = false } = {},
): Steps<PreparedChange> {
  const failures = []
  const commands: PreparedCommand[] = []
  const id = parse(Id, unit.id, 'id')
  for (const [index, command] of unit.commands.entries()) {
    yield
    const root = unit.kind === 'batch' ? `operations.${index}.` : ''
    const payload = paths?.[index] ?? `${root}payload`
    try {
      const read = { ...command, id: parse(Id, command.id, `${root}id`) }
      commands.push(
        isInternal
          ? prepareInternal(read as Parameters<typeof prepareInternal>[0])
          : prepareCommand(read, { type: `${root}type`, payload, at: `${root}at` }),
      )
    } catch (error) {
      if (!(error instanceof Problem) || unit.kind !== 'batch') throw error
      failures.push(failureOf(error, index))
    }
  }
  if (failures.length > 0) throw refusedBatch(failures, unit.commands.length)
  if (new Set(commands.map((command) => command.id)).size !== commands.length) {
    throw new Problem('validation_failed', 'operations: two of them have the same id', {
      errors: [{ path: 'operations', message: 'two of them have the same id' }],
    })
  }
  const texts: string[] = []
  for (const { type, payload } of commands) {
    yield
    texts.push(canonical([type, payload]))
  }
  return {
    unit: { ...unit, id, commands },
    clientChoseId,
    isInternal,
    actor,
    fingerprint: fingerprintOf(sent?.map(({ type, payload }) => canonical([type, payload])) ?? texts),
    inner: commands.flatMap(({ id: own }, i) =>
      own === id ? [] : [{ id: own, fingerprint: fingerprintOf(texts.slice(i, i + 1)) }],
    ),
    recalls: commands.flatMap(({ recalls }) => recalls ?? []),
  }
}

/** The fingerprint of commands in canonical form. */
function fingerprintOf(commands: readonly string[]): string {
  return hash('sha256', `[${commands.join()}]`, 'base64url')
}

/** JSON with sorted keys: equal values have equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

import { hash } from 'node:crypto'
import {
  type Actor,
  type Command,
  failureOf,
  Id,
  type PreparedCommand,
  Problem,
  parse,
  prepareCommand,
  prepareInternal,
  type Role,
  refusedBatch,
  type Unit,
} from '@qtable/domain'

/** What one request wants done, as it came in: commands that nobody has read yet. */
export interface Submission {
  unit: Omit<Unit, 'commands'> & { commands: readonly Command[] }
  /** The client named the unit (a command's id, `transaction_id`, `Idempotency-Key`) and may send it again. */
  clientChoseId: boolean
  /** Where each command's payload stands in the body, for the names of wrong fields: `''` is the body itself. */
  paths?: readonly string[]
}

/** A submission that was read: its payloads are valid, not yet more. */
export interface Job {
  unit: Unit
  clientChoseId: boolean
  actor: Actor & { role: Role }
  /** SHA-256 over the commands in canonical form: tells a repeat from another change under the same id. */
  fingerprint: string
  /** Its commands that do not have the unit's own id, each with a fingerprint of its own. */
  inner: readonly { id: string; fingerprint: string }[]
  /** Transactions that its commands want to recall. */
  recalls: readonly string[]
}

/** Reads every payload; a batch lists each operation that cannot be read, a change names the wrong fields. */
export function readSubmission(
  { unit, clientChoseId, paths }: Submission,
  actor: Actor & { role: Role },
  { internal = false } = {},
): Job {
  const failures = []
  const commands: PreparedCommand[] = []
  const id = parse(Id, unit.id, 'id')
  for (const [index, command] of unit.commands.entries()) {
    const root = unit.kind === 'batch' ? `operations.${index}.` : ''
    const payload = paths?.[index] ?? `${root}payload`
    try {
      const read = { ...command, id: parse(Id, command.id, `${root}id`) }
      commands.push(
        internal
          ? prepareInternal(read as Parameters<typeof prepareInternal>[0])
          : prepareCommand(read, { type: `${root}type`, payload }),
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
  const written = commands.map(({ type, payload }) => canonical([type, payload]))
  return {
    unit: { ...unit, id, commands },
    clientChoseId,
    actor,
    fingerprint: fingerprintOf(written),
    inner: commands.flatMap(({ id: own }, i) =>
      own === id ? [] : [{ id: own, fingerprint: fingerprintOf(written.slice(i, i + 1)) }],
    ),
    recalls: commands.flatMap(({ recalls }) => recalls ?? []),
  }
}

/** Of commands in canonical form. */
function fingerprintOf(commands: readonly string[]): string {
  return hash('sha256', `[${commands.join()}]`, 'base64url')
}

/** JSON with sorted keys: the same for equal values, whatever order their fields came in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

import { type Command, Id, Problem, parse } from '@qtable/domain'
import type { Entry, Outbox } from './outbox.ts'
import { withIds } from './view.ts'

interface Wanted {
  id?: string | undefined
  isBatch: boolean
  commands: readonly { type: string; payload: object; id?: string | undefined }[]
}

/**
 * What somebody wants done, as it is stored and sent: payloads as JSON has them, with ids for what they create. Throws
 * `validation_failed` where an id is none, or nothing is to be done.
 */
export function newEntry(
  { id, isBatch, commands }: Wanted,
  { newId, at, now, outbox }: { newId: () => string; at: number; now: number; outbox: Outbox },
): Entry {
  if (commands.length === 0) throw new Problem('validation_failed', 'operations: nothing is to be done')
  const all = commands.map(
    (command): Command => ({
      id: command.id === undefined ? newId() : parse(Id, command.id, 'id'),
      type: command.type,
      payload: withIds(command.type, JSON.parse(JSON.stringify(command.payload)), newId),
    }),
  )
  const [first] = all
  return {
    id: isBatch || !first ? (id === undefined ? newId() : parse(Id, id, 'id')) : first.id,
    // Never before what is there already, also when the clock of this device steps back.
    order: Math.max(now, 1 + (outbox.at(-1)?.entry.order ?? 0)),
    at: new Date(at).toISOString(),
    isBatch,
    commands: all,
  }
}

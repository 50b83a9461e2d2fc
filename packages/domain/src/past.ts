import type { PastEntity } from './draft.ts'
import type { LastEdit } from './edits.ts'
import { type EntityType, isArchivedType } from './entities.ts'
import type { Transaction } from './floor.ts'
import { sameValue } from './same-value.ts'

/** Entities that have left the floor, kept up with transactions. */
export class Past {
  readonly #entities: Map<string, PastEntity>

  /** `known` are those to begin with. */
  constructor(known: Iterable<PastEntity> = []) {
    this.#entities = new Map([...known].map((one) => [one.entity.id, one]))
  }

  /** Takes what a transaction moved off the floor, changed there, or brought back. */
  follow({ changes }: Transaction): void {
    for (const { entity_type: type, entity_id: id, action, data, before, archived, history } of changes) {
      if (!isArchivedType(type)) continue
      if (archived || history) {
        const entity = archived ? before : data
        if (entity) this.#entities.set(id, { type, entity } as PastEntity)
        else this.#entities.delete(id)
      } else if (action === 'create') this.#entities.delete(id)
    }
  }

  get entities(): PastEntity[] {
    return [...this.#entities.values()]
  }
}

/** Who changed any of the fields last, read from a log. */
export function lastEditIn(log: readonly Transaction[]) {
  return (type: EntityType, id: string, fields: readonly string[]): LastEdit | undefined => {
    const touches = ({ changes }: Transaction) =>
      changes.some((change) => {
        if (change.entity_type !== type || change.entity_id !== id || !change.data) return false
        const data = change.data as unknown as Record<string, unknown>
        const before = change.before as unknown as Record<string, unknown> | undefined
        // A new entity with nothing in a field is no edit of it.
        return fields.some((field) => !sameValue(data[field] ?? null, before?.[field] ?? null))
      })
    const found = log.findLast(touches)
    return found && { actor: found.actor, at: found.doneAt }
  }
}

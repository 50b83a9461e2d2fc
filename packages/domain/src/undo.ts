import { z } from 'zod'
import { defineCommand, type Recalled } from './command.ts'
import type { Draft } from './draft.ts'
import type { Entity, EntityOf } from './entity.ts'
import { Id } from './fields.ts'
import type { Change } from './floor.ts'
import { mustBeWhole } from './integrity.ts'
import { Problem } from './problems.ts'

/** Takes back one whole transaction; refused with what changed where any of its entities has moved on. */
export const undo = defineCommand({
  type: 'undo',
  role: 'host',
  payload: z.strictObject({ transactionId: Id }),
  recalls: ({ transactionId }) => transactionId,
  run(draft, { transactionId }, { recall }) {
    const transaction = recall(transactionId)
    if (!transaction) throw new Problem('not_found', `There is no transaction ${transactionId} to undo`)
    if (transaction.changes.some(({ archived }) => archived)) {
      throw new Problem('invalid_transition', 'A service day that was closed cannot be opened again')
    }
    if (transaction.version === 1) throw new Problem('invalid_transition', 'The registration cannot be undone')
    const moved = transaction.changes.filter((change) => hasMoved(draft, change, transaction))
    if (moved.length > 0) {
      throw new Problem('version_conflict', `It cannot be undone: ${moved.length} of what it changed changed since`, {
        current: moved.map(({ entity_type, entity_id }) => ({
          entity_type,
          entity_id,
          data: entityIn(draft, { entity_type, entity_id }) ?? null,
        })),
      })
    }
    for (const change of transaction.changes) revert(draft, change)
    mustBeWhole(draft)
  },
})

function entityIn(draft: Draft, { entity_type, entity_id }: Pick<Change, 'entity_type' | 'entity_id'>) {
  if (entity_type === 'restaurant') return draft.restaurant
  return draft.of(entity_type).get(entity_id)
}

function hasMoved(draft: Draft, change: Change, { version, supersededIds = [] }: Recalled): boolean {
  const now: Entity | undefined = entityIn(draft, change)
  if (change.action !== 'delete') return now?.version !== version
  return now !== undefined || supersededIds.includes(change.entity_id)
}

function revert(draft: Draft, { entity_type, entity_id, before }: Change): void {
  if (entity_type === 'restaurant') {
    if (before) draft.putRestaurant(before as EntityOf<'restaurant'>)
  } else if (before) draft.of(entity_type).put(before as EntityOf<typeof entity_type>)
  else draft.of(entity_type).remove(entity_id)
}

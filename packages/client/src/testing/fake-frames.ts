import { entities, type Floor, listedTypes, listOf, type Transaction } from '@qtable/domain'
import { mergedChanges, type ServerMessage, wireChanges } from '@qtable/protocol'

/** The place of a fake restaurant in its feed. */
interface Feed {
  restaurantId: number
  epoch: string
  cursorAt(version: number): string
}

export function fakeFullSync({ restaurantId, epoch, cursorAt }: Feed, floor: Floor) {
  const lists = listedTypes.map((type) => [entities[type].plural, [...listOf(floor, type).values()]])
  return {
    restaurant_id: restaurantId,
    epoch,
    version: floor.version,
    cursor: cursorAt(floor.version),
    timestamp: floor.committedAt,
    restaurant: floor.restaurant,
    ...Object.fromEntries(lists),
  } as Omit<ServerMessage & { type: 'full_sync' }, 'type'>
}

/** The frame of one transaction. */
export function fakeFrame(feed: Feed, transaction: Transaction): ServerMessage {
  const [first = transaction.id] = transaction.commandIds
  const isPlain = !transaction.atomic && wireChanges(transaction.changes).length === 1
  const fields = fieldsOf(feed, transaction, transaction.version - 1)
  return isPlain
    ? { type: 'delta_update', ...fields, command_id: first }
    : { type: 'atomic_transaction_complete', ...fields }
}

/** One frame for several transactions, of which there is at least one. */
export function fakeMergedFrame(feed: Feed, missing: readonly Transaction[], since: number): ServerMessage {
  const last = missing.at(-1)
  if (!last) throw new Error('No transaction is missing')
  return {
    type: 'atomic_transaction_complete',
    ...fieldsOf(feed, last, since),
    command_ids: missing.flatMap(({ commandIds }) => commandIds),
    changes: mergedChanges(missing.flatMap(({ changes }) => changes)) as never,
    merged: true,
  }
}

function fieldsOf({ restaurantId, cursorAt }: Feed, transaction: Transaction, since: number) {
  return {
    timestamp: transaction.at,
    restaurant_id: restaurantId,
    prev_version: since,
    version: transaction.version,
    cursor: cursorAt(transaction.version),
    transaction_id: transaction.id,
    command_ids: transaction.commandIds,
    actor: transaction.actor,
    changes: wireChanges(transaction.changes) as never,
  }
}

import {
  type Command,
  type CommandDefinition,
  commands,
  type EntityType,
  entities,
  Instant,
  isCommandType,
  type ListedType,
  parse,
  wrongField,
} from '@qtable/domain'
import { creationBody, isCreatable, isWritable, OfflineChange, spelled, uuidv7 } from '@qtable/protocol'
import type { z } from 'zod'
import type { ByContent } from './content-ids.ts'
import { updateOf } from './entity-updates.ts'
import { changedFields } from './representations.ts'
import type { Call } from './route.ts'
import { meantBy, type RouteCommand } from './submit.ts'

/** One upload as commands. */
export interface OfflineCommands {
  /** As it was sent; of a change without one, made of its content. */
  id: string
  /** Of a change without an id. */
  byContent?: ByContent | undefined
  commands: readonly Command[]
  /** The commands by which a repeat is known, where the floor has left something of them out. */
  sent?: readonly Pick<Command, 'type' | 'payload'>[] | undefined
  /** Where each payload stands in the request; without it, below `payload` of the upload. */
  paths?: readonly string[]
}

type Scope = Pick<Call, 'parts' | 'identity'>

/**
 * Reads a change in the form that deltas have; `path` is where it stands, `nth` its place among `contentIds`, the ids of
 * all changes of its upload. Throws the `Problem` of one that cannot be.
 */
export async function readOfflineChange(
  sent: unknown,
  path: string,
  call: Scope,
  { contentIds, nth }: { contentIds: readonly string[]; nth: number },
): Promise<OfflineCommands> {
  const change = parse(OfflineChange, spelled(OfflineChange, sent, call.identity), path)
  const id = change.id ?? contentIds[nth] ?? uuidv7()
  const type = change.entity_type as EntityType
  const byContent: ByContent = {
    id,
    ids: contentIds,
    entityType: type,
    entityId: type === 'restaurant' ? String(call.identity.restaurantId) : change.entity_id.toLowerCase(),
    isCreation: change.action === 'create',
  }
  const at = change.at === undefined ? undefined : parse(Instant, change.at, `${path}.at`)
  const { changed, sent: meant } = await meaningOf(change, path, call)
  return {
    id,
    byContent: change.id === undefined ? byContent : undefined,
    sent: meant,
    commands: changed.map(({ type, payload }, i) => ({ id: i === 0 ? id : uuidv7(), type, payload, at })),
    paths: changed.map((command) => command.path ?? path),
  }
}

async function meaningOf(
  change: OfflineChange,
  path: string,
  { parts, identity }: Scope,
): Promise<{ changed: RouteCommand[]; sent?: OfflineCommands['sent'] }> {
  const type = change.entity_type as EntityType
  const id = type === 'restaurant' ? String(identity.restaurantId) : change.entity_id
  const { action, data = {} } = change
  const root = `${path}.data`
  switch (action) {
    case 'create':
      return { changed: creation(mustBeListed(type, path), { id, sent: data, identity, root }) }
    case 'update': {
      const update = updateOf(type)
      if (!update) throw wrongField('action', `cannot be update for a ${type}`).below(path)
      const fields = parse(update.body, spelled(update.body, data, identity), root)
      const found = await changedFields(fields, { parts, identity, type, id, path: root, isWhole: true })
      const changed = update.commands(id, found.changed as never, root)
      return { changed, sent: meantBy(() => update.commands(id, found.sent as never, root), found.sent) }
    }
    case 'delete': {
      const remove = `${mustBeListed(type, path)}.delete`
      if (!isCommandType(remove)) throw wrongField('action', `cannot be delete for a ${type}`).below(path)
      const { target = '' }: CommandDefinition = commands[remove]
      return { changed: [{ type: remove, payload: { [target]: id }, path } as unknown as RouteCommand] }
    }
  }
}

function mustBeListed(type: EntityType, path: string): ListedType {
  if (type === 'restaurant') throw wrongField('action', 'must be update for the restaurant').below(path)
  return type
}

// The new entity gets its read-only fields from the server, whatever the device sent in them. What only an update takes,
// the course of a party or who sits at a table, is one in the same step.
function creation(
  type: ListedType,
  { id, sent, identity, root }: { id: string; sent: object; identity: Scope['identity']; root: string },
): RouteCommand[] {
  const create = `${type}.create`
  if (!isCommandType(create)) throw wrongField('action', `cannot be create for a ${type}`).below(root)
  const data = Object.entries(spelled(creationBody(type), sent, identity) as object)
  const fields = Object.fromEntries(data.filter(([field]) => isCreatable(type, field)))
  const created = { type: create, payload: { ...fields, id }, path: root } as RouteCommand
  const { version: _, ...known } = (entities[type].schema as z.ZodObject).shape
  const isForUpdate = ([field, value]: [string, unknown]) =>
    value !== null && Object.hasOwn(known, field) && isWritable(type, field) && !isCreatable(type, field)
  const rest = Object.fromEntries(data.filter(isForUpdate))
  const update = Object.keys(rest).length === 0 ? undefined : updateOf(type)
  if (!update) return [created]
  const body = parse(update.body, spelled(update.body, rest, identity), root)
  return [created, ...update.commands(id, body as never, root)]
}

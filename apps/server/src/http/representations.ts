import {
  commands,
  type Entity,
  type EntityType,
  entities,
  entityOf,
  type FieldError,
  type Guest,
  isArchivedType,
  Problem,
  sameEdit,
} from '@qtable/domain'
import { isWritable, spelled } from '@qtable/protocol'
import type { z } from 'zod'
import type { Identity } from '../accounts/identity.ts'
import type { ServerParts } from './route.ts'

type Fields = Readonly<Record<string, unknown>>

/** An entity whose fields a client sent, and who asks. */
export interface RepresentationScope {
  parts: Pick<ServerParts, 'floors' | 'feed' | 'history'>
  identity: Pick<Identity, 'restaurantId'>
  type: EntityType
  id: string
  /** Where the fields stand in the request, for the names of wrong fields. */
  path?: string
}

/** The fields of an update: what the client sent, by which a repeat is known, and what of it is a change. */
export interface UpdateFields<B extends object> {
  sent: B
  changed: B
}

/**
 * The fields that the body of an update changes. The body may be the whole entity, as an answer gave it. Then its
 * read-only fields are left out, and fields that equal the entity. With a `version`, fields that equal that version are
 * left out, and the others are an edit with the values of that version as `was`. A body of single fields
 * (`isWhole: false`) is refused with `read_only` where a read-only field differs from the entity.
 */
export async function changedFields<B extends object>(
  body: B,
  { isWhole, ...scope }: RepresentationScope & { isWhole: boolean },
): Promise<UpdateFields<B>> {
  const { version, ...given } = body as B & { version?: number }
  const all = Object.entries(given)
  const fields = Object.fromEntries(all.filter(([name]) => isWritable(scope.type, name)))
  const readOnly = all.filter(([name]) => !isWritable(scope.type, name) && name !== 'warnings')
  const sent = fields as B
  if (version === undefined && isWhole) return { sent, changed: (await withoutUnchanged(fields, scope)) as B }
  if (version === undefined && readOnly.length === 0) return { sent, changed: sent }
  const seen: Fields = { ...(await entityAt(version, scope)) }
  if (!isWhole) mustBeUnchanged(readOnly.map(spelledAs(scope.type)), seen, scope.path)
  if (version === undefined) return { sent, changed: sent }
  const edit = withGuards(withSeating(editOf(fields, seen), fields, scope.type), seen, scope.type)
  const changed = (await withSeatSeen(edit, version, scope)) as B
  return { sent: changed, changed }
}

/** Without a version the entity as it is now says what is no change. What has left the floor is the command's to judge. */
async function withoutUnchanged(fields: Fields, { parts, identity, type, id }: RepresentationScope): Promise<Fields> {
  const { floor } = await parts.floors.read(identity.restaurantId)
  const entity = entityOf(floor, type, id)
  if (!entity || fields.was !== undefined) return fields
  const { was: _, ...edit } = editOf(fields, { ...entity })
  // The size of a walk-in is nothing without the status that seats it.
  const isWalkIn = type === 'table' && fields.partySize !== undefined
  return withSeating(isWalkIn ? { ...edit, status: fields.status } : edit, fields, type)
}

// Tables of a reservation that was seen seated and still is in the body say where its party is to sit: the party moves.
function withSeating(edit: Fields, { status }: Fields, type: EntityType): Fields {
  const isMove = type === 'reservation' && status === 'seated' && Object.hasOwn(edit, 'tableIds')
  return isMove ? { ...edit, status } : edit
}

// A body with a version saw all fields that a status depends on, also those that it leaves as they are.
const guards: { readonly [T in EntityType]?: readonly string[] } = {
  guest: commands['guest.setStatus'].guards,
  table: commands['table.setStatus'].guards,
  reservation: commands['reservation.setStatus'].guards,
}

function withGuards(edit: Fields, seen: Fields, type: EntityType): Fields {
  const names = guards[type] ?? []
  const isGuarded = Object.hasOwn(edit, 'tableId') || names.some((name) => Object.hasOwn(edit, name))
  if (!isGuarded || edit.was === undefined) return edit
  const was = Object.fromEntries(names.map((name) => [name, seen[name]]))
  return { ...edit, was: { ...was, ...(edit.was as Fields) } }
}

/** Who says at a table that a party sits there saw where it sat, too: it may have moved on from there meanwhile. */
async function withSeatSeen(edit: Fields, version: number, scope: RepresentationScope): Promise<Fields> {
  const { currentGuestId } = edit
  if (scope.type !== 'table' || typeof currentGuestId !== 'string') return edit
  const party = await partyAt(version, { ...scope, type: 'guest', id: currentGuestId })
  return { ...edit, was: { tableIds: party?.tableIds ?? [], ...(edit.was as Fields | undefined) } }
}

// A party that came later, or is not known any more at that version, sat nowhere.
async function partyAt(version: number, scope: RepresentationScope): Promise<Guest | undefined> {
  try {
    return (await entityAt(version, { ...scope, isEarlier: true })) as Guest
  } catch (error) {
    if (error instanceof Problem && (error.code === 'version_conflict' || error.code === 'not_found')) return undefined
    throw error
  }
}

// The schema of a body does not read read-only fields, so they come as they were sent: `{table_ids: [...]}`, ids in upper case.
function spelledAs(type: EntityType): (field: readonly [string, unknown]) => [string, unknown] {
  const { shape } = entities[type].schema as z.ZodObject
  return ([name, value]) => {
    const schema = shape[name] as z.ZodType | undefined
    return [name, schema ? withLowerIds(spelled(schema, value)) : value]
  }
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function withLowerIds(value: unknown): unknown {
  if (typeof value === 'string') return uuid.test(value) ? value.toLowerCase() : value
  if (Array.isArray(value)) return value.map(withLowerIds)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withLowerIds(part)]))
}

function mustBeUnchanged(readOnly: readonly [string, unknown][], seen: Fields, root = ''): void {
  const errors = readOnly.flatMap(([path, value]): FieldError[] =>
    isSame(seen[path], value) ? [] : [{ path, message: 'is read-only and has another value' }],
  )
  const [first] = errors
  if (first) throw new Problem('read_only', `${first.path} ${first.message}`, { errors }).below(root)
}

/** The fields that differ from what their author saw, and `was`. Of an object that takes single fields, those that do. */
function editOf(fields: Fields, seen: Fields): Fields {
  const edit: Record<string, unknown> = {}
  const was: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    const before = seen[name]
    // `force` and the like are no fields of the entity.
    if (!Object.hasOwn(seen, name)) edit[name] = value
    else if (name === 'settings') {
      const part = editOf(value as Fields, before as Fields)
      if (Object.keys(part).length === 0) continue
      const { was: seenParts, ...parts } = part
      edit[name] = parts
      was[name] = seenParts
    } else if (!isSame(before, value)) {
      edit[name] = value
      was[name] = before
    }
  }
  if (Object.keys(was).length === 0) return edit
  return { ...edit, was: { ...was, ...(edit.was as Fields | undefined) } }
}

function isSame(before: unknown, sent: unknown): boolean {
  if (sameEdit(before, sent)) return true
  // An id in upper case.
  return typeof before === 'string' && typeof sent === 'string' && uuid.test(sent) && before === sent.toLowerCase()
}

/** The entity as it was at a version, or as it is; `version_conflict` where that version is not known any more. */
async function entityAt(
  version: number | undefined,
  scope: RepresentationScope & { isEarlier?: true },
): Promise<Entity> {
  const { parts, type, id, isEarlier = false } = scope
  const { restaurantId } = scope.identity
  const { floor, recent } = await parts.floors.read(restaurantId)
  const onFloor = entityOf(floor, type, id)
  const current = onFloor ?? (isArchivedType(type) ? await parts.history.find(restaurantId, type, id) : undefined)
  if (!current) throw new Problem('not_found', `There is no ${type} ${id}`)
  if (version === undefined || version === current.version) return current
  // The version of another entity.
  if (isEarlier && version > current.version) return current
  const unknown = (reason: string) =>
    new Problem('version_conflict', `It is at version ${current.version}: ${reason}`, { current })
  if (version > current.version) throw unknown(`version ${version} is none of it`)
  const isOf = ({ entity_type, entity_id }: { entity_type: string; entity_id: string }) =>
    entity_type === type && entity_id === id
  const inMemory = recent.findLast((one) => one.version <= version && one.changes.some(isOf))
  const found =
    inMemory ??
    (await parts.feed.activity(
      restaurantId,
      { entityId: id, before: version + 1, limit: 1 },
      ({ transactions: [latest] }) => latest,
    ))
  const seen = found?.changes.find(isOf)?.data
  if (!seen) throw unknown(`what it was at version ${version} is not known any more`)
  return seen as Entity
}

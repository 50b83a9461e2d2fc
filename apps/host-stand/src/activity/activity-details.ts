import type { Floor } from '@qtable/domain'
import { timesIn } from '../time/times.ts'
import { words } from '../words.ts'
import type { ActivityItem } from './use-activity.ts'

const say = words.activity.details

/** The fields of an entity whose changes are worth saying. */
interface ChangedFields {
  name?: string
  partySize?: number
  phone?: string | null
  notes?: string
  tags?: string[]
  startsAt?: string
  durationMinutes?: number
  quotedMinutes?: number | null
  course?: string | null
  status?: string
  tableIds?: string[]
  tableNumber?: string
  capacity?: number
  sectionId?: string | null
  position?: object
  size?: object
  rotation?: number
  settings?: Record<string, unknown>
  timezone?: string
}

/** The old and new value, for a transaction that changed one existing entity: `4 → 6 people`. */
export function activityDetails({ command, changes, forced }: ActivityItem, floor: Floor): string[] {
  const updated = changes.filter(({ action }) => action === 'update')
  const [main] = updated.filter(({ entity_type }) => entity_type === 'guest' || entity_type === 'reservation')
  const one = main ?? (updated.length === 1 ? updated[0] : undefined)
  const details =
    one && command !== 'undo' ? [...changesOf(one.before as ChangedFields, one.after as ChangedFields, floor)] : []
  return [...details, ...(forced ? [say.forced] : [])]
}

function* changesOf(was: ChangedFields, is: ChangedFields, floor: Floor): Iterable<string> {
  const times = timesIn(floor.restaurant.timezone)
  if (is.name !== undefined && was.name !== is.name) yield say.fromTo(was.name ?? '', is.name)
  if (is.partySize !== undefined && was.partySize !== is.partySize) yield say.people(was.partySize ?? 0, is.partySize)
  if (was.startsAt && is.startsAt && was.startsAt !== is.startsAt) {
    const isSameDay = times.exact(was.startsAt).slice(0, 10) === times.exact(is.startsAt).slice(0, 10)
    const at = isSameDay ? times.clock : times.exact
    yield say.fromTo(at(was.startsAt), at(is.startsAt))
  }
  if (isChanged(was.durationMinutes, is.durationMinutes)) yield say.stay(is.durationMinutes ?? 0)
  // The sentence itself already names the tables.
  if (is.startsAt && isChanged(was.tableIds, is.tableIds)) yield say.tables(numbersOf(is.tableIds, floor))
  if (isChanged(was.quotedMinutes, is.quotedMinutes) && typeof is.quotedMinutes === 'number')
    yield say.quote(is.quotedMinutes)
  if (isChanged(was.course, is.course) && typeof is.course === 'string') yield say.course(is.course)
  if (isChanged(was.phone, is.phone)) yield say.phone(is.phone ?? undefined)
  if (isChanged(was.tags, is.tags)) yield say.tags(is.tags ?? [])
  if (isChanged(was.notes, is.notes)) yield say.notes(is.notes ?? '')
  if (is.tableNumber !== undefined && was.tableNumber !== is.tableNumber)
    yield say.fromTo(was.tableNumber ?? '', is.tableNumber)
  if (is.capacity !== undefined && was.capacity !== is.capacity) yield say.seats(was.capacity ?? 0, is.capacity)
  if (is.timezone !== undefined && was.timezone !== is.timezone) yield say.fromTo(was.timezone ?? '', is.timezone)
  for (const [name, value] of Object.entries(is.settings ?? {})) {
    if (isChanged(was.settings?.[name], value)) yield say.setting(name)
  }
}

function isChanged(was: unknown, is: unknown): boolean {
  return is !== undefined && JSON.stringify(was) !== JSON.stringify(is)
}

function numbersOf(tableIds: readonly string[] | undefined, { tables }: Floor): string[] {
  return (tableIds ?? []).map((id) => tables.get(id)?.tableNumber ?? '?')
}

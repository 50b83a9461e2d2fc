import type { Floor } from '@qtable/domain'
import { pageWords as words } from '../page-words.ts'
import { timesIn } from '../time/times.ts'
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
  if (is.name !== undefined && was.name !== is.name) yield say.fromTo({ was: was.name ?? '', is: is.name })
  if (is.partySize !== undefined && was.partySize !== is.partySize)
    yield say.people({ was: was.partySize ?? 0, is: is.partySize })
  if (was.startsAt && is.startsAt && was.startsAt !== is.startsAt) {
    const isSameDay = times.exact(was.startsAt).slice(0, 10) === times.exact(is.startsAt).slice(0, 10)
    const at = isSameDay ? times.clock : times.exact
    yield say.fromTo({ was: at(was.startsAt), is: at(is.startsAt) })
  }
  if (isChanged(was.durationMinutes, is.durationMinutes)) yield say.stay(is.durationMinutes ?? 0)
  // The sentence itself already names the tables.
  if (is.startsAt && isChanged(was.tableIds, is.tableIds)) yield tablesSaid(numbersOf(is.tableIds, floor))
  if (isChanged(was.quotedMinutes, is.quotedMinutes) && typeof is.quotedMinutes === 'number')
    yield say.quote(is.quotedMinutes)
  if (isChanged(was.course, is.course) && typeof is.course === 'string') yield courseSaid(is.course)
  if (isChanged(was.phone, is.phone)) yield is.phone ?? say.noPhone
  if (isChanged(was.tags, is.tags)) yield tagsSaid(is.tags ?? [])
  if (isChanged(was.notes, is.notes)) yield is.notes ? say.note(is.notes) : say.noNote
  if (is.tableNumber !== undefined && was.tableNumber !== is.tableNumber)
    yield say.fromTo({ was: was.tableNumber ?? '', is: is.tableNumber })
  if (is.capacity !== undefined && was.capacity !== is.capacity)
    yield say.seats({ was: was.capacity ?? 0, is: is.capacity })
  if (is.timezone !== undefined && was.timezone !== is.timezone)
    yield say.fromTo({ was: was.timezone ?? '', is: is.timezone })
  for (const [name, value] of Object.entries(is.settings ?? {})) {
    if (isChanged(was.settings?.[name], value)) yield settingSaid(name)
  }
}

function tablesSaid(numbers: readonly string[]): string {
  return numbers.length === 0 ? say.noTable : words.common.tablesSaid({ count: numbers.length, numbers })
}

function courseSaid(course: string): string {
  return (words.floor.course as Readonly<Record<string, string>>)[course] ?? course
}

function tagsSaid(tags: readonly string[]): string {
  return tags.length === 0 ? say.noTags : tags.map(words.parties.tag).join(', ')
}

function settingSaid(name: string): string {
  return (say.settings as Readonly<Record<string, string>>)[name] ?? say.settings.other
}

function isChanged(was: unknown, is: unknown): boolean {
  return is !== undefined && JSON.stringify(was) !== JSON.stringify(is)
}

function numbersOf(tableIds: readonly string[] | undefined, { tables }: Floor): string[] {
  return (tableIds ?? []).map((id) => tables.get(id)?.tableNumber ?? '?')
}

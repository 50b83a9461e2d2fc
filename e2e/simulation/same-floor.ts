import { type Entity, type Floor, listedTypes, listOf } from '@qtable/domain'

// Entities are values: what was written of one is right for as long as it is held.
const written = new WeakMap<object, string>()

function textOf(entity: object): string {
  let text = written.get(entity)
  if (text === undefined) {
    text = JSON.stringify(Object.entries(entity).sort(([a], [b]) => (a < b ? -1 : 1)))
    written.set(entity, text)
  }
  return text
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

const isSame = (a: object, b: object) => textOf(a) === textOf(b) || canonical(a) === canonical(b)

/** What two floors differ in; undefined where they are equal as canonical JSON. */
export function differenceOf(floor: Floor, truth: Floor): string | undefined {
  if (floor.version !== truth.version) return `version ${floor.version} for ${truth.version}`
  if (floor.committedAt !== truth.committedAt) return `committed at ${floor.committedAt} for ${truth.committedAt}`
  if (!isSame(floor.restaurant, truth.restaurant)) return difference('restaurant', floor.restaurant, truth.restaurant)
  for (const type of listedTypes) {
    const list: ReadonlyMap<string, Entity> = listOf(floor, type)
    const wanted: ReadonlyMap<string, Entity> = listOf(truth, type)
    for (const [id, entity] of list) {
      const other = wanted.get(id)
      if (!other) return `${type} ${id} should be gone`
      if (!isSame(entity, other)) return difference(type, entity, other)
    }
    for (const id of wanted.keys()) if (!list.has(id)) return `${type} ${id} is missing`
  }
  return undefined
}

const difference = (type: string, a: object, b: object) => `${type} is ${textOf(a)} and should be ${textOf(b)}`

/** The highest version of any entity on a floor. */
export function highestOn(floor: Floor): number {
  let highest = floor.restaurant.version
  for (const type of listedTypes) {
    for (const { version } of listOf(floor, type).values()) highest = Math.max(highest, version)
  }
  return highest
}

import { type Entity, type Floor, listedTypes, listOf, mustBeWhole, openDraft, Problem } from '@qtable/domain'

// Entities are immutable, so the text of one is computed once.
const texts = new WeakMap<object, string>()

function textOf(entity: object): string {
  let text = texts.get(entity)
  if (text === undefined) {
    text = JSON.stringify(Object.entries(entity).sort(([a], [b]) => (a < b ? -1 : 1)))
    texts.set(entity, text)
  }
  return text
}

/** JSON with the keys of every object sorted. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

// The first comparison is the fast one: it sorts the outer keys alone.
const areEqual = (a: object, b: object) => textOf(a) === textOf(b) || canonical(a) === canonical(b)

const describe = (type: string, a: object, b: object) => `${type} is ${textOf(a)} and should be ${textOf(b)}`

/** The first difference between a floor and the expected one; undefined if they are equal as canonical JSON. */
export function differenceBetween(floor: Floor, expected: Floor): string | undefined {
  if (floor.version !== expected.version) return `version ${floor.version}, not ${expected.version}`
  if (floor.committedAt !== expected.committedAt)
    return `committed at ${floor.committedAt}, not ${expected.committedAt}`
  if (!areEqual(floor.restaurant, expected.restaurant)) {
    return describe('restaurant', floor.restaurant, expected.restaurant)
  }
  for (const type of listedTypes) {
    const list: ReadonlyMap<string, Entity> = listOf(floor, type)
    const expectedList: ReadonlyMap<string, Entity> = listOf(expected, type)
    for (const [id, entity] of list) {
      const other = expectedList.get(id)
      if (!other) return `${type} ${id} should not be there`
      if (!areEqual(entity, other)) return describe(type, entity, other)
    }
    for (const id of expectedList.keys()) if (!list.has(id)) return `${type} ${id} is missing`
  }
  return undefined
}

/** The highest version of any entity on a floor: at most the floor's own, if the floor is one instant. */
export function highestVersion(floor: Floor): number {
  let highest = floor.restaurant.version
  for (const type of listedTypes) {
    for (const { version } of listOf(floor, type).values()) highest = Math.max(highest, version)
  }
  return highest
}

/** The first rule of the domain that a floor breaks, for example that guests and tables agree; undefined if none. */
export function brokenRule(floor: Floor): string | undefined {
  try {
    mustBeWhole(openDraft(floor, floor.committedAt))
    return undefined
  } catch (problem) {
    if (problem instanceof Problem) return problem.detail
    throw problem
  }
}

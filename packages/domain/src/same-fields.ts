import type { Entity } from './entities.ts'
import type { Stamps } from './entity.ts'
import { sameValue } from './same-value.ts'

const stampNames: ReadonlySet<string> = new Set(['createdAt', 'updatedAt', 'version'] satisfies (keyof Stamps)[])

/** Whether two entities are equal but for their stamps. */
export function sameFields(a: Entity, b: Entity): boolean {
  if (a === b) return true
  const one = a as unknown as Record<string, unknown>
  const other = b as unknown as Record<string, unknown>
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => stampNames.has(key) || (Object.hasOwn(other, key) && sameValue(one[key], other[key])))
  )
}

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

const json = fc.jsonValue({ maxDepth: 4 })

test('it is JSON of the same value', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('the order in which fields came makes no difference, and a field without a value is none', () => {
  const fields = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 5 }), json), { selector: ([key]) => key, maxLength: 8 })
  fc.assert(
    fc.property(fields, (entries) => {
      const forwards = canonicalJson(Object.fromEntries(entries))
      expect(canonicalJson(Object.fromEntries(entries.toReversed()))).toBe(forwards)
      expect(canonicalJson({ nothing: undefined, ...Object.fromEntries(entries) })).toBe(forwards)
    }),
  )
})

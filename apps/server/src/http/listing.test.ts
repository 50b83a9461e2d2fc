import { expect, test } from 'vitest'
import { paginate, readCursor } from './listing.ts'

const id = (n: number) => `0197f6a0-7c00-7000-8000-${String(n).padStart(12, '0')}`

test('pages follow each other without a gap or a repeat, also with equal names', () => {
  const entries = Array.from({ length: 25 }, (_, n) => ({ name: n % 2 === 0 ? 'A' : 'B', id: id(n) }))
  const seen: string[] = []
  let after: readonly string[] | undefined
  do {
    const page = paginate(entries, { key: (entry) => [entry.name, entry.id], after, limit: 4 })
    seen.push(...page.entries.map((entry) => entry.id))
    after = page.next
  } while (after)
  expect(seen).toHaveLength(25)
  expect(new Set(seen).size).toBe(25)
})

test('entries removed or added between two pages cause no gap and no repeat', () => {
  const entries = [1, 2, 3, 4].map((n) => ({ id: id(n) }))
  const from = { key: (entry: { id: string }) => ['', entry.id], limit: 2 }
  const first = paginate(entries, { ...from, after: undefined })
  const rest = [{ id: id(0) }, ...entries.slice(2)]
  expect(paginate(rest, { ...from, after: first.next })).toEqual({ entries: rest.slice(1), next: undefined })
})

test('a cursor that no answer gave out is refused', () => {
  const key = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  expect(readCursor(key(['12', id(1)]))).toEqual(['12', id(1)])
  for (const cursor of [
    '',
    'x',
    key(null),
    key(['12']),
    key(['12', 'x']),
    key([1, 2]),
    key(['x'.repeat(500), id(1)]),
  ]) {
    expect(() => readCursor(cursor)).toThrow('malformed')
  }
})

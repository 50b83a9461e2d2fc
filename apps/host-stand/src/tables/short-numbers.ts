import type { Table } from '@qtable/domain'

type Numbered = Pick<Table, 'id' | 'tableNumber'>
const known = new WeakMap<ReadonlyMap<string, Numbered>, ReadonlyMap<string, string>>()

/** The letters of the longest abbreviation of a word. */
const mostLetters = 3

/**
 * Abbreviated names for tables that are too small for theirs: `Patio 3` is `P3`, or `Pa3` beside a `Porch 3`. No two
 * tables share one; plain numbers stay as they are.
 */
export function shortNumbersOf(tables: ReadonlyMap<string, Numbered>): ReadonlyMap<string, string> {
  const before = known.get(tables)
  if (before) return before
  const short = new Map([...tables.values()].map(({ id, tableNumber }) => [id, abbreviated(tableNumber)]))
  for (let letters = 2; letters <= mostLetters + 1; letters++) {
    const uses = Map.groupBy(short, ([, text]) => text)
    for (const same of uses.values()) {
      if (same.length === 1) continue
      for (const [id] of same) {
        const number = tables.get(id)?.tableNumber ?? ''
        short.set(id, letters > mostLetters ? number : abbreviated(number, letters))
      }
    }
  }
  known.set(tables, short)
  return short
}

/** A table's name with the first letters of each word, and its figures: `P3` for `Patio 3`. */
export function abbreviated(number: string, letters = 1): string {
  const parts = number.match(/\p{L}[\p{L}\p{M}’']*|\p{N}+/gu) ?? []
  // A lone word keeps three letters: one could be any.
  const kept = parts.length === 1 ? mostLetters : letters
  return parts.map((part) => (/^\p{N}/u.test(part) ? part : [...part].slice(0, kept).join(''))).join('') || number
}

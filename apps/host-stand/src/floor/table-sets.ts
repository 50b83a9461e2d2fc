import type { Floor } from '@qtable/domain'
import { appLocale } from '../words/catalogue.ts'

// A collator costs a hundred times what it compares.
const collators = new Map<string, Intl.Collator>()

/** Whether both lists hold the same tables, in any order. */
export function sameTableSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((id) => others.includes(id))
}

/** The order of names and table numbers as people sort them in the app's language: 2 before 10. */
export function inOrder(a: string, b: string): number {
  const locale = appLocale()
  const collator = collators.get(locale) ?? new Intl.Collator(locale, { numeric: true })
  collators.set(locale, collator)
  return collator.compare(a, b)
}

/** The numbers of tables; `?` for a deleted one. */
export function numbersOf({ tables }: Pick<Floor, 'tables'>, tableIds: readonly string[]): string[] {
  return tableIds.map((id) => tables.get(id)?.tableNumber ?? '?')
}

import type { Floor } from '@qtable/domain'
import { appLocale } from '../words/catalogue.ts'

/** Whether both lists hold the same tables, in any order. */
export function sameTableSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((id) => others.includes(id))
}

/** The order of names and table numbers as people sort them in the app's language: 2 before 10. */
export function inOrder(a: string, b: string): number {
  return a.localeCompare(b, appLocale(), { numeric: true })
}

/** The numbers of tables; `?` for a deleted one. */
export function numbersOf({ tables }: Pick<Floor, 'tables'>, tableIds: readonly string[]): string[] {
  return tableIds.map((id) => tables.get(id)?.tableNumber ?? '?')
}

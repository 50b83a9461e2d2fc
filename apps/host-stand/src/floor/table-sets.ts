import type { Floor } from '@qtable/domain'
import { locale } from '../ui/locale.ts'

/** Whether both lists hold the same tables, in any order. */
export function sameTableSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((id) => others.includes(id))
}

/** Table numbers as people sort them: 2 before 10. */
export function byTableNumber(a: string, b: string): number {
  return a.localeCompare(b, locale, { numeric: true })
}

/** The numbers of tables; `?` for a deleted one. */
export function numbersOf({ tables }: Pick<Floor, 'tables'>, tableIds: readonly string[]): string[] {
  return tableIds.map((id) => tables.get(id)?.tableNumber ?? '?')
}

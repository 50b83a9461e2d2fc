import type { Table } from '@qtable/domain'
import type { Fit, Grade } from './fit.ts'

const ranks: Record<Grade, number> = { exact: 0, close: 1, join: 2, loose: 3, none: 4 }

/**
 * The best tables to offer: exact fits before slightly larger ones, joined tables before one that is far too large, and
 * ties in the order of `tables`. Empty if none suits.
 */
export function bestOf(tables: readonly Table[], fits: ReadonlyMap<string, Fit>): readonly string[] {
  let best: { id: string; fit: Fit } | undefined
  for (const { id } of tables) {
    const fit = fits.get(id)
    if (fit && fit.grade !== 'none' && (!best || isBetter(fit, best.fit))) best = { id, fit }
  }
  if (!best) return []
  return best.fit.grade === 'join' ? best.fit.joins : [best.id]
}

function isBetter(a: Fit, b: Fit): boolean {
  return ranks[a.grade] < ranks[b.grade] || (a.grade === b.grade && a.seats < b.seats)
}

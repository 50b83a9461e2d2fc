import type { Problem } from '@qtable/domain'
import { Counter, Gauge, type Registry } from 'prom-client'
import { type Budgets, budgetNames, budgetsUsed } from '../budgets.ts'
import type { Floors } from '../journal/floors.ts'

/** The metrics of the budgets. Returns the function that counts a refusal: a problem `quota_exceeded`. */
export function openBudgetMetrics(
  registry: Registry,
  { floors, budgets }: { floors: Pick<Floors, 'cached' | 'cachedIds'>; budgets: Budgets },
): (problem: Problem) => void {
  const registers = [registry]
  const labelNames = ['budget']
  const limits = new Gauge({
    name: 'qtable_budget_limit',
    help: 'What one restaurant may use, by budget',
    labelNames,
    registers,
  })
  for (const name of budgetNames) limits.set({ budget: name }, budgets[name])
  new Gauge({
    name: 'qtable_budget_used',
    help: 'What the restaurant in memory that uses most of a budget uses of it',
    labelNames,
    registers,
    collect() {
      this.reset()
      for (const [budget, used] of mostUsed(floors)) this.set({ budget }, used)
    },
  })
  const refusals = new Counter({
    name: 'qtable_budget_refusals_total',
    help: 'Changes that were refused because a budget would be exceeded',
    labelNames,
    registers,
  })
  return ({ current }) => {
    const { budget } = (current ?? {}) as { budget?: unknown }
    refusals.inc({ budget: typeof budget === 'string' ? budget : 'unknown' })
  }
}

function mostUsed(floors: Pick<Floors, 'cached' | 'cachedIds'>): Map<string, number> {
  const most = new Map<string, number>()
  for (const id of floors.cachedIds()) {
    const snapshot = floors.cached(id)
    for (const [budget, used] of snapshot ? budgetsUsed(snapshot.floor) : []) {
      most.set(budget, Math.max(used, most.get(budget) ?? 0))
    }
  }
  return most
}

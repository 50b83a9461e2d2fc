import { type Budget, type Floor, type ListedType, listOf, type UnitBudgets } from '@qtable/domain'

interface BudgetDeclaration {
  /** The environment variable that sets it. */
  variable: string
  fallback: number
  min: number
  max: number
  unit: string
  /** What it counts, for the documentation. */
  counts: string
  /** The entities of the floor that it counts. */
  of?: ListedType
}

/** What one restaurant may use of a server. Each is declared here alone: settings, checks and metrics follow. */
export const budgetDeclarations = {
  parties: {
    variable: 'MAX_PARTIES',
    fallback: 2000,
    min: 1,
    max: 100_000,
    unit: 'of parties',
    of: 'guest',
    counts: 'parties on the floor, also those that have ended since the service day began',
  },
  bookings: {
    variable: 'MAX_BOOKINGS',
    fallback: 20_000,
    min: 1,
    max: 1_000_000,
    unit: 'of bookings',
    of: 'reservation',
    counts: 'bookings of this service day and ahead',
  },
  tables: {
    variable: 'MAX_TABLES',
    fallback: 500,
    min: 1,
    max: 10_000,
    unit: 'of tables',
    of: 'table',
    counts: 'tables',
  },
  sections: {
    variable: 'MAX_SECTIONS',
    fallback: 100,
    min: 1,
    max: 10_000,
    unit: 'of sections',
    of: 'section',
    counts: 'sections',
  },
  combinations: {
    variable: 'MAX_COMBINATIONS',
    fallback: 500,
    min: 1,
    max: 10_000,
    unit: 'of combinations',
    of: 'combination',
    counts: 'combinations of tables',
  },
  people: {
    variable: 'MAX_PEOPLE',
    fallback: 200,
    min: 1,
    max: 100_000,
    unit: 'of people',
    counts: 'people who work at the restaurant, and invitations that nobody has accepted',
  },
  undo_targets: {
    variable: 'MAX_UNDO_TARGETS',
    fallback: 20,
    min: 1,
    max: 500,
    unit: 'of transactions',
    counts: 'transactions that one batch or upload undoes',
  },
  change_bytes: {
    variable: 'MAX_CHANGE_BYTES',
    fallback: 2_097_152,
    min: 65_536,
    max: 16_777_216,
    unit: 'of bytes',
    counts: 'the entities that one change or batch changes, before and after, as JSON',
  },
  versions_per_minute: {
    variable: 'MAX_VERSIONS_PER_MINUTE',
    fallback: 12_000,
    min: 0,
    max: 10_000_000,
    unit: 'of versions',
    counts: 'changes and batches that changed something; 0 for no limit',
  },
  bytes_per_hour: {
    variable: 'MAX_BYTES_PER_HOUR',
    fallback: 268_435_456,
    min: 0,
    max: 1_000_000_000_000,
    unit: 'of bytes',
    counts: 'what the changes of an hour add to the log, and refusals to the receipts, as JSON; 0 for no limit',
  },
} as const satisfies Record<string, BudgetDeclaration>

export type BudgetName = keyof typeof budgetDeclarations
/** The limit of each budget. */
export type Budgets = Readonly<Record<BudgetName, number>>

const declared = Object.entries(budgetDeclarations) as [BudgetName, BudgetDeclaration][]

export const budgetNames = declared.map(([name]) => name)

/** The limits where nobody has set any. */
export const defaultBudgets = Object.fromEntries(declared.map(([name, { fallback }]) => [name, fallback])) as Budgets

/** Those, without a limit in real time: for restaurants that are filled, and for a clock that is not real. */
export const budgetsWithoutRate: Budgets = { ...defaultBudgets, versions_per_minute: 0, bytes_per_hour: 0 }

/** The budgets that the decision on a unit keeps. */
export function unitBudgets(limits: Budgets): UnitBudgets {
  const budget = (name: BudgetName): Budget => ({ name, limit: limits[name] })
  return {
    rows: Object.fromEntries(declared.flatMap(([name, { of }]) => (of === undefined ? [] : [[of, budget(name)]]))),
    recalls: budget('undo_targets'),
    bytes: budget('change_bytes'),
  }
}

/** How much a floor uses of each budget of rows. */
export function budgetsUsed(floor: Floor): [BudgetName, number][] {
  return declared.flatMap(([name, { of }]) => (of === undefined ? [] : [[name, listOf(floor, of).size] as const])) as [
    BudgetName,
    number,
  ][]
}

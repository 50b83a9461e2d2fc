import type { CommandRequest, CommandType, PayloadOf } from '@qtable/domain'
import type { CombinationLayout, Layout, SectionLayout, TableLayout } from './layout.ts'

/**
 * The fewest commands that turn one layout into another, in an order in which each is allowed: obstacles go first, and
 * swapped numbers take a detour.
 */
export function layoutCommands(from: Layout, to: Layout): CommandRequest[] {
  const goneSections = missing(from.sections, to.sections)
  const combinations = combinationCommands(from, to)
  return [
    ...combinations.before,
    ...sectionCommands(from, to),
    ...missing(from.tables, to.tables).map(({ id }) => command('table.delete', { tableId: id })),
    ...tableCommands(from, to, new Set(goneSections.map(({ id }) => id))),
    ...goneSections.map(({ id }) => command('section.delete', { sectionId: id })),
    ...combinations.after,
  ]
}

function sectionCommands(from: Layout, to: Layout): CommandRequest[] {
  return [...to.sections.values()].flatMap((section) => {
    const before = from.sections.get(section.id)
    if (!before) return [command('section.create', section)]
    const changed = changedFields<SectionLayout>(before, section)
    return changed ? [command('section.update', { sectionId: section.id, ...changed })] : []
  })
}

function tableCommands(from: Layout, to: Layout, goneSections: ReadonlySet<string>): CommandRequest[] {
  const taken = new Map<string, string>()
  for (const { id, tableNumber } of from.tables.values()) if (to.tables.has(id)) taken.set(tableNumber, id)
  const detours: CommandRequest[] = []
  const commands: CommandRequest[] = []
  for (const table of to.tables.values()) {
    const before = from.tables.get(table.id)
    if (!before) {
      commands.push(command('table.create', table))
      continue
    }
    const changed = changedFields<TableLayout>(before, table)
    // Deleting a section takes its tables out of it.
    if (changed && table.sectionId === null && goneSections.has(before.sectionId ?? '')) delete changed.sectionId
    if (!changed || Object.keys(changed).length === 0) continue
    commands.push(command('table.update', { tableId: table.id, ...changed }))
    const holder = taken.get(table.tableNumber)
    if (changed.tableNumber === undefined || holder === undefined || holder === table.id) continue
    // The table that has this number gives it up first: its own command may come later.
    detours.push(command('table.update', { tableId: holder, tableNumber: detour(holder) }))
  }
  for (const { type, payload } of commands) {
    if (type !== 'table.create') continue
    const holder = taken.get(payload.tableNumber)
    if (holder !== undefined) detours.push(command('table.update', { tableId: holder, tableNumber: detour(holder) }))
  }
  return [...detours, ...commands]
}

// An unused number of at most 20 characters.
function detour(id: string): string {
  return `~${id.replaceAll('-', '').slice(-18)}`
}

// A combination whose tables change is deleted and created with the same id, so that none blocks another.
function combinationCommands(from: Layout, to: Layout): { before: CommandRequest[]; after: CommandRequest[] } {
  const before = missing(from.combinations, to.combinations).map(({ id }) => remove(id))
  const after: CommandRequest[] = []
  for (const combination of to.combinations.values()) {
    const known = from.combinations.get(combination.id)
    const changed = known && changedFields<CombinationLayout>(known, combination)
    if (!known) after.push(command('combination.create', combination))
    else if (changed?.tableIds) {
      before.push(remove(combination.id))
      after.push(command('combination.create', combination))
    } else if (changed) after.push(command('combination.update', { combinationId: combination.id, ...changed }))
  }
  return { before, after }
}

function remove(id: string): CommandRequest {
  return command('combination.delete', { combinationId: id })
}

function command<T extends CommandType>(type: T, payload: PayloadOf<T>): CommandRequest {
  return { type, payload } as CommandRequest
}

function missing<T>(from: ReadonlyMap<string, T>, to: ReadonlyMap<string, T>): T[] {
  return [...from].filter(([id]) => !to.has(id)).map(([, value]) => value)
}

function changedFields<T extends object>(before: T, after: T): Partial<T> | undefined {
  const changed = (Object.keys(after) as (keyof T)[]).filter((field) => !isSame(before[field], after[field]))
  if (changed.length === 0) return undefined
  return Object.fromEntries(changed.map((field) => [field, after[field]])) as Partial<T>
}

/** Whether two field values are equal. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

import type { Floor } from '@qtable/domain'
import { pageWords as words } from '../page-words.ts'
import type { ActivityItem } from './use-activity.ts'

/** An entity before or after a change: only the fields that a sentence needs. */
export interface ChangedFields {
  name?: string
  partySize?: number
  status?: string
  tableNumber?: string
  tableIds?: string[]
}

const say = words.activity

/** What a transaction did, with the names that its entities had at that time. */
export function activitySentence({ command, changes }: ActivityItem, floor: Floor): string {
  const done = doneAtTable({ command, changes })
  if (done) return done
  if (command === 'batch') return batchWords(changes, floor)
  const rows = rowsOf(changes)
  const guest = rows.find(({ type }) => type === 'guest')?.row
  const named = guest ?? rows.find(({ row }) => row.name !== undefined)?.row
  const tables = rows.filter(({ type }) => type === 'table').map(({ row }) => row)
  const isTable = command.startsWith('table.')
  const numbers = numbersOf(guest?.tableIds, floor)
  return say.command(command, {
    name: isTable ? undefined : named?.name,
    size: isTable ? undefined : named?.partySize,
    tables: fewNumbers(numbers.length > 0 ? numbers : tables.flatMap(({ tableNumber }) => tableNumber ?? [])),
    status: isTable ? tables[0]?.status : (guest?.status ?? named?.status),
  })
}

type Changes = ActivityItem['changes']

// A table that was cleared when its party was done: the party is what the host meant.
function doneAtTable({ command, changes }: Pick<ActivityItem, 'command' | 'changes'>): string | undefined {
  if (command !== 'batch' && command !== 'table.setStatus') return undefined
  const rows = rowsOf(changes)
  const [party, more] = rows.filter(({ type }) => type === 'guest')
  const isDone = party?.action === 'update' && party.row.status === 'finished'
  const isAlone = rows.every(({ type }) => type === 'guest' || type === 'table' || type === 'reservation')
  if (!isDone || more || !isAlone) return undefined
  const numbers = rows.flatMap(({ row: { tableNumber } }) => tableNumber ?? [])
  const at = numbers.length > 0 ? words.common.tables(numbers) : ''
  return say.doneAt([at, party.row.name].filter(Boolean).join(', '))
}

// A batch has no single command: its changes of parties say most, then those of tables.
function batchWords(changes: Changes, floor: Floor): string {
  const parties = rowsOf(changes).filter(({ type }) => type === 'guest')
  const [party] = parties
  if (party && parties.length === 1) {
    const { name, partySize: size, status, tableIds } = party.row
    const facts = { name, size, status, tables: fewNumbers(numbersOf(tableIds, floor)) }
    return say.command(party.action === 'update' ? 'guest.setStatus' : `guest.${party.action}`, facts)
  }
  const swapped = swappedIn(changes)
  if (swapped) return say.swapped(swapped)
  if (changes.every(isTableStatus)) {
    return say.several(
      rowsOf(changes).map(({ row: { tableNumber, status } }) =>
        say.command('table.setStatus', { tables: [tableNumber ?? '?'], status }),
      ),
    )
  }
  const isPlan = changes.every(({ entity_type }) => planTypes.has(entity_type))
  return isPlan ? say.changedPlan(countsOf(changes)) : say.changedSeveral(countsOf(changes))
}

// Two parties, each now at the tables where the other one sat.
function swappedIn(changes: Changes): { name: string; other: string } | undefined {
  const [one, two, more] = changes.filter(({ entity_type }) => entity_type === 'guest')
  if (!one || !two || more) return undefined
  const at = (row: object | null) => String((row as ChangedFields | null)?.tableIds)
  const isSwap =
    at(one.before) === at(two.after) && at(two.before) === at(one.after) && at(one.before) !== at(two.before)
  const nameOf = ({ after }: Changes[number]) => (after as ChangedFields | null)?.name ?? ''
  return isSwap ? { name: nameOf(one), other: nameOf(two) } : undefined
}

const planTypes: ReadonlySet<string> = new Set(['table', 'section', 'combination'])

function isTableStatus({ entity_type, action, before, after }: Changes[number]): boolean {
  if (entity_type !== 'table' || action !== 'update') return false
  const [was, is] = [before as ChangedFields, after as ChangedFields]
  return was.status !== is.status
}

/** The number of changes per kind of entity. */
function countsOf(changes: Changes): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { entity_type } of changes) counts.set(entity_type, (counts.get(entity_type) ?? 0) + 1)
  return counts
}

function rowsOf(changes: Changes) {
  return changes.map(({ entity_type: type, action, before, after }) => ({
    type,
    action,
    row: (after ?? before ?? {}) as ChangedFields,
  }))
}

function numbersOf(tableIds: readonly string[] | undefined, { tables }: Floor): string[] {
  return (tableIds ?? []).flatMap((id) => tables.get(id)?.tableNumber ?? [])
}

function fewNumbers(numbers: readonly string[]): readonly string[] | undefined {
  return numbers.length > 0 && numbers.length < 5 ? numbers : undefined
}

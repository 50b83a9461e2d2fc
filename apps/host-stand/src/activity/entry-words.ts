import type { Floor } from '@qtable/domain'
import { words } from '../words.ts'
import type { Entry } from './activity-page.tsx'

/** What a transaction did, with the names of what it touched as they were then. */
export function entryWords({ command, changes }: Entry, floor: Floor): string {
  const rows = changes.map(({ entity_type, before, after }) => ({ entity_type, row: (after ?? before ?? {}) as Row }))
  const named =
    rows.find(({ entity_type }) => entity_type === 'guest') ?? rows.find(({ row }) => row.name !== undefined)
  const guest = rows.find(({ entity_type }) => entity_type === 'guest')?.row
  const own = rows.flatMap(({ entity_type, row }) =>
    entity_type === 'table' && row.tableNumber ? [row.tableNumber] : [],
  )
  const seated = guest?.tableIds?.flatMap((id) => floor.tables.get(id)?.tableNumber ?? []) ?? []
  const numbers = seated.length > 0 ? seated : own
  const table = rows.find(({ entity_type }) => entity_type === 'table')?.row
  const isTable = command.startsWith('table.')
  return words.activity.command(command === 'batch' ? guessed(changes) : command, {
    name: isTable ? undefined : named?.row.name,
    tables: numbers.length > 0 && numbers.length < 5 ? words.common.tables(numbers) : undefined,
    status: isTable ? table?.status : (guest?.status ?? named?.row.status),
  })
}

interface Row {
  name?: string
  status?: string
  tableNumber?: string
  tableIds?: string[]
}

// A batch has no command of its own: what it did to a party says most.
function guessed(changes: Entry['changes']): string {
  const party = changes.find(({ entity_type }) => entity_type === 'guest') ?? changes[0]
  if (!party) return 'batch'
  const verb = { create: 'create', update: 'update', delete: 'delete' }[party.action]
  return `${party.entity_type}.${verb}`
}

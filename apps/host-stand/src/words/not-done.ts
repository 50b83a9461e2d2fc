import { isCommandType, commands as registry } from '@qtable/domain'
import { counted } from './number-words.ts'
import { partyWords } from './parties.ts'
import { tableWords } from './tables.ts'

interface Facts {
  name?: string | undefined
  tables?: string | undefined
  status?: string | undefined
}

const statuses: Readonly<Record<string, string>> = { ...tableWords.tableStatuses, ...partyWords.statuses }

const party = (name: string | undefined) => (name === partyWords.walkIn ? 'a walk-in' : (name ?? 'a party'))
const booking = (name: string | undefined) => (name ? `the reservation of ${name}` : 'a reservation')
const place = (tables: string | undefined) => low(tables ?? 'a table')
const at = (tables: string | undefined) => (tables ? ` at ${low(tables)}` : '')
const as = (status: string | undefined) => (status ? ` as ${low(statuses[status] ?? 'changed')}` : '')

/** What each command was to do, after "Could not". A command that is missing here is described by its summary. */
const commands: Readonly<Record<string, (facts: Facts) => string>> = {
  'guest.create': ({ name, tables }) => `${tables ? 'seat' : 'add'} ${party(name ?? partyWords.walkIn)}${at(tables)}`,
  'guest.update': ({ name }) => `change ${party(name)}`,
  'guest.setStatus': ({ name, status }) => `mark ${party(name)}${as(status)}`,
  'guest.seat': ({ name, tables }) => `seat ${party(name)}${at(tables)}`,
  'guest.move': ({ name, tables }) => `move ${party(name)}${tables ? ` to ${low(tables)}` : ''}`,
  'guest.restore': ({ name }) => `bring ${party(name)} back`,
  'guest.delete': ({ name }) => `remove ${party(name)}`,
  'table.create': ({ tables }) => `add ${place(tables)}`,
  'table.update': ({ tables }) => `change ${place(tables)}`,
  'table.setStatus': ({ tables, status }) => `mark ${place(tables)}${as(status)}`,
  'table.delete': ({ tables }) => `remove ${place(tables)}`,
  'section.create': ({ name }) => `add section ${name ?? ''}`.trim(),
  'section.update': ({ name }) => `change section ${name ?? ''}`.trim(),
  'section.delete': ({ name }) => `remove section ${name ?? ''}`.trim(),
  'combination.create': ({ name }) => `join ${name ?? 'tables'}`,
  'combination.update': ({ name }) => `change ${name ?? 'joined tables'}`,
  'combination.delete': ({ name }) => `separate ${name ?? 'joined tables'}`,
  'reservation.create': ({ name }) => `book ${name ?? 'a reservation'}`,
  'reservation.update': ({ name }) => `change ${booking(name)}`,
  'reservation.setStatus': ({ name, status }) => `mark ${booking(name)}${as(status)}`,
  'reservation.arrive': ({ name }) => `mark ${booking(name)} as arrived`,
  'reservation.seat': ({ name, tables }) => `seat ${name ?? 'a reservation'}${at(tables)}`,
  'reservation.restore': ({ name }) => `bring ${booking(name)} back`,
  'reservation.delete': ({ name }) => `remove ${booking(name)}`,
  'restaurant.update': () => 'change the settings',
  undo: () => 'undo a change',
}

function low(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** What could not be done, in words: the first command and the number of others. */
export function notDoneWords(type: string, facts: Facts, more: number): string {
  const what = commands[type]?.(facts) ?? (isCommandType(type) ? low(registry[type].summary) : 'change the floor')
  return `Could not ${what}${more > 0 ? `, and ${counted(more, 'more', 'more')}` : ''}`
}

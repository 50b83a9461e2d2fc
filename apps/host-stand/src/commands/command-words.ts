import type { Command, Floor } from '@qtable/domain'
import { pageWords as words } from '../page-words.ts'

/** The commands of a transaction in words: the first one stands for several. */
export function commandWords(commands: readonly Command[], floor: Floor): string {
  const [first] = commands
  if (!first) return ''
  const said = wordsOf(first, floor)
  return commands.length > 1 ? words.activity.andMore({ first: said, more: commands.length - 1 }) : said
}

/** Commands that were refused, in words. */
export function refusedCommandWords(commands: readonly Command[], floor: Floor): string {
  const [first, ...more] = commands
  return first ? words.notDone(first.type, factsOf(first, floor), more.length) : ''
}

function wordsOf(command: Command, floor: Floor): string {
  return words.activity.command(command.type, factsOf(command, floor))
}

function factsOf({ payload }: Command, floor: Floor) {
  const given = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {}
  const id = (key: string) => String(given[key] ?? '')
  const name =
    floor.guests.get(id('guestId'))?.name ??
    floor.reservations.get(id('reservationId'))?.name ??
    (typeof given.name === 'string' ? given.name : undefined)
  const ids = Array.isArray(given.tableIds) ? given.tableIds : [given.tableId]
  const numbers = ids.flatMap((tableId) => floor.tables.get(String(tableId))?.tableNumber ?? [])
  return {
    name,
    tables: numbers,
    status: typeof given.status === 'string' ? given.status : undefined,
  }
}

import { appLocale, catalogue } from './catalogue.ts'
import { pageCatalogue } from './page-catalogue.ts'

/** The names and numbers of a command. */
export interface CommandFacts {
  name?: string | undefined
  /** The party's size. */
  size?: number | undefined
  /** The numbers of its tables. */
  tables?: readonly string[] | undefined
  status?: string | undefined
}

const say = pageCatalogue.activity

/** What a command did, after the name of the person who did it. */
export function commandDoneWords(type: string, facts: CommandFacts): string {
  const commands = say.commands
  // The size says most where the party is new.
  const values = commandValues(type.endsWith('.create') ? facts : { ...facts, size: undefined })
  const hasTables = values.count > 0
  if (type === 'undo') {
    if (facts.name) return commands.undoOf(facts.name)
    return hasTables ? commands.undoAt(values.at) : commands.undo
  }
  const said = commandSentence(commands, spokenType(type, facts)) ?? commands.other
  return sentence(typeof said === 'string' ? said : said(values), facts.name)
}

/** What some commands say: seating says most where a party got a table with it. */
export function spokenType(type: string, { name, tables, status }: CommandFacts): string {
  const isSeated = type === 'guest.create' || (type === 'guest.setStatus' && status === 'seated')
  if (isSeated && tables && tables.length > 0) return 'guest.seat'
  if (type === 'table.seat') return name ? 'guest.seat' : 'table.clear'
  return type
}

type Sentence = string | ((values: object) => string)

/** The sentence of a command, by its type. */
export function commandSentence(sentences: object, type: string): Sentence | undefined {
  return Object.hasOwn(sentences, type) ? (sentences as Record<string, Sentence>)[type] : undefined
}

/** The values of every sentence about a command. */
export function commandValues({ name, size, tables = [], status }: CommandFacts) {
  const at = tables.length > 0 ? say.at({ count: tables.length, numbers: tables }) : ''
  return {
    name: name ?? '',
    party: partySaid(name, size),
    booking: name ? say.reservationOf(name) : say.someReservation,
    tables: tables.length > 0 ? catalogue.common.tablesSaid({ count: tables.length, numbers: tables }) : say.someTable,
    numbers: tables,
    count: tables.length,
    at,
    status: stateSaid(status) ?? say.changed,
  }
}

/** The state of a party, a reservation or a table within a sentence. */
export function stateSaid(status: string | undefined): string | undefined {
  return (say.states as Readonly<Record<string, string>>)[status ?? '']
}

// Values that are empty leave spaces. A name keeps its first letter as it is written.
function sentence(text: string, name: string | undefined): string {
  const line = text.replace(/ {2,}/g, ' ').trim()
  if (name && line.startsWith(name)) return line
  return line.charAt(0).toLocaleUpperCase(appLocale()) + line.slice(1)
}

function partySaid(name: string | undefined, size: number | undefined): string {
  if (name === catalogue.parties.walkIn) return size === undefined ? say.walkIn : say.walkInOf(size)
  if (name === undefined) return size === undefined ? say.someParty : say.walkInOf(size)
  return size === undefined ? name : say.partyOf({ name, size })
}

function listed(counts: ReadonlyMap<string, number>): string {
  const kinds: Readonly<Record<string, (count: number) => string>> = say.kinds
  const parts = [...counts].map(([kind, count]) => (kinds[kind] ?? say.kinds.other)(count))
  return new Intl.ListFormat(appLocale(), { type: 'unit' }).format(parts)
}

const mostParts = 3

/** Words of the activity that are made of several messages. */
export const activityWords = {
  command: commandDoneWords,
  several(parts: readonly string[]): string {
    const first = parts.slice(0, mostParts).join(' · ')
    return parts.length > mostParts ? say.andMore({ first, more: parts.length - mostParts }) : first
  },
  changedPlan: (counts: ReadonlyMap<string, number>) => say.floorPlan(listed(counts)),
  changedSeveral: (counts: ReadonlyMap<string, number>) => say.batch(listed(counts)),
}

import { isCommandType, commands as registry } from '@qtable/domain'
import { counted } from './number-words.ts'
import { partyWords } from './parties.ts'
import { tableWords } from './tables.ts'

interface Facts {
  name?: string | undefined
  /** The party's size. */
  size?: number | undefined
  tables?: string | undefined
  status?: string | undefined
}

const guestStatus: Readonly<Record<string, string>> = partyWords.statuses
const tableStatus: Readonly<Record<string, string>> = tableWords.tableStatuses

const booking = (name: string | undefined) => (name ? `the reservation of ${name}` : 'a reservation')

/** What each command did, after the name of the person who did it. A command that is missing here is described by its summary. */
const commands: Readonly<Record<string, (facts: Facts) => string>> = {
  'guest.create': ({ name, size, tables }) =>
    tables ? `Seated ${party(name, size)} at ${low(tables)}` : `Added ${party(name, size)} to the line`,
  'guest.update': ({ name }) => `Changed ${name ?? 'a party'}`,
  'guest.setStatus': ({ name, status, tables }) =>
    status === 'seated' && tables
      ? `Seated ${name ?? 'a party'} at ${low(tables)}`
      : `${name ?? 'A party'}: ${low(guestStatus[status ?? ''] ?? 'changed')}${tables ? ` at ${low(tables)}` : ''}`,
  'guest.seat': ({ name, tables }) => `Seated ${name ?? 'a party'}${tables ? ` at ${low(tables)}` : ''}`,
  'guest.move': ({ name, tables }) => `Moved ${name ?? 'a party'}${tables ? ` to ${low(tables)}` : ''}`,
  'guest.restore': ({ name }) => `Brought ${name ?? 'a party'} back`,
  'guest.delete': ({ name }) => `Removed ${name ?? 'a party'}`,
  'table.create': ({ tables }) => `Added ${low(tables ?? 'a table')}`,
  'table.update': ({ tables }) => `Changed ${low(tables ?? 'a table')}`,
  'table.setStatus': ({ tables, status }) => `${tables ?? 'A table'}: ${low(tableStatus[status ?? ''] ?? 'changed')}`,
  'table.seat': ({ name, tables }) =>
    name ? `Seated ${name}${tables ? ` at ${low(tables)}` : ''}` : `Freed ${low(tables ?? 'a table')}`,
  'table.clear': ({ tables }) => `Freed ${low(tables ?? 'a table')}`,
  'table.delete': ({ tables }) => `Removed ${low(tables ?? 'a table')}`,
  'section.create': ({ name }) => `Added section ${name ?? ''}`,
  'section.update': ({ name }) => `Changed section ${name ?? ''}`,
  'section.delete': ({ name }) => `Removed section ${name ?? ''}`,
  'combination.create': ({ name }) => `Joined ${name ?? 'tables'}`,
  'combination.update': ({ name }) => `Changed ${name ?? 'joined tables'}`,
  'combination.delete': ({ name }) => `Separated ${name ?? 'joined tables'}`,
  'reservation.create': ({ name, size }) => `Booked ${party(name, size)}`,
  'reservation.update': ({ name }) => `Changed ${booking(name)}`,
  'reservation.setStatus': ({ name, status }) =>
    `${name ? `Reservation of ${name}` : 'A reservation'}: ${low(guestStatus[status ?? ''] ?? 'changed')}`,
  'reservation.arrive': ({ name }) => `${name ?? 'A reservation'} arrived`,
  'reservation.seat': ({ name, tables }) => `Seated ${name ?? 'a reservation'}${tables ? ` at ${low(tables)}` : ''}`,
  'reservation.restore': ({ name }) => `Brought ${booking(name)} back`,
  'reservation.delete': ({ name }) => `Removed ${booking(name)}`,
  'restaurant.update': () => 'Changed the settings',
  'restaurant.create': () => 'Opened the restaurant',
  'serviceDay.close': () => 'Closed the service day',
  undo: ({ name, tables }) => `Undid a change${name ? ` of ${name}` : tables ? ` at ${low(tables)}` : ''}`,
}

function party(name: string | undefined, size: number | undefined): string {
  const who = name === undefined || name === 'Walk-in' ? 'a walk-in' : name
  if (size === undefined) return who
  return who === 'a walk-in' ? `a walk-in of ${size}` : `${who}, party of ${size}`
}

const kinds: Readonly<Record<string, readonly [string, string]>> = {
  guest: ['party', 'parties'],
  reservation: ['reservation', 'reservations'],
  table: ['table', 'tables'],
  section: ['section', 'sections'],
  combination: ['combination', 'combinations'],
}

function listed(counts: ReadonlyMap<string, number>): string {
  const parts = [...counts].map(([kind, count]) => counted(count, ...(kinds[kind] ?? ['other thing', 'other things'])))
  return parts.join(', ')
}

const settings: Readonly<Record<string, string>> = {
  hours: 'opening hours',
  turnTimes: 'turn times',
  bussing: 'cleaning of tables',
  approveReservations: 'confirming reservations',
  serviceDayStartsAt: 'beginning of the day',
  country: 'country of phone numbers',
  plan: 'size of the floor',
}

function low(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

export const activityWords = {
  title: 'Activity',
  command: (type: string, facts: Facts) =>
    commands[type]?.(facts) ??
    `${isCommandType(type) ? registry[type].summary : 'Change'}: ${facts.name ?? facts.tables ?? 'the floor'}`,
  done: (tables: string | undefined, name: string | undefined) => `${[tables, name].filter(Boolean).join(', ')}: done`,
  andMore: (first: string, more: number) => `${first}, and ${counted(more, 'more', 'more')}`,
  several: (parts: readonly string[]) =>
    `${parts.slice(0, 3).join(' · ')}${parts.length > 3 ? `, and ${counted(parts.length - 3, 'more', 'more')}` : ''}`,
  floorPlan: (counts: ReadonlyMap<string, number>) => `Changed the floor plan: ${listed(counts)}`,
  batch: (counts: ReadonlyMap<string, number>) => `Changed several things at once: ${listed(counts)}`,
  details: {
    fromTo: (was: string, is: string) => `${was} → ${is}`,
    people: (was: number, is: number) => `${was} → ${is} people`,
    seats: (was: number, is: number) => `${was} → ${is} seats`,
    stay: (minutes: number) => `for ${minutes} min`,
    tables: (numbers: readonly string[]) =>
      numbers.length === 0 ? 'no table' : `${numbers.length === 1 ? 'table' : 'tables'} ${numbers.join(' + ')}`,
    quote: (minutes: number) => `quoted ${minutes} min`,
    course: (course: string) => course,
    phone: (number: string | undefined) => number ?? 'phone number removed',
    tags: (tags: readonly string[]) => (tags.length === 0 ? 'tags removed' : tags.join(', ')),
    notes: (notes: string) => (notes === '' ? 'note removed' : `“${notes}”`),
    setting: (name: string) => settings[name] ?? name,
    forced: 'done anyway',
  },
  empty: 'Nothing has happened yet',
  emptyFiltered: 'Nothing of that kind',
  failed: 'The activity could not be loaded',
  failedOffline: 'The server keeps the activity, and there is no network now',
  older: 'Show older',
  history: 'What happened',
  undo: 'Undo',
  sentAt: (clock: string) => `sent at ${clock}`,
  person: 'Person',
  everybody: 'Everybody',
  about: 'About',
  everything: 'Everything',
  clear: 'Show everything',
  parties: 'Parties',
  reservations: 'Reservations',
  tables: 'Tables',
  undoOf: (what: string) => `Undo: ${what}`,
  csv: {
    file: (slug: string, date: string) => `${slug}-${date}.csv`,
    head: [
      'kind',
      'name',
      'size',
      'status',
      'tables',
      'booked for',
      'joined',
      'seated',
      'ended',
      'quoted min',
      'phone',
      'email',
      'tags',
      'notes',
    ],
    party: 'party',
    reservation: 'reservation',
    done: (count: number) => `${counted(count, 'row')} exported`,
  },
  print: {
    title: (name: string, when: string) => `${name}, ${when}`,
    hint: 'For a power cut: print it now, or save it as PDF.',
    print: 'Print',
    line: 'Line',
    tables: 'Tables',
    next: 'Reservations ahead',
    nextAt: (time: string, name: string, size: number) => `${time} ${name} (${size})`,
    columns: {
      table: 'Table',
      seats: 'Seats',
      party: 'Party',
      size: 'Size',
      since: 'Since',
      next: 'Next',
      asked: 'Asked',
      quote: 'Quote',
      time: 'Time',
      phone: 'Phone',
      notes: 'Notes',
      state: 'State',
    },
  },
}

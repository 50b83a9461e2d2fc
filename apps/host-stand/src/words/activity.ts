import { counted } from './number-words.ts'
import { waitlist } from './waitlist.ts'

interface Facts {
  name?: string | undefined
  tables?: string | undefined
  status?: string | undefined
}

const guestStatus: Readonly<Record<string, string>> = waitlist.statuses
const tableStatus: Readonly<Record<string, string>> = waitlist.tableStatuses

/** What each command did, after the name of whoever did it. */
const commands: Readonly<Record<string, (facts: Facts) => string>> = {
  'guest.create': ({ name, tables }) => `Added ${name ?? 'a walk-in'}${tables ? ` at ${low(tables)}` : ''}`,
  'guest.update': ({ name }) => `Changed ${name ?? 'a party'}`,
  'guest.setStatus': ({ name, status, tables }) =>
    `${name ?? 'A party'}: ${low(guestStatus[status ?? ''] ?? 'changed')}${tables ? ` at ${low(tables)}` : ''}`,
  'guest.seat': ({ name, tables }) => `Seated ${name ?? 'a party'}${tables ? ` at ${low(tables)}` : ''}`,
  'guest.move': ({ name, tables }) => `Moved ${name ?? 'a party'}${tables ? ` to ${low(tables)}` : ''}`,
  'guest.restore': ({ name }) => `Brought ${name ?? 'a party'} back`,
  'guest.delete': ({ name }) => `Removed ${name ?? 'a party'}`,
  'table.create': ({ tables }) => `Added ${low(tables ?? 'a table')}`,
  'table.update': ({ tables }) => `Changed ${low(tables ?? 'a table')}`,
  'table.setStatus': ({ tables, status }) => `${tables ?? 'A table'}: ${low(tableStatus[status ?? ''] ?? 'changed')}`,
  'table.delete': ({ tables }) => `Removed ${low(tables ?? 'a table')}`,
  'section.create': ({ name }) => `Added section ${name ?? ''}`,
  'section.update': ({ name }) => `Changed section ${name ?? ''}`,
  'section.delete': ({ name }) => `Removed section ${name ?? ''}`,
  'combination.create': ({ name }) => `Joined ${name ?? 'tables'}`,
  'combination.update': ({ name }) => `Changed ${name ?? 'joined tables'}`,
  'combination.delete': ({ name }) => `Parted ${name ?? 'joined tables'}`,
  'reservation.create': ({ name }) => `Booked ${name ?? 'a reservation'}`,
  'reservation.update': ({ name }) => `Changed the reservation of ${name ?? 'somebody'}`,
  'reservation.setStatus': ({ name, status }) =>
    `Reservation of ${name ?? 'somebody'}: ${low(guestStatus[status ?? ''] ?? 'changed')}`,
  'reservation.arrive': ({ name }) => `${name ?? 'A reservation'} arrived`,
  'reservation.seat': ({ name, tables }) => `Seated ${name ?? 'a reservation'}${tables ? ` at ${low(tables)}` : ''}`,
  'reservation.restore': ({ name }) => `Brought the reservation of ${name ?? 'somebody'} back`,
  'reservation.delete': ({ name }) => `Removed the reservation of ${name ?? 'somebody'}`,
  'restaurant.update': () => 'Changed the settings',
  'restaurant.register': () => 'Opened the restaurant',
  'serviceDay.close': () => 'Closed the service day',
  undo: ({ name, tables }) => `Took back a change${name ? ` of ${name}` : tables ? ` at ${low(tables)}` : ''}`,
}

function low(text: string): string {
  return text.charAt(0).toLocaleLowerCase() + text.slice(1)
}

export const activity = {
  title: 'Activity',
  command: (type: string, facts: Facts) =>
    commands[type]?.(facts) ?? `${facts.name ?? facts.tables ?? 'The floor'} changed`,
  andMore: (first: string, more: number) => `${first}, and ${counted(more, 'more', 'more')}`,
  empty: 'Nothing has happened yet',
  emptyFiltered: 'Nothing of that kind',
  failed: 'The activity could not be read',
  older: 'Show older',
  undo: 'Take back',
  filter: 'Filter',
  person: 'Person',
  everybody: 'Everybody',
  about: 'About',
  everything: 'Everything',
  aboutPlaceholder: 'A party or a table',
  clear: 'Clear',
  undoOf: (what: string) => `Take back: ${what}`,
  system: 'QTable',
  csv: {
    file: (slug: string, date: string) => `${slug}-${date}.csv`,
    head: [
      'kind',
      'name',
      'size',
      'status',
      'tables',
      'joined or booked for',
      'seated',
      'ended',
      'quoted min',
      'phone',
      'tags',
      'notes',
    ],
    party: 'party',
    reservation: 'reservation',
    done: (count: number) => `${counted(count, 'row')} exported`,
  },
  print: {
    title: (name: string, when: string) => `${name}, ${when}`,
    hint: 'The paper for when the power goes. Print it now, or save it as PDF.',
    print: 'Print',
    line: 'Line',
    tables: 'Tables',
    next: 'Reservations ahead',
    columns: {
      table: 'Table',
      seats: 'Seats',
      party: 'Party',
      size: 'Size',
      since: 'Since',
      asked: 'Asked',
      quote: 'Quote',
      time: 'Time',
      phone: 'Phone',
      notes: 'Notes',
      state: 'State',
    },
  },
}

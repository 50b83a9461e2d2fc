import { type Command, plusMinutes } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'

/** A command without its id, as the demo writes them down. */
type Wanted = Omit<Command, 'id'>

/** Commands that belong to one moment of the demo's evening. */
export interface Step {
  minutesAgo: number
  commands: Wanted[]
}

interface Place {
  number: string
  section: 'window' | 'hall' | 'terrace'
  capacity: number
  shape: 'round' | 'square' | 'rectangle' | 'oval' | 'booth' | 'bar'
  x: number
  y: number
  width: number
  height: number
  rotation?: number
}

// A room of about 1000 × 900 plan units: one row along the windows, the hall in the middle, the terrace on the right.
const places: readonly Place[] = [
  { number: '1', section: 'window', capacity: 2, shape: 'square', x: 83, y: 510, width: 84, height: 84 },
  { number: '2', section: 'window', capacity: 2, shape: 'square', x: 83, y: 636, width: 84, height: 84 },
  { number: '3', section: 'window', capacity: 4, shape: 'booth', x: 50, y: 60, width: 150, height: 100 },
  { number: '4', section: 'window', capacity: 4, shape: 'booth', x: 50, y: 205, width: 150, height: 100 },
  { number: '5', section: 'window', capacity: 6, shape: 'booth', x: 40, y: 350, width: 170, height: 110 },
  { number: '6', section: 'window', capacity: 2, shape: 'square', x: 83, y: 766, width: 84, height: 84, rotation: 45 },
  { number: '7', section: 'hall', capacity: 4, shape: 'round', x: 305, y: 60, width: 110, height: 110 },
  { number: '8', section: 'hall', capacity: 4, shape: 'round', x: 535, y: 60, width: 110, height: 110 },
  { number: '9', section: 'hall', capacity: 4, shape: 'square', x: 286, y: 260, width: 105, height: 105 },
  { number: '10', section: 'hall', capacity: 4, shape: 'square', x: 437, y: 260, width: 105, height: 105 },
  { number: '11', section: 'hall', capacity: 8, shape: 'rectangle', x: 320, y: 470, width: 310, height: 110 },
  { number: '12', section: 'hall', capacity: 6, shape: 'oval', x: 300, y: 710, width: 215, height: 125 },
  { number: '13', section: 'hall', capacity: 2, shape: 'square', x: 588, y: 270, width: 84, height: 84 },
  { number: '14', section: 'hall', capacity: 2, shape: 'square', x: 582, y: 730, width: 84, height: 84 },
  { number: '15', section: 'terrace', capacity: 4, shape: 'round', x: 748, y: 60, width: 110, height: 110 },
  { number: '16', section: 'terrace', capacity: 4, shape: 'round', x: 908, y: 60, width: 110, height: 110 },
  {
    number: '17',
    section: 'terrace',
    capacity: 4,
    shape: 'square',
    x: 760,
    y: 265,
    width: 95,
    height: 95,
    rotation: 45,
  },
  { number: '18', section: 'terrace', capacity: 2, shape: 'round', x: 922, y: 267, width: 90, height: 90 },
  { number: '19', section: 'terrace', capacity: 8, shape: 'rectangle', x: 758, y: 470, width: 250, height: 110 },
  { number: 'Bar', section: 'terrace', capacity: 8, shape: 'bar', x: 748, y: 735, width: 270, height: 82 },
]

const sections = {
  window: { name: 'Window', color: '#3b82f6', serverName: 'Ines' },
  hall: { name: 'Hall', color: '#f59e0b', serverName: 'Marek' },
  terrace: { name: 'Terrace', color: '#10b981', serverName: 'Yuki' },
} as const

/** The floor plan as commands, and the id of each table by its number. */
export function layout(): { tableIds: ReadonlyMap<string, string>; commands: Wanted[] } {
  const sectionIds = new Map(Object.keys(sections).map((key) => [key, uuidv7()]))
  const tableIds = new Map(places.map(({ number }) => [number, uuidv7()]))
  const named = Object.entries(sections).map(([key, section]) => ({
    type: 'section.create',
    payload: { id: sectionIds.get(key), ...section },
  }))
  const tables = places.map(({ number, section, x, y, width, height, capacity, shape, rotation = 0 }) => ({
    type: 'table.create',
    payload: {
      id: tableIds.get(number),
      tableNumber: number,
      sectionId: sectionIds.get(section),
      capacity,
      minPartySize: capacity > 4 ? Math.ceil(capacity / 2) : 1,
      shape,
      rotation,
      position: { x, y },
      size: { width, height },
    },
  }))
  const joined = ['9', '10'].map((number) => tableIds.get(number))
  const combination = { name: '9 + 10', tableIds: joined, minPartySize: 5, capacity: 7 }
  return { tableIds, commands: [...named, ...tables, { type: 'combination.create', payload: combination }] }
}

/** Parties that sit, each at its hour and with what it has ordered. */
export function seatedParties(tableIds: ReadonlyMap<string, string>): Step[] {
  const parties = [
    { minutesAgo: 96, name: 'Okafor', partySize: 4, table: '7', course: 'check' },
    { minutesAgo: 82, name: 'Lindqvist', partySize: 2, table: '1', course: 'dessert' },
    { minutesAgo: 64, name: 'Nguyễn', partySize: 6, table: '12', course: 'mains' },
    { minutesAgo: 58, name: 'Marchetti', partySize: 4, table: '4', course: 'dessert' },
    { minutesAgo: 47, name: 'García', partySize: 3, table: '3', course: 'mains' },
    { minutesAgo: 38, name: 'Tanaka', partySize: 2, table: '18', course: 'mains' },
    { minutesAgo: 34, name: 'Kowalski', partySize: 7, table: '19', course: 'ordered', tags: ['birthday'] },
    { minutesAgo: 21, name: 'Haddad', partySize: 4, table: '15', course: 'ordered', tags: ['allergy'] },
    { minutesAgo: 6, name: 'Walk-in', partySize: 2, table: '13', course: null },
  ] as const
  const steps = parties.map(({ minutesAgo, table, course, ...party }) => {
    const id = uuidv7()
    const payload = { ...party, id, status: 'seated', tableIds: [tableIds.get(table)] }
    const ordered = course === null ? [] : [{ type: 'guest.update', payload: { guestId: id, course } }]
    return { minutesAgo, commands: [{ type: 'guest.create', payload }, ...ordered] }
  })
  const tableStates = [
    { tableId: tableIds.get('8'), status: 'cleaning' },
    { tableId: tableIds.get('14'), status: 'blocked' },
    { tableId: tableIds.get('5'), status: 'reserved' },
  ].map((payload) => ({ type: 'table.setStatus', payload }))
  return [...steps, { minutesAgo: 3, commands: tableStates }]
}

/** The line at the door. */
export function line(): Step[] {
  const parties = [
    { minutesAgo: 32, name: 'Rossi', partySize: 4, quotedMinutes: 30, notified: true },
    { minutesAgo: 24, name: 'Abiola', partySize: 2, quotedMinutes: 25, tags: ['regular'] },
    { minutesAgo: 15, name: 'Schäfer', partySize: 5, quotedMinutes: 35, notes: 'Pram; would like the terrace' },
    { minutesAgo: 9, name: 'Kim', partySize: 2, quotedMinutes: 20 },
    { minutesAgo: 2, name: 'O’Neill', partySize: 3, quotedMinutes: 30, tags: ['high chair'] },
  ]
  return parties.flatMap(({ minutesAgo, notified = false, ...party }) => {
    const id = uuidv7()
    const joins = { minutesAgo, commands: [{ type: 'guest.create', payload: { id, ...party } }] }
    const called = {
      minutesAgo: 1,
      commands: [{ type: 'guest.setStatus', payload: { guestId: id, status: 'notified' } }],
    }
    return notified ? [joins, called] : [joins]
  })
}

/** A day's reservations, around the hour that `now` (epoch milliseconds) is in. */
export function reservations(now: number, tableIds: ReadonlyMap<string, string>): Wanted[] {
  const quarter = new Date(Math.ceil(now / 900_000) * 900_000).toISOString()
  const booked = [
    { inMinutes: 15, name: 'Moreau', partySize: 6, tables: ['5'], source: 'phone' },
    { inMinutes: 30, name: 'Petrov', partySize: 2, tables: ['2'], source: 'web' },
    { inMinutes: 30, name: 'Silva', partySize: 8, tables: ['11'], source: 'phone', tags: ['anniversary'] },
    { inMinutes: 45, name: 'Cohen', partySize: 4, tables: ['16'], source: 'web' },
    { inMinutes: 135, name: 'Jensen', partySize: 7, tables: ['9', '10'], source: 'phone', notes: 'Two vegans' },
    { inMinutes: 75, name: 'Ali', partySize: 4, tables: ['4'], source: 'web' },
    { inMinutes: 90, name: 'Brown', partySize: 2, tables: ['6'], source: 'host' },
    { inMinutes: 105, name: 'Novák', partySize: 4, tables: ['17'], source: 'web' },
    { inMinutes: 120, name: 'Fischer', partySize: 8, tables: ['19'], source: 'phone' },
    { inMinutes: 150, name: 'Mbeki', partySize: 3, tables: [], source: 'web' },
  ]
  return booked.map(({ inMinutes, tables, ...fields }) => ({
    type: 'reservation.create',
    payload: {
      ...fields,
      startsAt: plusMinutes(quarter, inMinutes - 15),
      tableIds: tables.map((number) => tableIds.get(number)),
    },
  }))
}

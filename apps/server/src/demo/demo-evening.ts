import { type CommandRequest, type PayloadOf, plusMinutes } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'

/** Commands of one moment of the demo's evening. */
export interface DemoStep {
  minutesAgo: number
  commands: CommandRequest[]
}

interface DemoTable {
  number: string
  section: keyof typeof sections
  capacity: number
  shape: NonNullable<PayloadOf<'table.create'>['shape']>
  x: number
  y: number
  width: number
  height: number
  rotation?: number
}

// A room of about 1000 × 900 plan units: a row along the windows, the hall in the middle, the terrace on the right.
const tables: readonly DemoTable[] = [
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

/** The id of the table with a number. */
export type TableIdOf = (number: string) => string

/** Commands that create the floor plan, and the ids of its tables. */
export function demoFloorPlan(): { tableId: TableIdOf; commands: CommandRequest[] } {
  const sectionIds = { window: uuidv7(), hall: uuidv7(), terrace: uuidv7() }
  const tableIds = new Map(tables.map(({ number }) => [number, uuidv7()]))
  const tableId: TableIdOf = (number) => {
    const id = tableIds.get(number)
    if (id === undefined) throw new Error(`the demo has no table ${number}`)
    return id
  }
  const commands: CommandRequest[] = []
  for (const key of ['window', 'hall', 'terrace'] as const) {
    commands.push({ type: 'section.create', payload: { id: sectionIds[key], ...sections[key] } })
  }
  for (const { number, section, x, y, width, height, capacity, shape, rotation = 0 } of tables) {
    const payload = {
      id: tableId(number),
      tableNumber: number,
      sectionId: sectionIds[section],
      capacity,
      minPartySize: capacity > 4 ? Math.ceil(capacity / 2) : 1,
      shape,
      rotation,
      position: { x, y },
      size: { width, height },
    }
    commands.push({ type: 'table.create', payload })
  }
  const joined = [tableId('9'), tableId('10')]
  const combination = { name: '9 + 10', tableIds: joined, minPartySize: 5, capacity: 7 }
  commands.push({ type: 'combination.create', payload: combination })
  return { tableId, commands }
}

/** The evening so far, in order: seated parties, tables out of service, and the waitlist. */
export function demoEvening(tableId: TableIdOf): DemoStep[] {
  const steps = [...seatedParties(tableId), tableStatuses(tableId), ...waitlist()]
  return steps.sort((a, b) => b.minutesAgo - a.minutesAgo)
}

function seatedParties(tableId: TableIdOf): DemoStep[] {
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
  return parties.map(({ minutesAgo, table, course, ...party }) => {
    const guestId = uuidv7()
    const payload = { ...party, id: guestId, status: 'seated', tableIds: [tableId(table)] } as const
    const commands: CommandRequest[] = [{ type: 'guest.create', payload }]
    if (course !== null) commands.push({ type: 'guest.update', payload: { guestId, course } })
    return { minutesAgo, commands }
  })
}

function tableStatuses(tableId: TableIdOf): DemoStep {
  const statuses = [
    { tableId: tableId('8'), status: 'cleaning' },
    { tableId: tableId('14'), status: 'blocked' },
    { tableId: tableId('5'), status: 'reserved' },
  ] as const
  return { minutesAgo: 3, commands: statuses.map((payload) => ({ type: 'table.setStatus', payload })) }
}

function waitlist(): DemoStep[] {
  const parties = [
    { minutesAgo: 32, name: 'Rossi', partySize: 4, quotedMinutes: 30, isNotified: true },
    { minutesAgo: 24, name: 'Abiola', partySize: 2, quotedMinutes: 25, tags: ['regular'] },
    { minutesAgo: 15, name: 'Schäfer', partySize: 5, quotedMinutes: 35, notes: 'Pram; would like the terrace' },
    { minutesAgo: 9, name: 'Kim', partySize: 2, quotedMinutes: 20 },
    { minutesAgo: 2, name: 'O’Neill', partySize: 3, quotedMinutes: 30, tags: ['high chair'] },
  ]
  return parties.flatMap(({ minutesAgo, isNotified = false, ...party }): DemoStep[] => {
    const id = uuidv7()
    const joins: DemoStep = { minutesAgo, commands: [{ type: 'guest.create', payload: { id, ...party } }] }
    if (!isNotified) return [joins]
    const notify = { type: 'guest.setStatus', payload: { guestId: id, status: 'notified' } } as const
    return [joins, { minutesAgo: 1, commands: [notify] }]
  })
}

/** A day's reservations, around the quarter of an hour after `now` (epoch milliseconds). */
export function demoReservations(now: number, tableId: TableIdOf): CommandRequest[] {
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
  ] as const
  return booked.map(({ inMinutes, tables: numbers, ...fields }) => ({
    type: 'reservation.create',
    payload: { ...fields, startsAt: plusMinutes(quarter, inMinutes - 15), tableIds: numbers.map(tableId) },
  }))
}

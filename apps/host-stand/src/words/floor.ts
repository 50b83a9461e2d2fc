import { counted } from './number-words.ts'

const courses = { ordered: 'ordered', mains: 'mains', dessert: 'dessert', check: 'check', paid: 'paid' } as const
const states = {
  free: 'free',
  held: 'held',
  seated: 'seated',
  cleaning: 'being cleaned',
  blocked: 'blocked',
} as const
const grades = {
  exact: 'fits exactly',
  close: 'fits',
  loose: 'more seats than needed',
  join: 'fits when joined',
  none: 'does not fit',
} as const

export const floorWords = {
  plan: 'Floor plan',
  empty: 'There are no tables yet',
  emptyHint: 'Draw them once, as they stand. They appear here at once, on every device.',
  emptyForHosts: 'A manager draws the floor. It appears here at once.',
  openEditor: 'Draw the floor',
  course: courses,
  care: { allergy: 'allergy', vip: 'VIP' },
  state: states,
  grade: grades,
  seats: (count: number) => counted(count, 'seat'),
  tableSeats: (number: string, seats: number) => `Table ${number}, ${counted(seats, 'seat')}`,
  turn: (minutes: number) => `turn of ${counted(minutes, 'minute')}`,
  minutesSaid: (count: number) => counted(count, 'minute'),
  joinedWith: (numbers: string) => `joined with ${numbers}`,
  next: (name: string, size: number, time: string) => `next ${name}, party of ${size}, at ${time}`,
  minutes: (count: number) => `${count}′`,
  short: { held: 'Held', blocked: 'Blocked', yesterday: 'yesterday' },
  section: (name: string, server: string | null) => (server === null || server === '' ? name : `${name} · ${server}`),
  parts: 'Parts of the floor',
  allParts: 'All',
  thatFit: (count: number) => `${counted(count, 'table')} ${count === 1 ? 'fits' : 'fit'}`,
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomAll: 'Show the whole floor',
  placing: {
    title: (name: string, size: number) => `${name} · ${size}`,
    tap: 'Tap or drop on a table',
    nothingFits: 'No single table fits now. Join tables, or tap one to see why.',
    join: 'Join tables',
    joinShort: 'Join',
    joinHint: 'Tap the tables to join',
    seatAt: (numbers: string) => `Seat at ${numbers}`,
    moveTo: (numbers: string) => `Move to ${numbers}`,
    anyway: (numbers: string) => `Seat at ${numbers} anyway`,
    joined: (numbers: string, seats: number, size: number) => `${numbers}: ${counted(seats, 'seat')} for ${size}`,
    cancel: 'Cancel',
  },
  remark: {
    cleaning: (table: string) => `Table ${table} is being cleaned`,
    held: (table: string) => `Table ${table} is held`,
    here: (table: string) => `They sit at ${table} already`,
  },
  drag: {
    instructions:
      'Press Space to pick up the party, arrow keys to choose a table, Space to seat it there, Escape to stop.',
    picked: (name: string) => `${name} picked up. Choose a table with the arrow keys.`,
    over: (numbers: string, says: string) => `Table ${numbers}: ${says}`,
    dropped: (name: string) => `${name} put down`,
    cancelled: (name: string) => `${name} stays`,
  },
}

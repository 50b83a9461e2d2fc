import { defaultSettings, type Guest, type Reservation, type Restaurant, type Table } from '@qtable/domain'

/** The ids that the documentation's examples share, so that one example can be followed through the others. */
export const exampleIds = {
  guest: '0197f6a0-7c00-7000-8000-000000000001',
  table: '0197f6a0-7c00-7000-8000-000000000010',
  secondTable: '0197f6a0-7c00-7000-8000-000000000011',
  section: '0197f6a0-7c00-7000-8000-000000000020',
  combination: '0197f6a0-7c00-7000-8000-000000000030',
  reservation: '0197f6a0-7c00-7000-8000-000000000040',
  user: '0197f6a0-7c00-7000-8000-000000000050',
  transaction: '0197f6a0-7c00-7000-8000-000000000060',
  epoch: '0197f6a0-7c00-7000-8000-000000000070',
} as const

const stamps = { createdAt: '2026-05-01T17:58:04.120Z', updatedAt: '2026-05-01T18:05:41.003Z', version: 812 }

export const exampleCursor = `${exampleIds.epoch}.812.3q2-7wEjRWeJq83v`
export const exampleTimestamp = stamps.updatedAt

export const exampleGuest: Guest = {
  id: exampleIds.guest,
  name: 'Ada Lovelace',
  partySize: 4,
  phone: '+4930123456',
  email: 'ada@example.com',
  notes: 'By the window, please',
  tags: ['birthday'],
  status: 'seated',
  tableId: exampleIds.table,
  tableIds: [exampleIds.table],
  course: null,
  reservationId: null,
  quotedMinutes: 10,
  joinedAt: '2026-05-01T17:58:04.120Z',
  notifiedAt: '2026-05-01T18:04:12.870Z',
  seatedAt: '2026-05-01T18:05:41.003Z',
  finishedAt: null,
  endedReason: null,
  endedFrom: null,
  ...stamps,
}

export const exampleTable: Table = {
  id: exampleIds.table,
  tableNumber: '12',
  minPartySize: 2,
  capacity: 4,
  shape: 'round',
  position: { x: 320, y: 140 },
  size: { width: 80, height: 80 },
  rotation: 0,
  sectionId: exampleIds.section,
  status: 'occupied',
  currentGuestId: exampleIds.guest,
  ...stamps,
}

export const exampleSection = {
  id: exampleIds.section,
  name: 'Terrace',
  color: '#3b82f6',
  serverName: 'Mina',
  ...stamps,
}

export const exampleCombination = {
  id: exampleIds.combination,
  name: '12 + 13',
  tableIds: [exampleIds.table, exampleIds.secondTable],
  minPartySize: 5,
  capacity: 7,
  ...stamps,
}

export const exampleReservation: Reservation = {
  id: exampleIds.reservation,
  name: 'Alan Turing',
  partySize: 2,
  phone: '+4930654321',
  email: null,
  notes: '',
  tags: [],
  startsAt: '2026-05-01T19:30:00.000Z',
  durationMinutes: 90,
  status: 'confirmed',
  tableIds: [exampleIds.secondTable],
  guestId: null,
  source: 'phone',
  endedFrom: null,
  ...stamps,
}

export const exampleRestaurant: Restaurant = {
  id: 1,
  name: 'Trattoria Nove',
  slug: 'trattoria-nove',
  timezone: 'Europe/Berlin',
  phone: '+4930999888',
  settings: { ...defaultSettings, country: 'DE' },
  ...stamps,
}

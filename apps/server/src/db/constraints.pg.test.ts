import { randomUUID } from 'node:crypto'
import type { Role } from '@qtable/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../testing/cluster.ts'
import { appendAt, createEmptyRestaurant, transactionAt } from './testing/append-at.ts'
import {
  combinationRow,
  guestRow,
  reservationRow,
  restaurantRow,
  seatedParty,
  sectionRow,
  tableRow,
} from './testing/rows.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
  await createEmptyRestaurant(opened.database)
})
afterAll(() => opened.close())

const party = seatedParty()
const table = tableRow()
const late = { startsAt: '2026-05-01T20:00:00.000Z' }
const long = 'x'.repeat(70_000)

// Each is what a bug above would send. The name of the constraint is what the log then shows.
const refusals: [title: string, constraint: string | null, changes: Parameters<typeof appendAt>[1]][] = [
  ['a table of a shape nobody knows', 'tables_shape', { put: { tables: [tableRow({ shape: 'star' })] } }],
  ['a table without a shape', 'tables_shape', { put: { tables: [tableRow({ shape: undefined })] } }],
  ['a table in a state nobody knows', 'tables_status', { put: { tables: [tableRow({ status: 'broken' })] } }],
  ['a table without seats', 'tables_capacity', { put: { tables: [tableRow({ capacity: 0 })] } }],
  ['a table with a number too long', 'tables_number', { put: { tables: [tableRow({ tableNumber: 'x'.repeat(21) })] } }],
  [
    'two tables with one number',
    'tables_number_taken',
    { put: { tables: [tableRow({ tableNumber: '1' }), tableRow({ tableNumber: '1' })] } },
  ],
  ['an occupied table without a party', 'tables_occupied', { put: { tables: [tableRow({ status: 'occupied' })] } }],
  [
    'a party at a table that is free',
    'tables_occupied',
    { put: { tables: [tableRow({ currentGuestId: randomUUID() })] } },
  ],
  [
    'a table of a section that is not there',
    'tables_section',
    { put: { tables: [tableRow({ sectionId: randomUUID() })] } },
  ],
  [
    'a table that holds a party that does not hold it',
    'tables_seating',
    { put: { tables: [party.table], guests: [guestRow({ id: party.guest.id })] } },
  ],
  [
    'a party that holds a table that does not hold it',
    'guests_seating',
    { put: { tables: [tableRow({ id: party.table.id })], guests: [party.guest] } },
  ],
  ['a party at a table that is not there', 'guests_seating', { put: { guests: [party.guest] } }],
  [
    'two parties at one table',
    'guests_seating',
    { put: { tables: [party.table], guests: [party.guest, { ...party.guest, id: randomUUID() }] } },
  ],
  ['a seated party without a table', 'guests_tables', { put: { guests: [guestRow({ status: 'seated' })] } }],
  [
    'a party in line that holds a table',
    'guests_tables',
    { put: { guests: [guestRow({ tableId: table.id, tableIds: [table.id] })] } },
  ],
  [
    'a party whose two table fields disagree',
    'guests_tables',
    { put: { guests: [{ ...party.guest, tableId: randomUUID() }] } },
  ],
  ['a party in a state nobody knows', 'guests_status', { put: { guests: [guestRow({ status: 'asleep' })] } }],
  ['a party at a course nobody knows', 'guests_course', { put: { guests: [guestRow({ course: 'cheese' })] } }],
  ['a party of nobody', 'guests_party_size', { put: { guests: [guestRow({ partySize: 0 })] } }],
  ['a party without a name', 'guests_name', { put: { guests: [guestRow({ name: '' })] } }],
  ['a party of 70 kB', 'guests_size', { put: { guests: [guestRow({ notes: long })] } }],
  [
    'a party of a reservation that is not there',
    'guests_reservation',
    { put: { guests: [guestRow({ reservationId: randomUUID() })] } },
  ],
  [
    'a reservation of a party that is not there',
    'reservations_guest',
    { put: { reservations: [reservationRow({ guestId: randomUUID() })] } },
  ],
  [
    'a reservation in a state nobody knows',
    'reservations_status',
    { put: { reservations: [reservationRow({ status: 'maybe' })] } },
  ],
  [
    'a reservation without an end',
    'reservations_duration',
    { put: { reservations: [reservationRow({ durationMinutes: null })] } },
  ],
  [
    'a reservation at a time that is none',
    null,
    { put: { tables: [table], reservations: [reservationRow({ startsAt: 'soon', tableIds: [table.id] })] } },
  ],
  [
    'a reservation of a table that is not there',
    'plans_table',
    { put: { reservations: [reservationRow({ tableIds: [randomUUID()] })] } },
  ],
  [
    'two reservations of one table at one time',
    'plans_overlap',
    {
      put: {
        tables: [table],
        reservations: [reservationRow({ tableIds: [table.id] }), reservationRow({ ...late, tableIds: [table.id] })],
      },
    },
  ],
  [
    'a combination of one table',
    'combinations_tables',
    { put: { combinations: [combinationRow({ tableIds: [randomUUID()] })] } },
  ],
  [
    'a combination without seats',
    'combinations_capacity',
    { put: { combinations: [combinationRow({ capacity: 0 })] } },
  ],
  ['a section without a name', 'sections_name', { put: { sections: [sectionRow({ name: '' })] } }],
  ['a restaurant under another id', 'restaurants_stamps', { put: { restaurants: [restaurantRow(2)] } }],
  ['an id that is none', null, { put: { sections: [sectionRow({ id: 'first' })] } }],
  ['a text that PostgreSQL cannot hold', null, { put: { sections: [sectionRow({ name: 'a\u0000b' })] } }],
  ['a role nobody knows', 'log_role_check', { transactions: [transactionAt(1, { role: 'chef' as Role })] }],
  [
    'the archive of a party that still sits',
    'guests_archived',
    { put: { tables: [party.table], guests: [party.guest] }, archive: { guests: [party.guest.id] } },
  ],
]

test.for(refusals)('the database refuses %s', async ([, constraint, changes]) => {
  const [outcome] = await opened.database.append([appendAt(0, changes)])
  expect(outcome).toMatchObject({ outcome: 'refused', constraint })
  const left = await opened.database.asRestaurant(1, (tx) => tx.query('select version from clocks where version > 0'))
  expect(left).toEqual([])
})

test('reservations of one table that only touch are fine', async () => {
  const first = reservationRow({ tableIds: [table.id], durationMinutes: 60 })
  const next = reservationRow({ ...late, tableIds: [table.id] })
  const cancelled = reservationRow({ tableIds: [table.id], status: 'cancelled' })
  await createEmptyRestaurant(opened.database, 2)
  const put = { tables: [table], reservations: [first, next, cancelled] }
  const [outcome] = await opened.database.append([appendAt(0, { restaurantId: 2, put })])
  expect(outcome).toMatchObject({ outcome: 'committed' })
})

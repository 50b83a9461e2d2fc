import { expect, test } from 'vitest'
import { contentOf, openFloor } from '../testing/open-floor.ts'

const row = { name: 'Hopper', partySize: 2, startsAt: '2026-05-08T18:00:00Z' }
const past = { ...row, startsAt: '2025-12-24T18:30:00Z', status: 'completed', createdAt: '2025-11-30T09:12:00Z' }

test('past, finished and cancelled bookings come in with their own dates, those ahead with their plan', () => {
  const floor = openFloor()
  const { changes, warnings } = floor.run(
    'reservation.import',
    {
      reservations: [
        past,
        { ...row, tableIds: floor.tableIds, createdAt: '2026-04-01T10:00:00Z', source: 'Resy' },
        { ...row, status: 'cancelled', reason: 'ill' },
      ],
    },
    { role: 'manager' },
  )
  expect(warnings).toBeUndefined()
  expect(changes).toMatchObject([
    {
      action: 'create',
      history: true,
      data: { status: 'finished', createdAt: '2025-11-30T09:12:00Z', startsAt: past.startsAt, source: 'import' },
    },
    { action: 'create', data: { status: 'confirmed', createdAt: '2026-04-01T10:00:00Z', source: 'Resy' } },
    { action: 'create', data: { status: 'cancelled', endedReason: 'ill', endedFrom: 'confirmed' } },
  ])
  expect(floor.floor.reservations.size).toBe(2)
  expect(floor.past).toHaveLength(1)
})

test('a bad row is left out and told, whatever is wrong with it', () => {
  const floor = openFloor()
  const planned = { ...row, tableIds: floor.tableIds }
  const { changes, warnings } = floor.run('reservation.import', {
    reservations: [
      planned,
      { ...planned, name: 'Second' },
      { ...row, partySize: 0 },
      'a line',
      { ...row, status: 'seated' },
      { ...past, status: 'confirmed' },
      { ...row, createdAt: '2026-06-01T00:00:00Z' },
    ],
  })
  expect(changes).toHaveLength(1)
  expect(new Set(warnings?.map(({ code }) => code))).toEqual(new Set(['row_skipped']))
  expect(warnings?.map(({ current }) => current)).toMatchObject([
    { code: 'reservation_conflict', index: 1 },
    {
      code: 'validation_failed',
      index: 2,
      errors: [{ path: 'reservations.2.partySize', message: 'must be at least 1' }],
    },
    { code: 'validation_failed', index: 3, errors: [{ path: 'reservations.3', message: 'must be an object' }] },
    { code: 'validation_failed', index: 4, errors: [{ path: 'status' }] },
    { code: 'validation_failed', index: 5, errors: [{ path: 'status' }] },
    { code: 'validation_failed', index: 6, errors: [{ path: 'createdAt' }] },
  ])
})

test('a booking that lies ahead has neither ended nor been missed, and lies within two years', () => {
  const floor = openFloor()
  const soon = { ...row, startsAt: '2026-05-01T19:00:00Z' }
  const rows = [
    { ...row, status: 'finished' },
    { ...row, status: 'no_show' },
    { ...row, startsAt: '2029-05-08T18:00:00Z', status: 'cancelled' },
    { ...row, status: 'cancelled' },
    { ...soon, status: 'finished' },
  ]
  const { warnings } = floor.run('reservation.import', { reservations: rows })
  expect(warnings).toMatchObject([
    { code: 'row_skipped', current: { index: 0, code: 'wrong_day' } },
    { code: 'row_skipped', current: { index: 1, code: 'wrong_day' } },
    { code: 'row_skipped', current: { index: 2, code: 'validation_failed' } },
  ])
  const forced = floor.run('reservation.import', { reservations: rows.slice(0, 2), force: true })
  expect(forced).toMatchObject({ forced: true })
  expect(forced.warnings).toBeUndefined()
})

test('where no row can be taken the whole is refused', () => {
  const floor = openFloor()
  expect(floor.refusal('reservation.import', { reservations: [{ ...row, partySize: 0 }, {}] })).toMatchObject({
    code: 'validation_failed',
    operations: [{ index: 0 }, { index: 1 }],
  })
  expect(floor.refusal('reservation.import', { reservations: [row] }, { role: 'host' }).code).toBe('forbidden')
})

test('one undo takes all of them out again', () => {
  const floor = openFloor()
  const before = contentOf(floor.floor)
  floor.run('reservation.import', { reservations: [past, row, { ...row, status: 'no_show' }] })
  floor.clock.now = '2026-05-30T12:00:00Z'
  floor.undoLast()
  expect(contentOf(floor.floor)).toEqual(before)
  expect(floor.past).toEqual([])
})

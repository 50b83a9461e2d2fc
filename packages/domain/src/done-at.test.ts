import { expect, test } from 'vitest'
import { openFloor } from './testing/open-floor.ts'

const now = '2026-05-01T20:00:00Z'

test('[I35] what was done offline has the time at which it was done', () => {
  const floor = openFloor({ tables: [4], now })
  const joined = floor.run('guest.create', { partySize: 2 }, { at: '2026-05-01T18:00:00Z' })
  const { id: guestId } = joined.created('guest')
  expect(joined).toMatchObject({ at: now, doneAt: '2026-05-01T18:00:00Z' })
  floor.run('guest.setStatus', { guestId, status: 'notified' }, { at: '2026-05-01T18:05:00Z' })
  floor.run('guest.seat', { guestId, tableIds: floor.tableIds }, { at: '2026-05-01T18:07:30+00:00' })
  floor.run('guest.setStatus', { guestId, status: 'finished' }, { at: '2026-05-01T19:10:00.900Z' })
  expect(floor.guest(guestId)).toMatchObject({
    joinedAt: '2026-05-01T18:00:00Z',
    notifiedAt: '2026-05-01T18:05:00Z',
    seatedAt: '2026-05-01T18:07:30Z',
    finishedAt: '2026-05-01T19:10:00Z',
  })
})

test('[I35] the first in line stays the first, whoever is sent first', () => {
  const floor = openFloor({ now })
  const second = floor.run('guest.create', { partySize: 2 }, { at: '2026-05-01T19:30:00Z' }).created('guest')
  const first = floor.run('guest.create', { partySize: 2 }, { at: '2026-05-01T19:00:00Z' }).created('guest')
  expect(first.joinedAt < second.joinedAt).toBe(true)
})

test('a time ahead is now, one of more than a day ago is a day ago', () => {
  const floor = openFloor({ now })
  const joinedAt = (at: string) => floor.run('guest.create', { partySize: 2 }, { at }).created('guest').joinedAt
  expect(joinedAt('2026-05-01T20:03:00Z')).toBe(now)
  expect(joinedAt('2026-04-01T00:00:00Z')).toBe('2026-04-30T20:00:00Z')
})

test('[I35] nothing is before what it follows', () => {
  const floor = openFloor({ tables: [4], now })
  const guestId = floor.party()
  floor.run('guest.seat', { guestId, tableIds: floor.tableIds }, { at: '2026-05-01T19:00:00Z' })
  expect(floor.guest(guestId)).toMatchObject({ joinedAt: now, seatedAt: now })
  floor.run('guest.setStatus', { guestId, status: 'finished' }, { at: '2026-05-01T19:30:00Z' })
  expect(floor.guest(guestId)?.finishedAt).toBe(now)
})

test('a reservation’s party joins when it arrived, and sits when it sat', () => {
  const floor = openFloor({ tables: [4], now })
  const reservationId = floor.booking({ startsAt: '2026-05-01T19:00:00Z', tableIds: floor.tableIds })
  floor.run('reservation.seat', { reservationId }, { at: '2026-05-01T19:05:00Z' })
  const guest = floor.guest(floor.reservation(reservationId)?.guestId ?? '')
  expect(guest).toMatchObject({ joinedAt: '2026-05-01T19:05:00Z', seatedAt: '2026-05-01T19:05:00Z' })
})

test('of a batch each command has its own time, and the whole the latest', () => {
  const floor = openFloor({ now })
  const done = floor.batch([
    ['guest.create', { partySize: 2 }, '2026-05-01T19:00:00Z'],
    ['guest.create', { partySize: 3 }, '2026-05-01T18:00:00Z'],
  ])
  expect(done.doneAt).toBe('2026-05-01T19:00:00Z')
  expect(done.changes.map(({ data }) => (data && 'joinedAt' in data ? data.joinedAt : ''))).toEqual([
    '2026-05-01T19:00:00Z',
    '2026-05-01T18:00:00Z',
  ])
})

test('a time that is none is refused by its path', () => {
  const floor = openFloor({ now })
  expect(floor.refusal('guest.create', { partySize: 2 }, { at: 'yesterday' }).errors).toMatchObject([{ path: 'at' }])
})

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

test('[SY57] a time ahead is now, one of more than a day ago is a day ago', () => {
  const floor = openFloor({ now })
  const joinedAt = (at: string) => floor.run('guest.create', { partySize: 2 }, { at }).created('guest').joinedAt
  expect(joinedAt('2026-05-01T20:03:00Z')).toBe(now)
  expect(joinedAt('2026-04-01T00:00:00Z')).toBe('2026-04-30T20:00:00Z')
})

test('[SY57] [I35] nothing is before what it follows', () => {
  const floor = openFloor({ tables: [4], now })
  const guestId = floor.party()
  floor.run('guest.seat', { guestId, tableIds: floor.tableIds }, { at: '2026-05-01T19:00:00Z' })
  expect(floor.guest(guestId)).toMatchObject({ joinedAt: now, seatedAt: now })
  floor.run('guest.setStatus', { guestId, status: 'finished' }, { at: '2026-05-01T19:30:00Z' })
  expect(floor.guest(guestId)?.finishedAt).toBe(now)
})

test('[I35] a transaction is not done before what it follows: each step of a party, a restore, an undo', () => {
  const floor = openFloor({ tables: [4, 4], now })
  const [first = '', second = ''] = floor.tableIds
  const early = { at: '2026-05-01T18:00:00Z' }
  const guestId = floor.run('guest.create', { partySize: 2 }, { at: '2026-05-01T19:00:00Z' }).created('guest').id
  const setStatus = (status: string, author = early) => floor.run('guest.setStatus', { guestId, status }, author).doneAt
  expect(floor.run('guest.update', { guestId, notes: 'Nuts' }, early).doneAt).toBe('2026-05-01T19:00:00Z')
  expect(setStatus('notified')).toBe('2026-05-01T19:00:00Z')
  expect(setStatus('waiting')).toBe('2026-05-01T19:00:00Z')
  expect(setStatus('notified', { at: '2026-05-01T19:05:00Z' })).toBe('2026-05-01T19:05:00Z')
  expect(floor.run('guest.seat', { guestId, tableIds: [first] }, early).doneAt).toBe('2026-05-01T19:05:00Z')
  expect(floor.guest(guestId)?.seatedAt).toBe('2026-05-01T19:05:00Z')
  expect(floor.run('guest.update', { guestId, course: 'mains' }, early).doneAt).toBe('2026-05-01T19:05:00Z')
  expect(floor.run('guest.update', { guestId, notes: 'None' }, early).doneAt).toBe('2026-05-01T19:00:00Z')
  expect(floor.run('guest.move', { guestId, tableIds: [second] }, early).doneAt).toBe('2026-05-01T19:05:00Z')
  expect(setStatus('finished', { at: '2026-05-01T19:30:00Z' })).toBe('2026-05-01T19:30:00Z')
  expect(floor.run('guest.restore', { guestId }, early).doneAt).toBe('2026-05-01T19:30:00Z')
  const cleared = floor.run('table.setStatus', { tableId: second, status: 'available' }, { at: '2026-05-01T19:40:00Z' })
  expect(floor.undoLast(early).doneAt).toBe(cleared.doneAt)
  expect(floor.run('guest.delete', { guestId }, early).doneAt).toBe('2026-05-01T19:05:00Z')
})

test('[I35] a booking is not settled before it was made, nor brought back before it ended', () => {
  const floor = openFloor({ tables: [4], now })
  const early = { at: '2026-05-01T17:00:00Z' }
  const create = () =>
    floor.run(
      'reservation.create',
      { name: 'Ada', partySize: 2, startsAt: '2026-05-01T20:00:00Z' },
      { at: '2026-05-01T18:00:00Z' },
    )
  const reservationId = create().created('reservation').id
  const arrived = floor.run('reservation.arrive', { reservationId }, early)
  expect(arrived.doneAt).toBe('2026-05-01T18:00:00Z')
  expect(arrived.created('guest').joinedAt).toBe('2026-05-01T18:00:00Z')
  const other = create().created('reservation').id
  const cancel = { reservationId: other, status: 'cancelled' }
  expect(floor.run('reservation.setStatus', cancel, { at: '2026-05-01T18:30:00Z' }).doneAt).toBe('2026-05-01T18:30:00Z')
  expect(floor.run('reservation.restore', { reservationId: other }, early).doneAt).toBe('2026-05-01T18:30:00Z')
})

test('a reservation’s party joins when it arrived, and sits when it sat', () => {
  const floor = openFloor({ tables: [4], now: '2026-05-01T17:00:00Z' })
  const reservationId = floor.booking({ startsAt: '2026-05-01T19:00:00Z', tableIds: floor.tableIds })
  floor.clock.now = now
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

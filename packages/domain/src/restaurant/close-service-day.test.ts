import { describe, expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'

const nextMorning = '2026-05-02T02:00:00Z'

describe('the close of a service day', () => {
  test('takes what has ended off the floor, and nothing of today', () => {
    const floor = openFloor({ tables: [4, 4] })
    const gone = floor.seated([0])
    floor.run('guest.setStatus', { guestId: gone, status: 'finished' })
    const tomorrow = floor.booking({ startsAt: '2026-05-02T18:00:00Z' })
    expect(floor.decideOne('serviceDay.close', { limit: 100 })).toBeUndefined()
    floor.clock.now = nextMorning
    const { changes } = floor.run('serviceDay.close', { limit: 100 })
    expect(changes).toMatchObject([{ action: 'delete', archived: true, entity_id: gone }])
    expect(floor.floor.guests.size).toBe(0)
    expect([...floor.floor.reservations.keys()]).toEqual([tomorrow])
    expect(floor.past.map(({ entity }) => entity.id)).toEqual([gone])
  })

  test('ends a party of yesterday on its day, also one that was notified in the minutes after', () => {
    const floor = openFloor()
    const guestId = floor.party()
    floor.clock.now = '2026-05-02T02:00:01Z'
    floor.run('guest.setStatus', { guestId, status: 'notified' })
    floor.clock.now = '2026-05-02T02:00:20Z'
    floor.run('serviceDay.close', { limit: 100 })
    expect(floor.guest(guestId)).toMatchObject({ status: 'left', finishedAt: '2026-05-02T01:59:59Z' })
    floor.closeDay()
    expect(floor.floor.guests.size).toBe(0)
  })

  test('settles what nobody settled, and says so', () => {
    const floor = openFloor({ tables: [4, 4] })
    const missed = floor.booking()
    const unanswered = floor.booking({ status: 'pending' })
    const inLine = floor.party()
    const arrived = floor.booking({ startsAt: '2026-05-01T17:00:00Z' })
    floor.run('reservation.arrive', { reservationId: arrived })
    const seated = floor.seated([1])
    floor.clock.now = nextMorning
    const settled = floor.run('serviceDay.close', { limit: 100 })
    expect(settled.changes.every(({ action, archived }) => action === 'update' && !archived)).toBe(true)
    expect(floor.reservation(missed)).toMatchObject({ status: 'no_show', endedReason: 'day closed' })
    expect(floor.reservation(unanswered)).toMatchObject({ status: 'cancelled', endedReason: 'day closed' })
    // It counts for the day in which it waited.
    const left = { status: 'left', endedReason: 'day closed', finishedAt: '2026-05-02T01:59:59Z' }
    expect(floor.guest(inLine)).toMatchObject(left)
    expect(floor.guest(floor.reservation(arrived)?.guestId ?? '')).toMatchObject(left)
    expect(floor.reservation(arrived)).toMatchObject({ status: 'cancelled', endedReason: 'day closed' })
    floor.closeDay()
    expect([...floor.floor.guests.keys()]).toEqual([seated])
    expect(floor.guest(seated)?.status).toBe('seated')
    expect(floor.floor.reservations.size).toBe(0)
    expect(floor.past).toHaveLength(5)
  })

  test('waits for the last shift of the day before', () => {
    const nights = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '22:00', closes: '05:30' }))
    const floor = openFloor({ now: '2026-05-01T21:00:00Z', settings: { hours: nights } })
    const guestId = floor.party()
    floor.clock.now = '2026-05-02T03:29:59Z'
    expect(floor.decideOne('serviceDay.close', { limit: 100 })).toBeUndefined()
    floor.clock.now = '2026-05-02T03:30:00Z'
    floor.run('serviceDay.close', { limit: 100 })
    expect(floor.guest(guestId)?.status).toBe('left')
  })

  test('settles the days before the last one also while its shift is open', () => {
    const nights = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '22:00', closes: '05:30' }))
    const floor = openFloor({ now: '2026-05-01T21:00:00Z', settings: { hours: nights } })
    const old = floor.booking({ startsAt: '2026-05-01T21:30:00Z' })
    floor.clock.now = '2026-05-02T21:00:00Z'
    const lately = floor.party()
    floor.clock.now = '2026-05-03T02:30:00Z'
    floor.run('serviceDay.close', { limit: 100 })
    expect(floor.reservation(old)?.status).toBe('no_show')
    expect(floor.guest(lately)?.status).toBe('waiting')
  })

  test('takes a party and its reservation together, also where it came a day early', () => {
    const floor = openFloor({ tables: [4, 4] })
    const early = floor.booking({ startsAt: '2026-05-03T18:00:00Z' })
    floor.run('reservation.seat', { reservationId: early, tableIds: [floor.tableIds[0]], force: true })
    floor.run('reservation.setStatus', { reservationId: early, status: 'finished' })
    const late = floor.booking({ startsAt: '2026-05-01T18:00:00Z' })
    floor.run('reservation.seat', { reservationId: late, tableIds: [floor.tableIds[1]] })
    floor.clock.now = nextMorning
    floor.run('serviceDay.close', { limit: 1 })
    expect([...floor.floor.reservations.keys()]).toEqual([late])
    expect(floor.decideOne('serviceDay.close', { limit: 100 })).toBeUndefined()
    floor.run('reservation.setStatus', { reservationId: late, status: 'finished' })
    floor.run('reservation.restore', { reservationId: late })
    expect(floor.reservation(late)?.status).toBe('seated')
  })

  test('goes in several steps where there is much', () => {
    const floor = openFloor()
    for (let i = 0; i < 5; i++) floor.run('guest.setStatus', { guestId: floor.party(), status: 'left' })
    floor.clock.now = '2026-05-03T12:00:00Z'
    expect(floor.run('serviceDay.close', { limit: 3 }).changes).toHaveLength(3)
    expect(floor.run('serviceDay.close', { limit: 3 }).changes).toHaveLength(2)
  })
})

describe('what a closed day has ended', () => {
  function closed() {
    const floor = openFloor({ tables: [4] })
    const missed = floor.booking({ tableIds: floor.tableIds })
    const inLine = floor.party({ name: 'Grace' })
    floor.clock.now = nextMorning
    floor.closeDay()
    return { floor, missed, inLine }
  }
  const pastOf = (floor: ReturnType<typeof openFloor>, id: string) =>
    floor.past.find(({ entity }) => entity.id === id)?.entity

  test('can be corrected for a week, and stays in the history', () => {
    const { floor, missed } = closed()
    floor.clock.now = '2026-05-06T12:00:00Z'
    const corrected = floor.run('reservation.setStatus', {
      reservationId: missed,
      status: 'cancelled',
      reason: 'called',
    })
    expect(corrected.changes).toMatchObject([{ entity_id: missed, action: 'update', history: true }])
    expect(floor.reservation(missed)).toBeUndefined()
    expect(pastOf(floor, missed)).toMatchObject({ status: 'cancelled', endedReason: 'called' })
    floor.undoLast()
    expect(pastOf(floor, missed)).toMatchObject({ status: 'no_show' })
    floor.clock.now = '2026-05-09T12:00:00Z'
    const late = floor.refusal('reservation.setStatus', { reservationId: missed, status: 'cancelled' })
    expect(late.code).toBe('invalid_transition')
  })

  test('a party that it took for gone can be corrected too', () => {
    const { floor, inLine } = closed()
    const corrected = floor.run('guest.setStatus', { guestId: inLine, status: 'no_show', reason: 'never here' })
    expect(corrected.changes).toMatchObject([{ entity_id: inLine, action: 'update', history: true }])
    expect(pastOf(floor, inLine)).toMatchObject({ status: 'no_show', endedReason: 'never here' })
    expect(floor.refusal('guest.setStatus', { guestId: inLine, status: 'waiting' }).code).toBe('invalid_transition')
    floor.clock.now = '2026-05-12T12:00:00Z'
    const late = floor.refusal('guest.setStatus', { guestId: inLine, status: 'left' })
    expect(late.code).toBe('invalid_transition')
  })

  test('a correction of a reservation is one of its party, and the other way round', () => {
    const floor = openFloor()
    const reservationId = floor.booking({ startsAt: '2026-05-01T18:00:00Z', tableIds: floor.tableIds })
    floor.run('reservation.seat', { reservationId })
    const guestId = floor.reservation(reservationId)?.guestId ?? ''
    floor.run('guest.setStatus', { guestId, status: 'finished' })
    floor.clock.now = '2026-05-02T08:00:00Z'
    floor.closeDay()
    floor.run('reservation.setStatus', { reservationId, status: 'no_show' })
    expect(pastOf(floor, guestId)).toMatchObject({ status: 'no_show' })
    floor.run('guest.setStatus', { guestId, status: 'left', reason: 'waited too long' })
    expect(pastOf(floor, reservationId)).toMatchObject({ status: 'cancelled', endedReason: 'waited too long' })
    floor.run('reservation.setStatus', { reservationId, status: 'finished' })
    expect(pastOf(floor, guestId)).toMatchObject({ status: 'finished' })
  })

  test('takes notes and tags, and nothing else', () => {
    const { floor, missed, inLine } = closed()
    floor.run('reservation.update', { reservationId: missed, notes: 'was ill', tags: ['call back'] })
    floor.run('guest.update', { guestId: inLine, notes: 'angry' })
    expect(pastOf(floor, missed)).toMatchObject({ notes: 'was ill', tags: ['call back'] })
    expect(pastOf(floor, inLine)).toMatchObject({ notes: 'angry', status: 'left' })
    for (const edit of [{ partySize: 3 }, { name: 'Other' }, { startsAt: '2026-05-06T18:00:00Z' }]) {
      expect(floor.refusal('reservation.update', { reservationId: missed, ...edit }).code).toBe('invalid_transition')
    }
    expect(floor.refusal('guest.update', { guestId: inLine, partySize: 3 }).code).toBe('invalid_transition')
  })

  test('comes back to the floor by a restore', () => {
    const { floor, missed, inLine } = closed()
    floor.run('guest.restore', { guestId: inLine })
    expect(floor.guest(inLine)).toMatchObject({ status: 'waiting', name: 'Grace', endedReason: null })
    floor.run('reservation.restore', { reservationId: missed })
    expect(floor.reservation(missed)).toMatchObject({ status: 'confirmed', tableIds: floor.tableIds })
    expect(floor.past).toEqual([])
    // An undo ends it again, and the next close takes it away.
    floor.undoLast()
    expect(floor.reservation(missed)).toMatchObject({ status: 'no_show', endedReason: 'day closed' })
    floor.closeDay()
    expect(pastOf(floor, missed)).toMatchObject({ status: 'no_show' })
  })
})

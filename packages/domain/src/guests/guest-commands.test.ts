import { expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'

test('a new party waits in line from now on', () => {
  const floor = openFloor()
  const { created } = floor.run('guest.create', { partySize: 3, tags: ['vip', ' vip '], phone: '(030) 901820' })
  expect(created('guest')).toMatchObject({
    name: 'Walk-in',
    partySize: 3,
    status: 'waiting',
    tags: ['vip'],
    phone: '+4930901820',
    joinedAt: floor.clock.now,
    version: floor.floor.version,
    tableIds: [],
    endedFrom: null,
  })
})

test('a party taken in offline keeps the time it came, but never one that has not been yet', () => {
  const floor = openFloor()
  const early = floor.party({ joinedAt: '2026-05-01T18:30:00+02:00' })
  const late = floor.party({ joinedAt: '2026-05-01T18:30:00Z' })
  expect(floor.guest(early)?.joinedAt).toBe('2026-05-01T16:30:00Z')
  expect(floor.guest(late)?.joinedAt).toBe(floor.clock.now)
})

test('a walk-in straight to a table sits there at once, with or without the word seated', () => {
  const floor = openFloor({ tables: [4, 4, 4] })
  const [a, b, c] = floor.tableIds
  const one = floor.party({ tableId: a })
  const two = floor.party({ status: 'Seated', tableIds: [b, c], tableId: null })
  expect(floor.guest(one)).toMatchObject({ status: 'seated', tableId: a, tableIds: [a], seatedAt: floor.clock.now })
  expect(floor.guest(two)).toMatchObject({ status: 'seated', tableId: b, tableIds: [b, c] })
  expect(floor.table(1)).toMatchObject({ status: 'occupied', currentGuestId: two })
})

test('a new party is waiting, notified or seated, and only the last has a table', () => {
  const floor = openFloor()
  const [tableId] = floor.tableIds
  expect(floor.refusal('guest.create', { partySize: 2, status: 'finished' }).errors?.[0]?.path).toBe('payload.status')
  expect(floor.refusal('guest.create', { partySize: 2, status: 'seated' }).errors?.[0]?.path).toBe('payload.tableIds')
  expect(floor.refusal('guest.create', { partySize: 2, status: 'waiting', tableId }).code).toBe('validation_failed')
  expect(floor.guest(floor.party({ status: 'notified' }))).toMatchObject({ notifiedAt: floor.clock.now })
})

test('of a new party, tableId is the first of tableIds', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [first, second] = floor.tableIds
  const refused = floor.refusal('guest.create', { partySize: 2, tableId: first, tableIds: [second] })
  expect(refused.errors).toEqual([{ path: 'payload.tableId', message: 'must be the first of tableIds' }])
  floor.run('guest.create', { partySize: 2, tableId: second, tableIds: [second, first] })
})

test('an id that is taken is not given twice, and does not touch who has it', () => {
  const floor = openFloor()
  const id = floor.seated()
  expect(floor.refusal('guest.create', { id, partySize: 2, tableIds: floor.tableIds })).toMatchObject({
    code: 'already_exists',
    current: { entity_type: 'guest', entity_id: id },
  })
})

test('what is left out of an update stays, and null takes away what may be missing', () => {
  const floor = openFloor()
  const guestId = floor.party({ name: 'Ada', phone: '+4915112345678', notes: 'window', quotedMinutes: 20 })
  floor.run('guest.update', { guestId, phone: null, quotedMinutes: null })
  expect(floor.guest(guestId)).toMatchObject({ name: 'Ada', notes: 'window', phone: null, quotedMinutes: null })
  expect(floor.decideOne('guest.update', { guestId, name: 'Ada' })).toBeUndefined()
})

test('only a party at a table has a course', () => {
  const floor = openFloor()
  const guestId = floor.party()
  expect(floor.refusal('guest.update', { guestId, course: 'mains' }).code).toBe('invalid_transition')
  floor.run('guest.seat', { guestId, tableIds: floor.tableIds })
  floor.run('guest.update', { guestId, course: 'Dessert' })
  expect(floor.guest(guestId)?.course).toBe('dessert')
  floor.run('guest.update', { guestId, course: null })
  expect(floor.guest(guestId)?.course).toBeNull()
})

test('a server writes courses and notes, a host everything', () => {
  const floor = openFloor()
  const guestId = floor.seated()
  floor.run('guest.update', { guestId, course: 'ordered', notes: 'allergic to nuts' }, { role: 'server' })
  expect(floor.refusal('guest.update', { guestId, notes: 'x', name: 'Ada' }, { role: 'server' }).code).toBe('forbidden')
  expect(floor.refusal('guest.update', { guestId, notes: 'x' }, { role: 'viewer' }).code).toBe('forbidden')
  floor.run('guest.update', { guestId, name: 'Ada' }, { role: 'host' })
})

const live = ['waiting', 'notified', 'seated'] as const
const ended = ['finished', 'cancelled', 'no_show', 'left'] as const
const allowed: Record<(typeof live)[number], readonly string[]> = {
  waiting: ['notified', 'seated', 'cancelled', 'no_show', 'left'],
  notified: ['waiting', 'seated', 'cancelled', 'no_show', 'left'],
  seated: ['waiting', 'finished', 'cancelled', 'no_show', 'left'],
}

for (const from of live) {
  for (const to of [...live, ...ended]) {
    if (from === to) continue
    const can = allowed[from].includes(to)
    test(`a party that is ${from} ${can ? 'may become' : 'cannot become'} ${to}`, () => {
      const floor = openFloor()
      const guestId = floor.party({ status: from, ...(from === 'seated' ? { tableIds: floor.tableIds } : {}) })
      const payload = { guestId, status: to, ...(to === 'seated' ? { tableIds: floor.tableIds } : {}) }
      if (!can) {
        const current = { guestId, status: from }
        expect(floor.refusal('guest.setStatus', payload)).toMatchObject({ code: 'invalid_transition', current })
        return
      }
      floor.run('guest.setStatus', payload)
      expect(floor.guest(guestId)?.status).toBe(to)
      expect(floor.table(0)?.status).toBe(to === 'seated' ? 'occupied' : 'available')
    })
  }
}

for (const from of ended) {
  test(`a party that is ${from} stays so until it is restored`, () => {
    const floor = openFloor()
    const guestId = floor.seated()
    floor.run('guest.setStatus', { guestId, status: from })
    for (const status of [...live, ...ended]) {
      const payload = { guestId, status, ...(status === 'seated' ? { tableIds: floor.tableIds } : {}) }
      if (status === from) expect(floor.decideOne('guest.setStatus', payload)).toBeUndefined()
      else expect(floor.refusal('guest.setStatus', payload).code).toBe('invalid_transition')
    }
    expect(floor.refusal('guest.seat', { guestId, tableIds: floor.tableIds }).code).toBe('invalid_transition')
  })
}

test('older clients write statuses in their own way', () => {
  const floor = openFloor()
  const guestId = floor.party({ status: 'Waitlist' })
  const tables = { tableIds: floor.tableIds }
  for (const [status, kept] of [
    ['SEATED', 'seated'],
    ['wait-list', 'waiting'],
    ['NOTIFIED', 'notified'],
    ['noShow', 'no_show'],
  ] as const) {
    floor.run('guest.setStatus', { guestId, status, ...(kept === 'seated' ? tables : {}) })
    expect(floor.guest(guestId)?.status).toBe(kept)
  }
})

test('notified and back to waiting forgets when the party was called', () => {
  const floor = openFloor()
  const guestId = floor.party()
  floor.run('guest.setStatus', { guestId, status: 'notified' })
  expect(floor.guest(guestId)?.notifiedAt).toBe(floor.clock.now)
  floor.run('guest.setStatus', { guestId, status: 'waiting' })
  expect(floor.guest(guestId)?.notifiedAt).toBeNull()
})

test('deleting wins: a later change of the party is not found', () => {
  const floor = openFloor()
  const guestId = floor.seated()
  floor.run('guest.delete', { guestId })
  expect(floor.table(0)).toMatchObject({ status: 'available', currentGuestId: null })
  for (const type of ['guest.update', 'guest.restore']) {
    expect(floor.refusal(type, { guestId }).code).toBe('not_found')
  }
  expect(floor.refusal('guest.seat', { guestId, tableIds: floor.tableIds }).code).toBe('not_found')
})

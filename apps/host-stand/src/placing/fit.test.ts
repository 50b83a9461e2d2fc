import { openFloor } from '@qtable/domain/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Fit, fitContext, fitOf, fitsOf, type PartyToPlace } from './fit.ts'

type TestFloor = ReturnType<typeof openFloor>

function fits(test: TestFloor, party: PartyToPlace, chosen: readonly string[] = []): Fit[] {
  const context = fitContext(test.floor, Date.parse(test.clock.now))
  const byId = fitsOf(context, party, chosen)
  return test.tableIds.map((id) => byId.get(id) ?? expect.fail('no fit'))
}

test('as many seats as people is best, a few more is close, many more is loose, fewer does not fit', () => {
  const floor = openFloor({ tables: [4, 5, 8, 3] })
  floor.run('table.update', { tableId: floor.tableIds[2], minPartySize: 6 })
  expect(fits(floor, { partySize: 4 }).map(({ grade }) => grade)).toEqual(['exact', 'close', 'loose', 'none'])
  expect(fits(floor, { partySize: 4 })[3]).toMatchObject({
    can: 'force',
    reasons: [{ code: 'party_too_large', current: { seats: 3 } }],
  })
})

test('an occupied, blocked, dirty or held table says so', () => {
  const floor = openFloor({ tables: [4, 4, 4, 4] })
  floor.seated([0], { name: 'Okafor', partySize: 3 })
  for (const [i, status] of ['blocked', 'cleaning', 'reserved'].entries()) {
    floor.run('table.setStatus', { tableId: floor.tableIds[i + 1], status })
  }
  expect(fits(floor, { partySize: 2 }).map(({ can, reasons }) => [can, reasons[0]])).toMatchObject([
    ['never', { code: 'table_occupied', current: { tableNumber: '1', guestName: 'Okafor', partySize: 3 } }],
    ['force', { code: 'table_blocked', current: { tableNumber: '2' } }],
    ['seat', { code: 'cleaning', table: '3' }],
    ['seat', { code: 'held', table: '4' }],
  ])
})

test('a table reserved within the turn only fits the party of that reservation', () => {
  const floor = openFloor({ tables: [6, 6] })
  const [first] = floor.tableIds
  const startsAt = '2026-05-01T18:00:00Z'
  const reservationId = floor.booking({ name: 'Lovelace', startsAt, tableIds: [first], partySize: 2 })
  expect(fits(floor, { partySize: 4 })[0]?.reasons).toMatchObject([
    { code: 'table_promised', current: { tableIds: [first], name: 'Lovelace', startsAt } },
  ])
  expect(fits(floor, { partySize: 2, reservationId }).map(({ grade }) => grade)).toEqual(['exact', 'loose'])
  floor.run('reservation.arrive', { reservationId })
  const { guestId } = floor.reservation(reservationId) ?? {}
  expect(fits(floor, { partySize: 2, guestId: guestId ?? '' })[0]?.grade).toBe('exact')
})

test('a reservation after the turn is no obstacle', () => {
  const floor = openFloor({ tables: [2] })
  floor.booking({ startsAt: '2026-05-01T18:15:00Z', tableIds: floor.tableIds })
  expect(fits(floor, { partySize: 2 })[0]?.grade).toBe('exact')
})

test('tables too small alone name the others that they combine with', () => {
  const floor = openFloor({ tables: [4, 4, 4] })
  const [a, b] = floor.tableIds
  const tableIds = [a, b]
  floor.run('combination.create', { name: '1 + 2', tableIds, capacity: 7 })
  const all = fits(floor, { partySize: 6 })
  expect(all.map(({ grade }) => grade)).toEqual(['join', 'join', 'none'])
  expect(all[0]?.joins).toEqual(tableIds)
  expect(fits(floor, { partySize: 7 }, [a ?? ''])[1]).toMatchObject({ grade: 'exact', seats: 7 })
  expect(fits(floor, { partySize: 8 }, [a ?? ''])[2]).toMatchObject({ grade: 'exact', seats: 8 })
})

test('a party cannot move to its own table', () => {
  const floor = openFloor({ tables: [4, 4] })
  const guestId = floor.seated([0], { partySize: 4 })
  expect(fits(floor, { partySize: 4, guestId }).map(({ grade }) => grade)).toEqual(['none', 'exact'])
})

const services = fc.record({
  capacities: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 5 }),
  statuses: fc.array(fc.constantFrom('available', 'cleaning', 'reserved', 'blocked', 'taken'), { maxLength: 5 }),
  partySize: fc.integer({ min: 1, max: 16 }),
  joined: fc.option(fc.integer({ min: 2, max: 20 })),
  chosen: fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }),
})

test('a fit predicts what the floor allows', () => {
  fc.assert(
    fc.property(services, ({ capacities, statuses, partySize, joined, chosen }) => {
      const floor = openFloor({ tables: capacities })
      const [a, b] = floor.tableIds
      if (joined && a && b) floor.run('combination.create', { name: 'x', tableIds: [a, b], capacity: joined })
      for (const [i, status] of statuses.slice(0, capacities.length).entries()) {
        if (status === 'taken') floor.seated([i], { force: true })
        else if (status !== 'available') floor.run('table.setStatus', { tableId: floor.tableIds[i], status })
      }
      const guestId = floor.party({ partySize })
      const ids = [...new Set(chosen.flatMap((i) => floor.tableIds[i] ?? []))]
      const tables = ids.flatMap((id) => floor.floor.tables.get(id) ?? [])
      if (tables.length === 0) return
      const fit = fitOf(fitContext(floor.floor, Date.parse(floor.clock.now)), tables, { partySize, guestId })
      const attempt = (force: boolean) => () => floor.decideOne('guest.seat', { guestId, tableIds: ids, force })
      if (fit.can === 'seat') expect(attempt(false)).not.toThrow()
      else expect(attempt(false)).toThrow()
      if (fit.can === 'never') expect(attempt(true)).toThrow()
      else expect(attempt(true)).not.toThrow()
      if (fit.grade === 'exact') expect(fit.seats).toBe(partySize)
      if (fit.grade !== 'none') expect(fit.reasons).toEqual([])
    }),
    { numRuns: 500 },
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entities } from '../entities.ts'
import { endOf, type Reservation, startOf } from '../reservations/reservation.ts'
import { ChangedPlans } from './changed-plans.ts'

const hourMs = 3_600_000
const start = Date.UTC(2026, 4, 1)
const time = fc.integer({ min: 0, max: 24 * 14 }).map((hours) => start + hours * hourMs)
const table = fc.constantFrom('a', 'b', 'c')

const plan = fc
  .record({ at: time, durationMinutes: fc.integer({ min: 15, max: 24 * 60 }), tableIds: fc.uniqueArray(table) })
  .map(
    ({ at, ...rest }): Omit<Reservation, 'id'> => ({
      ...entities.reservation.example,
      ...rest,
      startsAt: new Date(at).toISOString(),
    }),
  )

test('[I36] whatever was put, all that overlaps a time at a table is named', () => {
  const until = fc.oneof(time, fc.constant(Number.POSITIVE_INFINITY))
  const from = fc.oneof(time, fc.constant(Number.NEGATIVE_INFINITY))
  fc.assert(
    fc.property(fc.array(plan), table, from, until, (rows, tableId, from, until) => {
      const plans = new ChangedPlans()
      const reservations = rows.map((row, i): Reservation => ({ ...row, id: String(i) }))
      for (const reservation of reservations) plans.note(reservation)
      const near = plans.near(tableId, { from, until })
      const overlapping = reservations.filter(
        (one) => one.tableIds.includes(tableId) && startOf(one) < until && endOf(one) > from,
      )
      expect(overlapping.filter(({ id }) => !near.has(id))).toEqual([])
      expect([...near].every((id) => reservations[Number(id)]?.tableIds.includes(tableId))).toBe(true)
    }),
  )
})

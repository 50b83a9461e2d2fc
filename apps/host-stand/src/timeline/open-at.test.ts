import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { openAt } from './open-at.ts'
import { collapseUnplanned, timelineDay } from './timeline-day.ts'

const noon = Date.parse('2026-05-02T10:00:00Z')
const hourMs = 3_600_000

function dayOf(times: readonly string[]) {
  const floor = openFloor({ tables: [4] })
  for (const time of times) floor.booking({ startsAt: `2026-05-02T${time}:00Z`, partySize: 4 })
  const reservations = [...floor.floor.reservations.values()]
  return timelineDay(floor.floor, { reservations, isToday: false, now: noon - 24 * hourMs, noon })
}

const timeOf = (at: number) => new Date(at).toISOString().slice(11, 16)

test('another day opens on its first booking, or on its busiest hour where that would be off the screen', () => {
  const day = dayOf(['11:00', '18:15', '18:30', '18:45', '20:00'])
  expect(timeOf(openAt(day, 9 * hourMs))).toBe('11:00')
  expect(timeOf(openAt(day, 5 * hourMs))).toBe('17:00')
})

test('a day without bookings opens at its start', () => {
  const day = dayOf([])
  expect(openAt(day, 5 * hourMs)).toBe(day.from)
})

test('many bookings without a table take one row until they are shown', () => {
  const day = dayOf(['18:00', '18:00', '18:15', '18:30', '18:45'])
  expect(day.rows[0]?.lanes).toBe(5)
  expect(collapseUnplanned(day).rows[0]).toMatchObject({ lanes: 1, isCollapsed: true })
  expect(collapseUnplanned(dayOf(['18:00', '18:15'])).rows[0]).toMatchObject({ lanes: 2 })
})

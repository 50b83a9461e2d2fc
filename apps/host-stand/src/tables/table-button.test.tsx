import type { Floor } from '@qtable/domain'
import { openFloor } from '@qtable/domain/testing'
import { cleanup, render, screen } from '@testing-library/react'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timesIn } from '../time/times.ts'
import { TableButton } from './table-button.tsx'
import { viewsOf } from './table-view.ts'

const start = Date.parse('2026-05-01T17:00:00.000Z')

/** Draws the first table of a floor, `minutes` later, at `scale` pixels per plan unit. */
function draw(floor: Floor, { scale = 1, minutes = 0 }: { scale?: number; minutes?: number } = {}): HTMLElement {
  const [view] = viewsOf(floor, start + minutes * 60_000).values()
  if (!view) expect.fail('there is no table')
  const fixed = { isChosen: false, isSelected: false, isTouched: false, grade: undefined, pulse: undefined }
  cleanup()
  render(<TableButton view={view} scale={scale} times={timesIn('Europe/Paris')} {...fixed} />)
  return screen.getByRole('button')
}

/** The visible text of a table, as a user of voice control would say it. */
const wordsOf = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? []
const written = (button: HTMLElement) => wordsOf(button.textContent).join(' ').toLowerCase()
const said = (button: HTMLElement) => wordsOf(button.ariaLabel ?? button.getAttribute('aria-label') ?? '')

const floors = fc.record({
  shape: fc.constantFrom('round', 'square', 'rectangle', 'oval', 'booth', 'bar'),
  rotation: fc.constantFrom(0, 45, 90),
  state: fc.constantFrom('available', 'reserved', 'cleaning', 'blocked', 'seated'),
  course: fc.constantFrom(null, 'mains', 'check'),
  hasNext: fc.boolean(),
  minutes: fc.integer({ min: 0, max: 130 }),
  scale: fc.double({ min: 0.2, max: 3, noNaN: true }),
})

test('the accessible name of a table begins with its visible text in the same order at every size', () => {
  fc.assert(
    fc.property(floors, ({ shape, rotation, state, course, hasNext, minutes, scale }) => {
      const floor = openFloor({ tables: [4] })
      const [tableId] = floor.tableIds
      floor.run('table.update', { tableId, tableNumber: '12', shape, rotation })
      const startsAt = '2026-05-01T19:30:00Z'
      if (hasNext) floor.booking({ startsAt, tableIds: [tableId] })
      if (state === 'seated') {
        const guestId = floor.seated([0], { name: 'Nguyễn-Okafor', partySize: 3 })
        if (course) floor.run('guest.update', { guestId, course })
      } else if (state !== 'available') floor.run('table.setStatus', { tableId, status: state, force: true })
      const button = draw(floor.floor, { scale, minutes })
      expect(
        said(button)
          .join(' ')
          .toLowerCase()
          .startsWith(`table ${written(button)}`),
      ).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('what a table is too small to show is still in its accessible name', () => {
  const floor = openFloor({ tables: [4] })
  floor.booking({ name: 'Ada', partySize: 2, startsAt: '2026-05-01T18:45:00.000Z', tableIds: floor.tableIds })
  const guestId = floor.seated([0], { name: 'Okafor', partySize: 3, force: true })
  floor.run('guest.update', { guestId, course: 'mains' })
  for (const scale of [0.2, 0.5, 1, 2]) {
    const name = draw(floor.floor, { scale, minutes: 52 }).getAttribute('aria-label')
    for (const part of [
      'Table 1',
      'Okafor',
      'party of 3',
      '52 min',
      'turn of 90 minutes',
      'mains',
      '4 seats',
      'next Ada',
    ]) {
      expect(name).toContain(part)
    }
  }
})

test('a recent change of a table is part of its accessible name', () => {
  const floor = openFloor({ tables: [4] })
  const [view] = viewsOf(floor.floor, start).values()
  if (!view) expect.fail('there is no table')
  const pulse = { name: 'Mia Berg', initials: 'MB', version: 1 }
  const fixed = { isChosen: false, isSelected: false, isTouched: false, grade: undefined, pulse }
  render(<TableButton view={view} scale={1} times={timesIn('Europe/Paris')} {...fixed} />)
  screen.getByRole('button', { name: /Just changed by Mia Berg/ })
  expect(screen.queryByText('MB')).toBeNull()
})

import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { SwipeRow } from './swipe-row.tsx'

/** Rows that record their actions. */
function openRows({ isBusy = () => false }: { isBusy?: () => boolean } = {}) {
  const done: string[] = []
  render(
    <ul>
      {['Okafor', 'Sato'].map((name) => (
        <SwipeRow
          key={name}
          isBusy={isBusy}
          name={name}
          actions={(side) =>
            (side === 'start' ? ['Notify', 'Seat'] : ['Left']).map((label) => ({
              name: label,
              label,
              says: `${label}: ${name}`,
              icon: null,
              run: () => done.push(`${label} ${name}`),
            }))
          }
        >
          <button type="button" onClick={() => done.push(`open ${name}`)}>
            {name}
          </button>
        </SwipeRow>
      ))}
    </ul>,
  )
  return done
}

function swipe(name: string, dx: number, { dy = 0, pointerType = 'touch', isCancelled = false } = {}): void {
  const row = screen.getByRole('button', { name })
  const at = (part: number) => ({
    pointerId: 7,
    pointerType,
    isPrimary: true,
    buttons: 1,
    bubbles: true,
    clientX: 200 + dx * part,
    clientY: 100 + dy * part,
  })
  fireEvent.pointerDown(row, at(0))
  for (const part of [0.25, 0.5, 0.75, 1]) fireEvent.pointerMove(row, at(part))
  fireEvent[isCancelled ? 'pointerCancel' : 'pointerUp'](row, at(1))
}

const uncovered = () =>
  screen
    .queryAllByRole('button')
    .filter((button) => !button.closest('[inert]'))
    .map((button) => button.getAttribute('aria-label'))
    .filter(Boolean)

test('a row reveals what continues on one side and what ends on the other, and each action runs once', () => {
  const done = openRows()
  swipe('Okafor', 180)
  expect(uncovered()).toEqual(['Notify: Okafor', 'Seat: Okafor'])
  fireEvent.click(screen.getByRole('button', { name: 'Seat: Okafor' }))
  expect(uncovered()).toEqual([])
  swipe('Okafor', -120)
  expect(uncovered()).toEqual(['Left: Okafor'])
  fireEvent.click(screen.getByRole('button', { name: 'Left: Okafor' }))
  expect(done).toEqual(['Seat Okafor', 'Left Okafor'])
})

test('the end of a swipe is no tap, and a tap on an open row closes it', () => {
  const done = openRows()
  swipe('Okafor', 180)
  fireEvent.click(screen.getByRole('button', { name: 'Okafor' }))
  expect(done).toEqual([])
  expect(uncovered()).toHaveLength(2)
  const row = screen.getByRole('button', { name: 'Okafor' })
  for (const event of ['pointerDown', 'pointerUp', 'click'] as const) {
    fireEvent[event](row, { pointerId: 8, pointerType: 'touch', isPrimary: true })
  }
  expect(done).toEqual([])
  expect(uncovered()).toEqual([])
  fireEvent.pointerDown(row, { pointerId: 9, pointerType: 'touch', isPrimary: true })
  fireEvent.click(row)
  expect(done).toEqual(['open Okafor'])
})

test('a mouse, a scroll, a cancelled swipe and a finger that drags a party open nothing', () => {
  let isCarrying = false
  openRows({ isBusy: () => isCarrying })
  swipe('Okafor', -200, { pointerType: 'mouse' })
  swipe('Okafor', -30, { dy: 200 })
  swipe('Okafor', -200, { isCancelled: true })
  isCarrying = true
  swipe('Okafor', -200)
  expect(uncovered()).toEqual([])
})

test('one row is open at a time; a touch elsewhere and Escape close it', () => {
  openRows()
  swipe('Okafor', 180)
  swipe('Sato', -120)
  expect(uncovered()).toEqual(['Left: Sato'])
  fireEvent.keyDown(document.body, { key: 'Escape' })
  expect(uncovered()).toEqual([])
  swipe('Sato', -120)
  fireEvent.pointerDown(document.body)
  expect(uncovered()).toEqual([])
})

test('a closed row is back in its place', () => {
  openRows()
  swipe('Okafor', 180)
  const front = screen.getByRole('button', { name: 'Okafor' }).parentElement
  expect(front?.style.transform).toBe('translateX(160px)')
  fireEvent.pointerDown(document.body)
  expect(front?.style.transform).toBe('')
  if (front) fireEvent.transitionEnd(front)
  expect(screen.queryByRole('button', { name: 'Seat: Okafor', hidden: true })).toBeNull()
})

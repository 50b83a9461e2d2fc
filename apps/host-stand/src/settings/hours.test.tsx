import type { Settings } from '@qtable/domain'
import { fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { Hours } from './hours.tsx'

const monday = new Intl.DateTimeFormat('en-US', { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1))

type Openings = Settings['hours']

function Held({ first, tell }: { first: Openings; tell: (hours: Openings) => void }) {
  const [hours, setHours] = useState(first)
  function change(next: Openings): void {
    tell(next)
    setHours(next)
  }
  return <Hours hours={hours} onChange={change} />
}

function openHours(first: Openings = []) {
  let now = first
  render(
    <Held
      first={first}
      tell={(hours) => {
        now = hours
      }}
    />,
  )
  const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
  return { hours: () => now, press }
}

test('a day gets dinner, then lunch before it, and one of them can be removed', () => {
  const { hours, press } = openHours()
  expect(screen.getAllByText('Not set')).toHaveLength(7)
  press(`Open on ${monday}`)
  press(`Open on ${monday}`)
  expect(hours().map(({ weekday, opens }) => [weekday, opens])).toEqual([
    [1, '12:00'],
    [1, '17:00'],
  ])
  expect(screen.getAllByText('Closed')).toHaveLength(6)
  expect(screen.getByRole('status').textContent).toMatch(/^Closed all day on .*Nobody can book then\.$/)
  press(`${monday}: remove the opening at 12:00 PM`)
  expect(hours()).toEqual([{ weekday: 1, opens: '17:00', closes: '23:00' }])
})

test('every day can copy Monday with all its openings', () => {
  const { hours, press } = openHours([
    { weekday: 1, opens: '12:00', closes: '14:00' },
    { weekday: 1, opens: '18:00', closes: '01:00' },
    { weekday: 3, opens: '09:00', closes: '10:00' },
  ])
  press(`Copy ${monday} to every day`)
  expect(hours()).toHaveLength(14)
  expect(hours().filter(({ weekday }) => weekday === 3)).toEqual([
    { weekday: 3, opens: '12:00', closes: '14:00' },
    { weekday: 3, opens: '18:00', closes: '01:00' },
  ])
  expect(screen.queryByRole('button', { name: `Copy ${monday} to every day` })).toBeNull()
})

test('a typed time stays in its row', () => {
  const { hours } = openHours([
    { weekday: 1, opens: '12:00', closes: '14:00' },
    { weekday: 1, opens: '18:00', closes: '23:00' },
  ])
  const [first] = screen.getAllByLabelText(`${monday}: Opens`)
  if (first) fireEvent.change(first, { target: { value: '19:00' } })
  expect(hours().map(({ opens }) => opens)).toEqual(['19:00', '18:00'])
})

test('a time that is not filled in says so beside it, without the bubble of the browser', () => {
  openHours([{ weekday: 1, opens: '12:00', closes: '14:00' }])
  const opens = screen.getByLabelText(`${monday}: Opens`)
  fireEvent.change(opens, { target: { value: '' } })
  expect(fireEvent.invalid(opens)).toBe(false)
  screen.getByText('Fill this in.')
  fireEvent.input(opens, { target: { value: '11:00' } })
  expect(screen.queryByText('Fill this in.')).toBeNull()
})

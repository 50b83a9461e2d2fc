import { act, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { showLanguage } from '../words/catalogue.ts'
import { TimeField } from './time-field.tsx'

afterEach(() => showLanguage('en'))

function Held({ first, tell }: { first: string; tell: (time: string) => void }) {
  const [time, setTime] = useState(first)
  function take(next: string): void {
    tell(next)
    setTime(next)
  }
  return <TimeField label="Opens" required value={time} onChange={take} />
}

function openField(first: string) {
  const given: string[] = []
  render(<Held first={first} tell={(time) => given.push(time)} />)
  const field = screen.getByLabelText<HTMLInputElement>('Opens')
  const type = (text: string) => fireEvent.input(field, { target: { value: text } })
  return { field, given, type, leave: () => fireEvent.blur(field) }
}

test('a time is written as the language of the app writes it, and read as people type it', async () => {
  await act(() => showLanguage('de'))
  const { field, given, type, leave } = openField('16:00')
  expect(field.value).toBe('16:00')
  type('1')
  type('19')
  expect(given).toEqual([])
  leave()
  expect([given, field.value]).toEqual([['19:00'], '19:00'])
  type('1830')
  expect(given.at(-1)).toBe('18:30')
  leave()
  expect(field.value).toBe('18:30')
})

test('in American English it has AM and PM', () => {
  const { field, given, type, leave } = openField('16:00')
  expect(field.value).toMatch(/^4:00\sPM$/)
  type('7:30 pm')
  leave()
  expect([given.at(-1), field.value]).toEqual(['19:30', expect.stringMatching(/^7:30\sPM$/)])
})

test('what is no time says so, is kept to be corrected, and is not sent', () => {
  const { field, given, type, leave } = openField('16:00')
  type('25:00')
  leave()
  screen.getByText('That cannot be read.')
  expect([given, field.value, field.checkValidity()]).toEqual([[], '25:00', false])
  type('')
  expect(given).toEqual([''])
  expect(field.validity.valueMissing).toBe(true)
  type('12:00')
  leave()
  expect(screen.queryByText('That cannot be read.')).toBeNull()
  expect(field.checkValidity()).toBe(true)
})

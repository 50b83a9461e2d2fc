import { fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { Stepper } from './stepper.tsx'

function Held({ first, tell, ...range }: { first: number; min: number; max: number; tell: (value: number) => void }) {
  const [value, setValue] = useState(first)
  function change(next: number): void {
    tell(next)
    setValue(next)
  }
  return <Stepper label="Width" value={value} step={10} onChange={change} {...range} />
}

function openStepper({ first = 90, min = 30, max = 200 }: { first?: number; min?: number; max?: number } = {}) {
  const seen: number[] = []
  render(<Held first={first} min={min} max={max} tell={(value) => seen.push(value)} />)
  const field = screen.getByLabelText<HTMLInputElement>('Width')
  const type = (value: string) => fireEvent.change(field, { target: { value } })
  return { seen, field, type }
}

test('a number is typed key by key without intermediate changes', () => {
  const { seen, field, type } = openStepper()
  for (const typed of ['', '1', '12', '120']) type(typed)
  fireEvent.blur(field)
  expect(seen).toEqual([120])
  expect(field.value).toBe('120')
})

test('on blur a number is brought within its limits; other text changes nothing', () => {
  const { seen, field, type } = openStepper()
  type('5')
  fireEvent.blur(field)
  expect(field.value).toBe('30')
  type('999')
  fireEvent.blur(field)
  expect(field.value).toBe('200')
  type('')
  fireEvent.blur(field)
  expect(field.value).toBe('200')
  expect(seen).toEqual([30, 200])
})

test('the buttons stop at the limits', () => {
  const { field } = openStepper({ first: 40 })
  const less = screen.getByRole<HTMLButtonElement>('button', { name: 'Width: less' })
  fireEvent.click(less)
  expect(field.value).toBe('30')
  expect(less.disabled).toBe(true)
  fireEvent.click(screen.getByRole('button', { name: 'Width: more' }))
  expect(field.value).toBe('40')
})

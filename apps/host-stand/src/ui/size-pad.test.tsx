import { fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { SizePad } from './size-pad.tsx'

function Pad({ first, onPick }: { first?: number; onPick: (size: number) => void }) {
  const [value, setValue] = useState(first)
  return (
    <SizePad
      value={value}
      onPick={(size) => {
        setValue(size)
        onPick(size)
      }}
    />
  )
}

function openPad(first?: number): number[] {
  const picked: number[] = []
  render(<Pad {...(first === undefined ? {} : { first })} onPick={(size) => picked.push(size)} />)
  return picked
}

const other = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Another number of people' })
const pressed = () => screen.queryAllByRole('button', { pressed: true }).map((key) => key.textContent)

test('a size takes one tap, a large one two', () => {
  const picked = openPad()
  fireEvent.click(screen.getByRole('button', { name: 'Party of 4' }))
  expect(pressed()).toEqual(['4'])
  fireEvent.click(screen.getByRole('button', { name: '10 +' }))
  fireEvent.click(screen.getByRole('button', { name: 'Party of 12' }))
  expect(pressed()).toEqual(['12'])
  expect(picked).toEqual([4, 12])
})

test('any other size can be typed; an invalid one is not picked', () => {
  const picked = openPad()
  fireEvent.click(screen.getByRole('button', { name: '10 +' }))
  for (const value of ['2', '27', '27 people', '0', '', '999']) fireEvent.change(other(), { target: { value } })
  expect(picked).toEqual([2, 27, 27])
  fireEvent.click(screen.getByRole('button', { name: 'Party of 10' }))
  expect(other().value).toBe('')
})

test('a size without its own button is shown', () => {
  openPad(17)
  expect(other().value).toBe('17')
  expect(pressed()).toEqual([])
})

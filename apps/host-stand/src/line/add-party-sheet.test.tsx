import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { placingNow, stopPlacing } from '../placing/placing-store.ts'
import { openSheet, sheetNow } from '../shell/open-sheet.ts'
import { openStandScreen, setScreen } from '../testing/stand-screen.tsx'
import { AddPartySheet } from './add-party-sheet.tsx'

const tablet = { width: 1180 }
const phone = { width: 390 }

async function openAdding(size: typeof tablet) {
  setScreen(size)
  const stand = await openStandScreen({ tables: [4] })
  act(() => openSheet({ kind: 'add' }))
  stand.show(<AddPartySheet onClose={() => {}} />)
  const guests = () => [...(stand.client.view?.guests.values() ?? [])]
  return { ...stand, guests }
}

const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const add = () => act(async () => fireEvent.click(screen.getByRole('button', { name: 'Add to the line' })))

test('a party joins the line with its details, and the sheet closes', async () => {
  const { guests } = await openAdding(tablet)
  fireEvent.click(screen.getByRole('button', { name: 'Party of 5' }))
  type('Name', '  Okafor ')
  fireEvent.click(screen.getByRole('button', { name: '20' }))
  fireEvent.click(screen.getByRole('button', { name: 'Notes and tags' }))
  fireEvent.click(screen.getByRole('button', { name: 'allergy' }))
  await add()
  expect(guests()).toMatchObject([
    { name: 'Okafor', partySize: 5, quotedMinutes: 20, tags: ['allergy'], status: 'waiting' },
  ])
  expect(sheetNow()).toBeUndefined()
  expect(placingNow()).toBeUndefined()
})

test('nobody is added without a size; a digit key picks one, except inside a field', async () => {
  const { guests } = await openAdding(tablet)
  fireEvent.submit(screen.getByLabelText('Name'))
  expect(guests()).toEqual([])
  fireEvent.keyUp(screen.getByLabelText('Phone'), { key: '7' })
  expect(screen.queryAllByRole('button', { pressed: true })).toEqual([])
  fireEvent.keyUp(document.body, { key: '3' })
  screen.getByRole('button', { name: 'Party of 3', pressed: true })
  expect(document.activeElement).toBe(screen.getByLabelText('Name'))
})

test('a refusal keeps the sheet open with its values', async () => {
  const { guests } = await openAdding(tablet)
  fireEvent.click(screen.getByRole('button', { name: 'Party of 2' }))
  type('Name', 'Okafor')
  type('Phone', 'call\u0007me')
  await add()
  expect(guests()).toEqual([])
  expect(sheetNow()).toEqual({ kind: 'add' })
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Okafor')
})

test('once the size is known, a tap on a table seats the party with the current name', async () => {
  await openAdding(tablet)
  fireEvent.click(screen.getByRole('button', { name: 'Party of 4' }))
  expect(placingNow()).toEqual({ kind: 'walkIn', partySize: 4 })
  type('Name', 'Okafor')
  expect(placingNow()).toEqual({ kind: 'walkIn', partySize: 4, name: 'Okafor' })
})

test('after a cancelled choice the form goes on, and only another size starts it again', async () => {
  await openAdding(tablet)
  fireEvent.click(screen.getByRole('button', { name: 'Party of 4' }))
  act(() => stopPlacing())
  type('Name', 'Okafor')
  expect(placingNow()).toBeUndefined()
  fireEvent.click(screen.getByRole('button', { name: 'Party of 5' }))
  expect(placingNow()).toEqual({ kind: 'walkIn', partySize: 5, name: 'Okafor' })
})

test('a phone shows the plan only on request', async () => {
  await openAdding(phone)
  fireEvent.click(screen.getByRole('button', { name: 'Party of 4' }))
  expect(placingNow()).toBeUndefined()
  fireEvent.click(screen.getByRole('button', { name: 'Seat now' }))
  expect(placingNow()).toEqual({ kind: 'walkIn', partySize: 4 })
})

test('a quote is any number of minutes: typed, or stepped to by button and key, and less than one minute is none', async () => {
  const { guests } = await openAdding(tablet)
  const quote = screen.getByLabelText<HTMLInputElement>('Quoted wait, minutes')
  const less = screen.getByRole('button', { name: 'Quoted wait, minutes: less' })
  const more = screen.getByRole('button', { name: 'Quoted wait, minutes: more' })
  expect([quote.value, quote.placeholder]).toEqual(['', 'none'])
  expect(less).toHaveProperty('disabled', true)
  fireEvent.click(more)
  expect(quote.value).toBe('5')
  fireEvent.click(less)
  expect(quote.value).toBe('')
  fireEvent.change(quote, { target: { value: '12' } })
  fireEvent.keyDown(quote, { key: 'ArrowUp' })
  expect(quote.value).toBe('15')
  screen.getByRole('button', { name: '15', pressed: true })
  fireEvent.change(quote, { target: { value: '999' } })
  fireEvent.blur(quote)
  expect(quote.value).toBe('240')
  expect(more).toHaveProperty('disabled', true)
  fireEvent.change(quote, { target: { value: '0' } })
  fireEvent.blur(quote)
  expect(quote.value).toBe('')
  fireEvent.change(quote, { target: { value: '37' } })
  fireEvent.click(screen.getByRole('button', { name: 'Party of 2' }))
  await add()
  expect(guests()).toMatchObject([{ partySize: 2, quotedMinutes: 37 }])
})

// @vitest-environment jsdom
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

test('a party gets into the line with what was said of it, and the sheet has done its work', async () => {
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

test('without a size nobody is added; a size is also a key, and no digit of a phone number is one', async () => {
  const { guests } = await openAdding(tablet)
  fireEvent.submit(screen.getByLabelText('Name'))
  expect(guests()).toEqual([])
  fireEvent.keyUp(screen.getByLabelText('Phone'), { key: '7' })
  expect(screen.queryAllByRole('button', { pressed: true })).toEqual([])
  fireEvent.keyUp(document.body, { key: '3' })
  screen.getByRole('button', { name: 'Party of 3', pressed: true })
  expect(document.activeElement).toBe(screen.getByLabelText('Name'))
})

test('what is refused keeps the sheet and what was typed', async () => {
  const { guests } = await openAdding(tablet)
  fireEvent.click(screen.getByRole('button', { name: 'Party of 2' }))
  type('Name', 'Okafor')
  type('Phone', 'call me')
  await add()
  expect(guests()).toEqual([])
  expect(sheetNow()).toEqual({ kind: 'add' })
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Okafor')
})

test('from the size on a tap on a table seats them, with the name as it is then', async () => {
  await openAdding(tablet)
  fireEvent.click(screen.getByRole('button', { name: 'Party of 4' }))
  expect(placingNow()).toEqual({ kind: 'walkIn', partySize: 4 })
  type('Name', 'Okafor')
  expect(placingNow()).toEqual({ kind: 'walkIn', partySize: 4, name: 'Okafor' })
})

test('who stops choosing a table goes on with the name, and is asked again for another size only', async () => {
  await openAdding(tablet)
  fireEvent.click(screen.getByRole('button', { name: 'Party of 4' }))
  act(() => stopPlacing())
  type('Name', 'Okafor')
  expect(placingNow()).toBeUndefined()
  fireEvent.click(screen.getByRole('button', { name: 'Party of 5' }))
  expect(placingNow()).toEqual({ kind: 'walkIn', partySize: 5, name: 'Okafor' })
})

test('on a phone the plan comes only when it is asked for', async () => {
  await openAdding(phone)
  fireEvent.click(screen.getByRole('button', { name: 'Party of 4' }))
  expect(placingNow()).toBeUndefined()
  fireEvent.click(screen.getByRole('button', { name: 'Seat now' }))
  expect(placingNow()).toEqual({ kind: 'walkIn', partySize: 4 })
})

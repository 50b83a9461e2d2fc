import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { placingNow, startPlacing } from '../placing/placing-store.ts'
import { sheetNow } from '../shell/open-sheet.ts'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { FloorPlan } from './floor-plan.tsx'

async function openPlan(tables: number[]) {
  const stand = await openStandScreen({ tables })
  stand.show(<FloorPlan />)
  const tablesById = (guestId: string) => stand.guest(guestId)?.tableIds.map((id) => stand.tableIds.indexOf(id) + 1)
  return { ...stand, tablesById }
}

const place = (guestId: string) => act(() => startPlacing({ kind: 'guest', guestId }))
const tap = (name: string | RegExp) => act(async () => fireEvent.click(screen.getByRole('button', { name })))
const table = (number: number) => new RegExp(`^Table ${number}, `)

test('the best table is offered, and one tap seats the party there', async () => {
  const { run, tablesById } = await openPlan([2, 6, 4])
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 4 })
  place(guestId)
  await tap('Seat at 3')
  expect(tablesById(guestId)).toEqual([3])
  expect(placingNow()).toBeUndefined()
})

test('a table that does not suit says why, and seats the party only on request', async () => {
  const { run, tablesById } = await openPlan([2, 4])
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 4 })
  place(guestId)
  await tap(table(1))
  screen.getByText('2 seats for 4')
  expect(tablesById(guestId)).toEqual([])
  await tap('Seat at 1 anyway')
  expect(tablesById(guestId)).toEqual([1])
})

test('tables tapped to be joined stay chosen while the name of the party is typed', async () => {
  const { client } = await openPlan([4, 4, 4])
  act(() => startPlacing({ kind: 'walkIn', partySize: 7 }))
  await tap('Join tables')
  await tap(table(1))
  await tap(table(2))
  act(() => startPlacing({ kind: 'walkIn', partySize: 7, name: 'Okafor' }))
  screen.getByText('1 + 2: 8 seats for 7')
  await tap('Seat at 1 + 2')
  const [guest] = client.view?.guests.values() ?? []
  expect(guest).toMatchObject({ name: 'Okafor', status: 'seated' })
  expect(guest?.tableIds).toHaveLength(2)
})

test('another party starts without chosen tables', async () => {
  const { run } = await openPlan([4, 4])
  place(await run('guest.create', { name: 'Okafor', partySize: 7 }))
  await tap('Join tables')
  await tap(table(1))
  place(await run('guest.create', { name: 'Sato', partySize: 6 }))
  expect(screen.getByRole('button', { name: table(1) }).getAttribute('aria-pressed')).toBe('false')
})

test('the choice ends when another person seats or removes the party', async () => {
  const { run } = await openPlan([4])
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 4 })
  place(guestId)
  await run('guest.setStatus', { guestId, status: 'left' })
  expect(placingNow()).toBeUndefined()
  await tap(table(1))
  expect(sheetNow()).toMatchObject({ kind: 'table' })
})

import { act, fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { placingNow, stopPlacing, usePlacingStore } from '../placing/placing-store.ts'
import { sheetNow } from '../shell/open-sheet.ts'
import { openStandScreen, setScreen } from '../testing/stand-screen.tsx'
import { WaitingLine } from './waiting-line.tsx'

const row = (name: string) => screen.getByText(name).closest('li') ?? expect.fail(`no row of ${name}`)

function swipe(name: string, dx: number): void {
  const at = (x: number) => ({
    pointerId: 1,
    pointerType: 'touch',
    isPrimary: true,
    buttons: 1,
    clientX: 200 + x,
    clientY: 50,
  })
  fireEvent.pointerDown(within(row(name)).getByText(name), at(0))
  fireEvent.pointerMove(row(name), at(dx / 2))
  fireEvent.pointerMove(row(name), at(dx))
  fireEvent.pointerUp(row(name), at(dx))
}

/** The actions that a swipe reveals on each side. */
function sidesOf(name: string): (string | null)[][] {
  return [200, -300].map((dx) => {
    swipe(name, dx)
    const under = row(name).querySelector('[data-side]')
    const labels = [...(under?.querySelectorAll('button') ?? [])].map((button) => button.textContent)
    fireEvent.pointerDown(document.body)
    return labels
  })
}

test('a row swipes to the next action on one side and to what ends a wait on the other', async () => {
  const { show, run, guest } = await openStandScreen({ tables: [4] })
  const id = await run('guest.create', { name: 'Okafor', partySize: 4 })
  show(<WaitingLine />)
  expect(sidesOf('Okafor')).toEqual([
    ['Notify', 'Seat'],
    ['Left', 'No-show', 'Cancel'],
  ])
  await run('guest.setStatus', { guestId: id, status: 'notified' })
  expect(sidesOf('Okafor')).toEqual([
    ['Seat', 'Back to waiting'],
    ['Left', 'No-show', 'Cancel'],
  ])
  swipe('Okafor', -300)
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'No-show: Okafor' })))
  expect(guest(id)?.status).toBe('no_show')
  screen.getByText('Nobody is waiting')
})

test('a party that was booked shows its time, table and tags, and is seated at its own table', async () => {
  const { show, run, guest, client, tableIds } = await openStandScreen({ tables: [4] })
  await run('guest.create', { name: 'Okafor', partySize: 4 })
  const startsAt = new Date(client.now()).toISOString()
  const booked = { name: 'Ada', partySize: 4, startsAt, tableIds, tags: ['nut allergy'] }
  const reservationId = await run('reservation.create', booked)
  await run('reservation.arrive', { reservationId })
  const guestId = client.view?.reservations.get(reservationId)?.guestId ?? ''
  show(<WaitingLine />)
  expect(screen.getAllByRole('listitem').map((item) => item.textContent?.match(/Ada|Okafor/)?.[0])).toEqual([
    'Ada',
    'Okafor',
  ])
  within(row('Ada')).getByText('Arrived')
  within(row('Ada')).getByText('Table 1')
  within(row('Ada')).getByRole('img', { name: 'nut allergy' })
  expect(within(row('Ada')).queryByText('No quote')).toBeNull()
  await act(async () => fireEvent.click(within(row('Ada')).getByRole('button', { name: 'Seat at 1' })))
  expect(guest(guestId)).toMatchObject({ status: 'seated', tableIds })
})

test('a party dragged to the plan does not swipe as well', async () => {
  const { show, run } = await openStandScreen({})
  await run('guest.create', { name: 'Okafor', partySize: 4 })
  show(<WaitingLine />)
  act(() => usePlacingStore.setState({ dragged: { id: 'party:x', placing: { kind: 'walkIn', partySize: 2 } } }))
  expect(sidesOf('Okafor')).toEqual([[], []])
  act(() => usePlacingStore.setState({ dragged: undefined }))
})

test('a viewer can open a party, but not swipe, seat or end it', async () => {
  const { show, run } = await openStandScreen({ role: 'viewer' })
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 4 })
  show(<WaitingLine />)
  expect(sidesOf('Okafor')).toEqual([[], []])
  expect(within(row('Okafor')).getAllByRole('button')).toHaveLength(1)
  fireEvent.click(screen.getByText('Okafor'))
  expect(sheetNow()).toEqual({ kind: 'party', guestId })
  expect(placingNow()).toBeUndefined()
})

test('a tap opens a party and asks for a table; on a phone the party comes first', async () => {
  const { show, run } = await openStandScreen({})
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 4 })
  show(<WaitingLine />)
  fireEvent.click(screen.getByText('Okafor'))
  expect(sheetNow()).toEqual({ kind: 'party', guestId })
  expect(placingNow()).toEqual({ kind: 'guest', guestId })
  stopPlacing()
  setScreen({ width: 390 })
  fireEvent.click(screen.getByText('Okafor'))
  expect(placingNow()).toBeUndefined()
})

test('in a long line only the changed row renders again', async () => {
  const { client, show, run } = await openStandScreen({})
  const ids: string[] = []
  for (const name of ['Okafor', 'Sato', 'Moreau']) ids.push(await run('guest.create', { name, partySize: 2 }))
  show(<WaitingLine />)
  const touched = new Set<string>()
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement
      touched.add(element?.closest('li')?.querySelector('button')?.textContent ?? 'elsewhere')
    }
  })
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
  await act(async () => void client.run('guest.setStatus', { guestId: ids[1] ?? '', status: 'notified' }))
  observer.disconnect()
  expect([...touched]).toEqual([expect.stringContaining('Sato')])
})

import { act, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { sheetNow } from '../shell/open-sheet.ts'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { SeeToButton } from './see-to-button.tsx'
import { SeeToSheet } from './see-to-sheet.tsx'
import { watchMatters } from './watch-matters.ts'

afterEach(() => vi.useRealTimers())

const tap = (name: string | RegExp) => act(async () => fireEvent.click(screen.getByRole('button', { name })))

async function openSeeTo({ role = 'manager' }: { role?: 'manager' | 'viewer' } = {}) {
  const stand = await openStandScreen({ tables: [4, 4, 2], role })
  const startsIn = (minutes: number) => new Date(stand.client.now() + minutes * 60_000).toISOString()
  const book = (name: string, minutes: number, at: number[]) =>
    stand.run('reservation.create', {
      name,
      partySize: 4,
      startsAt: startsIn(minutes),
      tableIds: at.map((i) => stand.tableIds[i] ?? ''),
    })
  const booking = (id: string) => stand.client.view?.reservations.get(id)
  const open = () => stand.show(<SeeToSheet onClose={() => {}} />)
  return { ...stand, book, booking, open }
}

test('a booking nobody came for is a no-show with one tap, or has come after all', async () => {
  const { book, booking, later, open } = await openSeeTo()
  const [moreau, haddad] = [await book('Moreau', 5, [0]), await book('Haddad', 6, [1])]
  await later(25)
  open()
  const late = within(screen.getByRole('region', { name: '2 bookings nobody came for' }))
  late.getByText(/20 min late/)
  await tap('No-show: Moreau')
  await tap('Arrived: Haddad')
  expect([booking(moreau)?.status, booking(haddad)?.status]).toEqual(['no_show', 'arrived'])
  screen.getByText('Nothing to see to')
})

test('a booking whose table is taken says so, and gets the best free one with one tap', async () => {
  const { book, booking, run, open, tableIds } = await openSeeTo()
  const moreau = await book('Moreau', 30, [0])
  await run('guest.create', {
    name: 'Okafor',
    partySize: 2,
    status: 'seated',
    tableIds: tableIds.slice(0, 1),
    force: true,
  })
  open()
  screen.getByRole('region', { name: '1 booking cannot stay as it is' })
  screen.getByText(/Table 1 is taken by Okafor/)
  await tap('Give table 2: Moreau')
  expect(booking(moreau)?.tableIds).toEqual([tableIds[1]])
  screen.getByText('Nothing to see to')
})

test('where no table is free, and outside the hours, the booking is opened to find another time', async () => {
  const { book, run, open, tableIds } = await openSeeTo()
  const moreau = await book('Moreau', 30, [0])
  for (const tableId of tableIds) {
    await run('guest.create', { name: 'Okafor', partySize: 2, status: 'seated', tableIds: [tableId], force: true })
  }
  open()
  await tap('Open: Moreau')
  expect(sheetNow()).toEqual({ kind: 'reservation', reservationId: moreau })
})

test('a viewer sees what is to be seen to, and solves nothing', async () => {
  const { book, later, open } = await openSeeTo({ role: 'viewer' })
  await book('Moreau', 5, [0])
  await later(25)
  open()
  const late = within(screen.getByRole('region', { name: '1 booking nobody came for' }))
  expect(late.getAllByRole('button')).toHaveLength(1)
})

test('the bar counts what is to be seen to, as time goes by and as it is solved', async () => {
  const { book, later, run, client, show } = await openSeeTo()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] })
  const stop = watchMatters(client)
  show(<SeeToButton />)
  screen.getByRole('button', { name: 'To see to' })
  const reservationId = await book('Moreau', 5, [0])
  await later(25)
  act(() => void vi.advanceTimersByTime(20_000))
  fireEvent.click(screen.getByRole('button', { name: '1 to see to' }))
  expect(sheetNow()).toEqual({ kind: 'see-to' })
  await run('reservation.setStatus', { reservationId, status: 'no_show' })
  act(() => void vi.advanceTimersByTime(1_000))
  screen.getByRole('button', { name: 'To see to' })
  stop()
})

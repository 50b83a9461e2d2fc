import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { EndedParties } from '../line/ended-parties.tsx'
import { NextReservations } from '../reservations/next-reservations.tsx'
import { TableSheet } from '../tables/table-sheet.tsx'
import { openStandScreen } from '../testing/stand-screen.tsx'

const tap = (name: string | RegExp) => act(async () => fireEvent.click(screen.getByRole('button', { name })))

test.each(['left', 'no_show', 'cancelled'] as const)(
  'a party that was %s is back in the line after two taps',
  async (status) => {
    const { run, show, guest } = await openStandScreen({})
    const guestId = await run('guest.create', { name: 'Okafor', partySize: 4 })
    await run('guest.setStatus', { guestId, status })
    show(<EndedParties />)
    await tap(/^Ended today/)
    await tap('Bring back: Okafor')
    expect(guest(guestId)?.status).toBe('waiting')
    expect(screen.queryByRole('button', { name: /^Ended today/ })).toBeNull()
  },
)

test('a party finished by mistake is back at its table: the sheet of the table names who sat there last', async () => {
  const { run, show, later, client, tableIds } = await openStandScreen({ tables: [4, 4] })
  for (const name of ['Sato', 'Okafor']) {
    const guestId = await run('guest.create', { name, partySize: 4, status: 'seated', tableIds: [tableIds[0] ?? ''] })
    await later(5)
    await run('guest.setStatus', { guestId, status: 'finished' })
  }
  const { unmount } = show(<TableSheet tableId={tableIds[1] ?? ''} onClose={() => {}} />)
  expect(screen.queryByText('Last here')).toBeNull()
  unmount()
  show(<TableSheet tableId={tableIds[0] ?? ''} onClose={() => {}} />)
  screen.getByText('Okafor')
  expect(screen.queryByText('Sato')).toBeNull()
  await tap('Bring back')
  screen.getByRole('button', { name: 'Done' })
  const sitting = [...(client.view?.guests.values() ?? [])].filter(({ status }) => status === 'seated')
  expect(sitting).toMatchObject([{ name: 'Okafor', tableIds: [tableIds[0]] }])
})

test.each(['no_show', 'cancelled'] as const)(
  'a booking that was %s is among the next ones again after two taps',
  async (status) => {
    const { run, show, client } = await openStandScreen({})
    const startsAt = new Date(client.now() + 30 * 60_000).toISOString()
    const reservationId = await run('reservation.create', { name: 'Moreau', partySize: 2, startsAt })
    await run('reservation.setStatus', { reservationId, status })
    show(<NextReservations />)
    expect(screen.queryByText('Moreau')).toBeNull()
    await tap(/^Ended today.*1 booking/)
    await tap('Bring back: Moreau')
    expect(client.view?.reservations.get(reservationId)?.status).toBe('confirmed')
    screen.getByRole('button', { name: /^Arrived/ })
  },
)

test('a viewer sees what ended, and brings nothing back', async () => {
  const { run, show } = await openStandScreen({ role: 'viewer' })
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 4 })
  await run('guest.setStatus', { guestId, status: 'left' })
  show(<EndedParties />)
  await tap(/^Ended today/)
  screen.getByText('Okafor')
  expect(screen.queryByRole('button', { name: /Bring back/ })).toBeNull()
})

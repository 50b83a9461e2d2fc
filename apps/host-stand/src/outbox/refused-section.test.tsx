import { QTableProvider } from '@qtable/client/react'
import { finished, level, openDevices } from '@qtable/client/testing'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AskAnyway } from '../commands/ask-anyway.tsx'
import { pagePaths } from '../pages.ts'
import { placingNow } from '../placing/placing-store.ts'
import { PagePaths } from '../shell/page.ts'
import { SeeToSheet } from '../to-see-to/see-to-sheet.tsx'
import { OfflineBar } from './offline-bar.tsx'

/** A device on which a seating was refused after an hour offline, with the sheet open. */
async function openRefused() {
  const { server, signedIn } = openDevices()
  const [device, other] = [await signedIn(), await signedIn()]
  const { client, network } = device
  const table = await finished(server, client.run('table.create', { tableNumber: '12', capacity: 4 }))
  const tableIds = [table.changes[0]?.entity_id ?? '']
  const party = await finished(server, client.run('guest.create', { name: 'Okafor', partySize: 4 }))
  const guestId = party.changes[0]?.entity_id ?? ''
  network.isUp = false
  network.cut()
  client.run('guest.seat', { guestId, tableIds })
  const rival = { name: 'Sato', partySize: 3, tableIds }
  const seated = await finished(server, other.client.run('guest.create', rival))
  const sato = seated.changes.find(({ entity_type }) => entity_type === 'guest')
  network.isUp = true
  await level(server, device, other)
  render(
    <QTableProvider client={client}>
      <PagePaths value={pagePaths}>
        <OfflineBar />
        <SeeToSheet onClose={() => {}} />
      </PagePaths>
    </QTableProvider>,
  )
  return { server, client, network, guestId, tableIds, rivalId: sato?.entity_id ?? '' }
}

test('a refusal is described with names, counted on the bar, and gone once dismissed', async () => {
  const { client } = await openRefused()
  screen.getByText('Could not seat Okafor at table 12')
  screen.getByText('Table 12 was just given to Sato, a party of 3.')
  screen.getByRole('button', { name: '1 change needs you' })
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Dismiss' })))
  screen.getByText('Everything is sent')
  expect(client.refusals).toEqual([])
  expect(screen.queryByRole('button', { name: '1 change needs you' })).toBeNull()
})

test('the party may be seated elsewhere', async () => {
  const { client, guestId } = await openRefused()
  fireEvent.click(screen.getByRole('button', { name: 'Seat elsewhere' }))
  expect(placingNow()).toEqual({ kind: 'guest', guestId })
  // It is solved once the party sits.
  expect(client.refusals).toHaveLength(1)
})

test('it may be tried again as soon as nothing is in the way', async () => {
  const { server, client, rivalId, guestId } = await openRefused()
  await act(() => finished(server, client.run('guest.setStatus', { guestId: rivalId, status: 'finished' })))
  await act(() => level(server, { client }))
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Try again' })))
  expect(client.view?.guests.get(guestId)?.status).toBe('seated')
  expect(client.refusals).toEqual([])
  await act(() => level(server, { client }))
  expect(server.restaurant.floor.guests.get(guestId)?.status).toBe('seated')
})

test('unsent changes are listed too, and the bar says that there is no network', async () => {
  const { client, network } = await openRefused()
  network.isUp = false
  await act(async () => {
    network.cut()
    client.run('guest.create', { name: 'Moreau', partySize: 2 })
  })
  screen.getByText(/^Added Moreau/)
  screen.getByText(/^No network/)
  screen.getByRole('button', { name: '1 change to send' })
})

test('an undo that was refused before a reload may be tried again, and asks what speaks against it', async () => {
  const { server, signedIn } = openDevices()
  const [device, other] = [await signedIn(), await signedIn()]
  const { client, network } = device
  const table = await finished(server, client.run('table.create', { tableNumber: '12', capacity: 4 }))
  const tableIds = [table.changes[0]?.entity_id ?? '']
  const startsAt = new Date(client.now() + 30 * 60_000).toISOString()
  const booking = { name: 'Okafor', partySize: 4, startsAt, tableIds }
  const booked = await finished(server, client.run('reservation.create', booking))
  const reservationId = booked.changes[0]?.entity_id ?? ''
  const cancelled = client.run('reservation.setStatus', { reservationId, status: 'cancelled' })
  await finished(server, cancelled)
  await level(server, device, other)
  network.isUp = false
  network.cut()
  client.undo(cancelled.id).catch(() => {})
  await finished(server, other.client.run('table.update', { tableId: tableIds[0] ?? '', capacity: 2 }))
  network.isUp = true
  await level(server, device, other)
  render(
    <QTableProvider client={client}>
      <PagePaths value={pagePaths}>
        <SeeToSheet onClose={() => {}} />
        <AskAnyway />
      </PagePaths>
    </QTableProvider>,
  )
  expect(client.refusals).toMatchObject([{ commands: [{ type: 'undo' }] }])
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Try again' })))
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Do it anyway' })))
  await act(() => level(server, device))
  expect(server.restaurant.floor.reservations.get(reservationId)).toMatchObject({ status: 'confirmed', tableIds })
  expect(client.refusals).toEqual([])
})

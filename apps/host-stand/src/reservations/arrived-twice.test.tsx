import { QTableProvider } from '@qtable/client/react'
import { finished, level, openDevices } from '@qtable/client/testing'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { pagePaths } from '../pages.ts'
import { PagePaths } from '../shell/page.ts'
import { NextReservations } from './next-reservations.tsx'

test('two hosts without a network mark one booking arrived, and one of them seats it: all of it holds', async () => {
  const { server, signedIn } = openDevices()
  const devices = [await signedIn(), await signedIn()] as const
  const [door, bar] = devices
  const table = await finished(server, door.client.run('table.create', { tableNumber: '1', capacity: 4 }))
  const tableIds = [table.changes[0]?.entity_id ?? '']
  const startsAt = new Date(door.client.now() + 600_000).toISOString()
  const booking = { name: 'Ada', partySize: 4, startsAt, tableIds }
  const booked = await finished(server, door.client.run('reservation.create', booking))
  const reservationId = booked.changes[0]?.entity_id ?? ''
  await level(server, ...devices)
  for (const { network } of devices) {
    network.isUp = false
    network.cut()
  }
  render(
    <QTableProvider client={door.client}>
      <PagePaths value={pagePaths}>
        <NextReservations />
      </PagePaths>
    </QTableProvider>,
  )
  bar.client.run('reservation.arrive', { reservationId })
  const theirs = bar.client.view?.reservations.get(reservationId)?.guestId
  bar.client.run('guest.update', { guestId: theirs ?? '', notes: 'Pram' })
  await act(async () => fireEvent.click(screen.getByRole('button', { name: /^Arrived/ })))
  await act(async () => fireEvent.click(screen.getByRole('button', { name: /^Seat at 1/ })))
  for (const { network } of devices) network.isUp = true
  await act(() => level(server, ...devices))
  expect(devices.map(({ client }) => client.refusals)).toEqual([[], []])
  const { guests, reservations } = server.restaurant.floor
  expect([...guests.values()]).toMatchObject([{ id: theirs, name: 'Ada', status: 'seated', notes: 'Pram', tableIds }])
  expect(reservations.get(reservationId)).toMatchObject({ status: 'seated', guestId: theirs, notes: 'Pram' })
})

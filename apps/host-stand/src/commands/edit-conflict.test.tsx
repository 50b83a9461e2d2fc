import { QTableProvider } from '@qtable/client/react'
import { finished, level, openDevices } from '@qtable/client/testing'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { pagePaths } from '../pages.ts'
import { EditPartySheet } from '../parties/edit-party-sheet.tsx'
import { PagePaths } from '../shell/page.ts'
import { SeeToSheet } from '../to-see-to/see-to-sheet.tsx'
import { EditConflictDialog } from './edit-conflict-dialog.tsx'

async function openParty(shown: (guestId: string) => React.ReactNode) {
  const { server, signedIn } = openDevices()
  const [device, other] = [await signedIn(), await signedIn()]
  const created = await finished(server, device.client.run('guest.create', { name: 'Okafor', partySize: 4 }))
  const guestId = created.changes[0]?.entity_id ?? ''
  await level(server, device, other)
  const stand = () =>
    render(
      <QTableProvider client={device.client}>
        <PagePaths value={pagePaths}>
          {shown(guestId)}
          <EditConflictDialog />
        </PagePaths>
      </QTableProvider>,
    )
  const guest = () => server.restaurant.floor.guests.get(guestId)
  return { server, device, other, guestId, stand, guest }
}

test('a form keeps what a colleague changed while it was open', async () => {
  const { server, device, other, guestId, stand, guest } = await openParty((id) => (
    <EditPartySheet guestId={id} onClose={() => {}} />
  ))
  stand()
  await act(() => finished(server, other.client.run('guest.update', { guestId, notes: 'Nut allergy', partySize: 6 })))
  await act(() => level(server, device, other))
  fireEvent.change(screen.getByLabelText('Phone'), { target: { value: '+4930123456' } })
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Save' })))
  await act(() => level(server, device, other))
  expect(guest()).toMatchObject({ notes: 'Nut allergy', partySize: 6, phone: '+4930123456' })
})

test('two notes are shown with whose they are, and both can be kept', async () => {
  const { server, device, other, guestId, stand, guest } = await openParty((id) => (
    <EditPartySheet guestId={id} onClose={() => {}} />
  ))
  stand()
  await act(() => finished(server, other.client.run('guest.update', { guestId, notes: 'Nut allergy' })))
  await act(() => level(server, device, other))
  fireEvent.change(screen.getByLabelText('Notes'), { target: { value: 'By the window' } })
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Save' })))
  screen.getByText('Person2 changed it meanwhile.')
  screen.getByText('Nut allergy')
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Keep both' })))
  await act(() => level(server, device, other))
  expect(guest()?.notes).toBe('Nut allergy\nBy the window')
  expect(screen.queryByText('Person2 changed it meanwhile.')).toBeNull()
})

test('keeping theirs gives up only what two people changed: the rest of the form is saved', async () => {
  const { server, device, other, guestId, stand, guest } = await openParty((id) => (
    <EditPartySheet guestId={id} onClose={() => {}} />
  ))
  stand()
  await act(() => finished(server, other.client.run('guest.update', { guestId, notes: 'Nut allergy' })))
  await act(() => level(server, device, other))
  fireEvent.change(screen.getByLabelText('Notes'), { target: { value: 'By the window' } })
  fireEvent.change(screen.getByLabelText('Phone'), { target: { value: '+4930123456' } })
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Save' })))
  expect(guest()?.phone).toBeNull()
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Keep theirs' })))
  await act(() => level(server, device, other))
  expect(guest()).toMatchObject({ notes: 'Nut allergy', phone: '+4930123456' })
  expect(screen.queryByText('Person2 changed it meanwhile.')).toBeNull()
})

test('an edit of an evening offline stays listed with both values until somebody chooses', async () => {
  const { server, device, other, guestId, stand, guest } = await openParty(() => <SeeToSheet onClose={() => {}} />)
  device.network.isUp = false
  device.network.cut()
  device.client.run('guest.update', { guestId, notes: 'By the window' })
  await finished(server, other.client.run('guest.update', { guestId, notes: 'Nut allergy' }))
  device.network.isUp = true
  await level(server, device, other)
  stand()
  screen.getByText('By the window')
  screen.getByText('Nut allergy')
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Keep mine' })))
  await act(() => level(server, device, other))
  expect(guest()?.notes).toBe('By the window')
  expect(device.client.refusals).toEqual([])
})

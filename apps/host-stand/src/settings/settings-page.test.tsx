import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AskAnyway } from '../commands/ask-anyway.tsx'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { SettingsPage } from './settings-page.tsx'

const press = (name: string | RegExp) => act(async () => fireEvent.click(screen.getByRole('button', { name })))

async function openSettings() {
  const stand = await openStandScreen({ tables: [4] })
  const ahead = new Date(stand.client.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  const startsAt = `${ahead}T17:00:00Z`
  await stand.run('restaurant.update', { timezone: 'Europe/Berlin' })
  const reservationId = await stand.run('reservation.create', { name: 'Ada', partySize: 2, startsAt })
  stand.show(
    <>
      <SettingsPage />
      <AskAnyway />
    </>,
  )
  const booking = () => stand.client.view?.reservations.get(reservationId)
  return { ...stand, ahead, startsAt, booking, timezone: () => stand.client.view?.restaurant.timezone }
}

const choose = (timezone: string) =>
  fireEvent.change(screen.getByLabelText('Time zone'), { target: { value: timezone } })

test('a change of the time zone asks what becomes of the bookings ahead, and keeps their time on the clock', async () => {
  const { booking, timezone, ahead, startsAt } = await openSettings()
  choose('Europe/London')
  await press('Save settings')
  screen.getByText('What about the bookings ahead?')
  await press('Cancel')
  expect(timezone()).toBe('Europe/Berlin')
  expect(booking()?.startsAt).toBe(startsAt)
  await press('Save settings')
  await press('7:00 PM stays 7:00 PM')
  expect(timezone()).toBe('Europe/London')
  expect(booking()?.startsAt).toBe(`${ahead}T18:00:00Z`)
  expect(screen.queryByRole('button', { name: 'Save settings' })).toBeNull()
})

test('the bookings ahead can keep their moment', async () => {
  const { booking, timezone, startsAt } = await openSettings()
  choose('Europe/London')
  await press('Save settings')
  await press('Keep the moment')
  expect(timezone()).toBe('Europe/London')
  expect(booking()?.startsAt).toBe(startsAt)
})

test('new hours name the bookings that they would leave outside before they are saved', async () => {
  const { client, run, ahead } = await openSettings()
  const weekday = new Date(`${ahead}T12:00:00Z`).getUTCDay() || 7
  await run('restaurant.update', { settings: { hours: [{ weekday, opens: '12:00', closes: '23:00' }] } })
  fireEvent.change(screen.getByLabelText(/: Closes$/), { target: { value: '15:00' } })
  await press('Save settings')
  screen.getByText(/^1 booking outside the new hours: Ada, /)
  expect(client.view?.restaurant.settings.hours[0]?.closes).toBe('23:00')
  await press('Do it anyway')
  expect(client.view?.restaurant.settings.hours[0]?.closes).toBe('15:00')
})

test('a save of the settings keeps what a colleague changed while they were open', async () => {
  const { client, run } = await openSettings()
  fireEvent.change(screen.getByLabelText('Name', { exact: true }), { target: { value: 'Bistro Ada' } })
  await run('restaurant.update', { phone: '+4930123456', settings: { bussing: true } })
  await press('Save settings')
  expect(client.view?.restaurant).toMatchObject({
    name: 'Bistro Ada',
    phone: '+4930123456',
    settings: { bussing: true },
  })
})

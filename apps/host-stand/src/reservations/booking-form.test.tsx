import { act, fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { words } from '../words.ts'
import { DayRows } from './day-rows.tsx'
import { NewBooking } from './new-booking.tsx'
import { NextReservations } from './next-reservations.tsx'
import { ReservationSheet } from './reservation-sheet.tsx'

const type = (name: string, value: string) =>
  fireEvent.change(screen.getByLabelText(name, { exact: true }), { target: { value } })
const press = (name: string | RegExp) => act(async () => fireEvent.click(screen.getByRole('button', { name })))

/** A restaurant, one of its future days, and an instant on that day. */
async function openDay(tables: number[]) {
  const stand = await openStandScreen({ tables })
  const date = new Date(stand.client.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  const reservations = () => [...(stand.client.view?.reservations.values() ?? [])]
  return { ...stand, date, reservations }
}

test('missing values are named one after the other, and nothing is booked until then', async () => {
  const { show, date, reservations } = await openDay([4])
  let closed = 0
  show(<NewBooking date={date} onClose={() => closed++} />)
  await press('Book')
  expect(screen.getByRole('alert').textContent).toBe('Choose a party size')
  await press('Party of 4')
  await press('Book')
  expect(screen.getByRole('alert').textContent).toBe('Choose a time')
  type('Time', '20:00')
  await press(/^Book for /)
  expect(screen.getByRole('alert').textContent).toBe('Enter a name')
  type('Name', ' Ada ')
  await press(/^Book for /)
  expect(reservations()).toMatchObject([{ name: 'Ada', partySize: 4, source: 'phone' }])
  expect(closed).toBe(1)
})

test('a refusal appears at its field, and the form keeps its values', async () => {
  const { show, date, reservations } = await openDay([4])
  const inFiveYears = date.replace(/^\d{4}/, (year) => String(Number(year) + 5))
  show(<NewBooking date={inFiveYears} given={{ partySize: 2, time: '20:00', name: 'Ada' }} onClose={() => {}} />)
  await press(/^Book for /)
  expect(reservations()).toEqual([])
  const time = screen.getByLabelText<HTMLInputElement>('Time')
  expect(time.getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByText(words.problems('validation_failed', { field: 'startsAt' }))).toBeTruthy()
  expect(time.value).toMatch(/^8:00\sPM$/)
  type('Date', date)
  expect(time.getAttribute('aria-invalid')).toBe('false')
})

test('a phone number that nobody can call is kept as it was dictated', async () => {
  const { show, date, reservations } = await openDay([4])
  show(<NewBooking date={date} given={{ partySize: 2, time: '20:00', name: 'Ada' }} onClose={() => {}} />)
  type('Phone', '12')
  await press(/^Book for /)
  expect(reservations()).toMatchObject([{ phone: '12', unverified: ['phone'] }])
})

test('a time without a free table says so, and only free tables are offered', async () => {
  const { show, run, date, tableIds, reservations } = await openDay([4, 2])
  show(<NewBooking date={date} given={{ partySize: 4, time: '20:00', name: 'Ada' }} onClose={() => {}} />)
  await press('1 4 seats')
  await press(/^Book for /)
  const [ada] = reservations()
  expect(ada?.tableIds).toEqual([tableIds[0]])
  const times = screen.getByRole('group', { name: 'Times of that day' })
  const full = within(times).getAllByRole('button', { name: /, full$/ })
  expect(full.length).toBeGreaterThan(0)
  expect(screen.getByText('No table is free at that time')).toBeTruthy()
  await run('reservation.delete', { reservationId: ada?.id ?? '' })
  expect(within(times).queryAllByRole('button', { name: /, full$/ })).toEqual([])
})

test('a save only sends changed fields, so that changes by others are kept', async () => {
  const { show, run, client, date } = await openDay([4])
  const startsAt = `${date}T18:00:00Z`
  const reservationId = await run('reservation.create', { name: 'Ada', partySize: 2, startsAt, notes: 'Pram' })
  show(<ReservationSheet reservationId={reservationId} onClose={() => {}} />)
  await press('Change')
  await run('reservation.update', { reservationId, notes: 'Two prams', partySize: 3 })
  type('Name', 'Ada Lovelace')
  await press('Save')
  expect(client.view?.reservations.get(reservationId)).toMatchObject({
    name: 'Ada Lovelace',
    partySize: 3,
    notes: 'Two prams',
    startsAt,
  })
})

test('an arrived party is seated at its planned table with one tap if that is free', async () => {
  const { show, run, client, tableIds, guest } = await openDay([4, 4])
  const startsAt = new Date(client.now() + 600_000).toISOString()
  const booked = { name: 'Ada', partySize: 4, startsAt, tableIds: tableIds.slice(0, 1) }
  const reservationId = await run('reservation.create', booked)
  const sitting = await run('guest.create', {
    name: 'Zuse',
    partySize: 2,
    tableIds: tableIds.slice(0, 1),
    status: 'seated',
  })
  show(<ReservationSheet reservationId={reservationId} onClose={() => {}} />)
  await press('Arrived')
  expect(screen.queryByRole('button', { name: 'Seat at 1' })).toBeNull()
  await run('guest.setStatus', { guestId: sitting, status: 'finished' })
  await press('Seat at 1')
  const guestId = client.view?.reservations.get(reservationId)?.guestId ?? ''
  expect(guest(guestId)).toMatchObject({ status: 'seated', tableIds: [tableIds[0]] })
})

test('on another day a booking offers neither Arrived nor No-show', async () => {
  const { show, run, client, later, date } = await openDay([4])
  const reservationId = await run('reservation.create', { name: 'Ada', partySize: 2, startsAt: `${date}T18:00:00Z` })
  const offered = () => ['Arrived', 'No-show', 'Seat'].filter((name) => screen.queryByRole('button', { name }) !== null)
  const { unmount } = show(<ReservationSheet reservationId={reservationId} onClose={() => {}} />)
  expect(offered()).toEqual([])
  screen.getByRole('button', { name: 'Cancel booking' })
  unmount()
  await later((Date.parse(`${date}T17:00:00Z`) - client.now()) / 60_000)
  show(<ReservationSheet reservationId={reservationId} onClose={() => {}} />)
  expect(offered()).toEqual(['Arrived', 'No-show', 'Seat'])
})

test('a seated reservation offers neither time nor table, and what it changes is its party’s too', async () => {
  const { show, run, client, tableIds, guest } = await openDay([6])
  const startsAt = new Date(client.now()).toISOString()
  const reservationId = await run('reservation.create', { name: 'Ada', partySize: 4, startsAt, tableIds })
  await run('reservation.seat', { reservationId, tableIds })
  show(<ReservationSheet reservationId={reservationId} onClose={() => {}} />)
  await press('Change')
  expect(['Date', 'Time'].map((label) => screen.queryByLabelText(label, { exact: true }))).toEqual([null, null])
  expect(screen.queryByRole('group', { name: /^Tables/ })).toBeNull()
  await press('Party of 6')
  fireEvent.change(screen.getByLabelText('Notes'), { target: { value: 'Shellfish allergy' } })
  await press('Save')
  const booked = client.view?.reservations.get(reservationId)
  expect(booked).toMatchObject({ partySize: 6, notes: 'Shellfish allergy', status: 'seated' })
  expect(guest(booked?.guestId ?? '')).toMatchObject({ partySize: 6, notes: 'Shellfish allergy', tableIds })
})

test('the next reservations offer Arrived and No-show from four hours before, and not earlier on the same day', async () => {
  const { show, run, client, later } = await openStandScreen({ tables: [4] })
  const startsAt = new Date(client.now() + 5 * 3_600_000).toISOString()
  await run('reservation.create', { name: 'Ada', partySize: 2, startsAt })
  const { unmount } = show(<NextReservations />)
  expect(screen.getByText('Ada')).toBeTruthy()
  expect(screen.queryByRole('button', { name: /Arrived/ })).toBeNull()
  unmount()
  await later(65)
  show(<NextReservations />)
  await press(/Arrived/)
  expect([...(client.view?.reservations.values() ?? [])]).toMatchObject([{ status: 'arrived' }])
})

test('in the list of another day no row offers to cancel with one tap', async () => {
  const { show, run, date, reservations } = await openDay([4])
  await run('reservation.create', { name: 'Ada', partySize: 2, startsAt: `${date}T18:00:00Z` })
  const list = { live: reservations(), ended: [], covers: 2 }
  show(<DayRows list={list} now={undefined} pickedId={undefined} onOpen={() => {}} />)
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual([expect.stringContaining('Ada')])
})

import type { Running } from '@qtable/client'
import { QTableProvider } from '@qtable/client/react'
import { finished, level, openDevices } from '@qtable/client/testing'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { watchRefusals } from '../outbox/refusals.ts'
import { pageWords as words } from '../page-words.ts'
import { EditPartySheet } from '../parties/edit-party-sheet.tsx'
import { NewBooking } from '../reservations/new-booking.tsx'
import { SeatHere } from '../tables/seat-here.tsx'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { Toaster } from '../ui/toaster.tsx'
import { AskAnyway } from './ask-anyway.tsx'
import { undoTransaction, useAct } from './use-act.ts'

const press = (name: string | RegExp) => act(async () => fireEvent.click(screen.getByRole('button', { name })))

/** A table of four, and one of two that is promised to Ada in half an hour. */
async function openPromised() {
  const stand = await openStandScreen({ tables: [4, 2] })
  const startsAt = new Date(stand.client.now() + 30 * 60_000).toISOString()
  const tableIds = stand.tableIds.slice(1)
  await stand.run('reservation.create', { name: 'Ada', partySize: 2, startsAt, tableIds })
  const table = () => stand.client.view?.tables.get(tableIds[0] ?? '') ?? expect.fail('no table')
  return { ...stand, table, startsAt }
}

test('a walk-in is seated at a promised table only after the question, and the question says to whom', async () => {
  const { show, table } = await openPromised()
  show(
    <>
      <SeatHere table={table()} />
      <AskAnyway />
    </>,
  )
  await press('Seat a walk-in of 2 here')
  screen.getByText(/^Table 2 is promised to Ada at /)
  await press('Cancel')
  expect(table().currentGuestId).toBeNull()
  await press('Seat a walk-in of 2 here')
  await press('Do it anyway')
  expect(table().currentGuestId).not.toBeNull()
  expect(screen.queryByText(/^Table 2 is promised/)).toBeNull()
})

test('a seated party that grows beyond its seats asks, and its form stays open until then', async () => {
  const { show, run, tableIds, guest } = await openPromised()
  const guestId = await run('guest.create', {
    name: 'Zuse',
    partySize: 4,
    tableIds: tableIds.slice(0, 1),
    status: 'seated',
  })
  show(
    <>
      <EditPartySheet guestId={guestId} onClose={() => {}} />
      <AskAnyway />
    </>,
  )
  await press('Party of 6')
  await press('Save')
  screen.getByText('4 seats for 6')
  expect(guest(guestId)?.partySize).toBe(4)
  await press('Do it anyway')
  expect(guest(guestId)?.partySize).toBe(6)
})

test('a booking on a closed day asks, and closes its form once it is booked', async () => {
  const { show, run, client, startsAt } = await openPromised()
  const date = new Date(Date.parse(startsAt) + 3 * 86_400_000).toISOString().slice(0, 10)
  await run('restaurant.update', { settings: { closures: [{ from: date, to: date, reason: 'Wedding' }] } })
  let closed = 0
  show(
    <>
      <NewBooking date={date} given={{ partySize: 2, time: '20:00', name: 'Lin' }} onClose={() => closed++} />
      <AskAnyway />
    </>,
  )
  await press(/^Book for /)
  screen.getByText('The restaurant is closed then: Wedding')
  expect(closed).toBe(0)
  await press('Do it anyway')
  expect(closed).toBe(1)
  expect([...(client.view?.reservations.values() ?? [])].map(({ name }) => name)).toContain('Lin')
})

function Draw({ changes }: { changes: readonly { tableId: string; capacity: number }[] }) {
  const { actAll } = useAct()
  const commands = changes.map((payload) => ({ type: 'table.update' as const, payload }))
  return (
    <button type="button" onClick={() => actAll(commands, 'Saved')}>
      Draw
    </button>
  )
}

test('a drawn floor that leaves too few seats for a booking names it, also in a batch, and is saved after the answer', async () => {
  const { show, tableIds, client, table } = await openPromised()
  const [first = '', second = ''] = tableIds
  show(
    <>
      <Draw
        changes={[
          { tableId: first, capacity: 6 },
          { tableId: second, capacity: 1 },
        ]}
      />
      <AskAnyway />
    </>,
  )
  await press('Draw')
  screen.getByText(/^Booked there: Ada, /)
  expect(table().capacity).toBe(2)
  await press('Do it anyway')
  expect([...(client.view?.tables.values() ?? [])].map(({ capacity }) => capacity)).toEqual([6, 1])
})

test('what no answer would help is refused without a question', async () => {
  const { show, run, tableIds, table } = await openPromised()
  show(
    <>
      <SeatHere table={table()} />
      <AskAnyway />
    </>,
  )
  await run('guest.create', { name: 'Zuse', partySize: 2, tableIds: tableIds.slice(1), status: 'seated' })
  const before = table().currentGuestId
  await press('Seat a walk-in of 2 here')
  expect(screen.queryByRole('alertdialog')).toBeNull()
  expect(table().currentGuestId).toBe(before)
})

function Bring({ type, payload }: { type: 'guest.restore' | 'reservation.restore'; payload: object }) {
  const { act: run } = useAct()
  return (
    <button type="button" onClick={() => run(type, payload as never, 'Back')}>
      Bring back
    </button>
  )
}

function Undo({ transactionId }: { transactionId: string }) {
  const { undo } = useAct()
  return (
    <button type="button" onClick={() => undo(transactionId)}>
      Undo
    </button>
  )
}

test('an undo that leaves too few seats for a booking asks as the change itself does', async () => {
  const { show, run, client, tableIds, table, server } = await openPromised()
  const [tableId = ''] = tableIds.slice(1)
  const larger = client.run('table.update', { tableId, capacity: 8 })
  await act(() => server.clock.until(() => client.status.unsent === 0))
  const startsAt = new Date(client.now() + 26 * 3_600_000).toISOString()
  await run('reservation.create', { name: 'Grace', partySize: 6, startsAt, tableIds: [tableId] })
  show(
    <>
      <Undo transactionId={larger.id} />
      <AskAnyway />
    </>,
  )
  await press('Undo')
  screen.getByText(/^Booked there: Grace/)
  expect(table().capacity).toBe(8)
  await press('Cancel')
  expect(table().capacity).toBe(8)
  await press('Undo')
  await press('Do it anyway')
  expect(table().capacity).toBe(2)
})

test('an undo of another time zone asks what becomes of the bookings that came since', async () => {
  const { show, run, client, server } = await openPromised()
  const bookings = 'keep_instant' as const
  const moved = client.run('restaurant.update', { timezone: 'Asia/Tokyo', bookings })
  await act(() => server.clock.until(() => client.status.unsent === 0))
  const startsAt = new Date(client.now() + 26 * 3_600_000).toISOString()
  await run('reservation.create', { name: 'Grace', partySize: 2, startsAt })
  show(
    <>
      <Undo transactionId={moved.id} />
      <AskAnyway />
    </>,
  )
  await press('Undo')
  await press(words.settings.bookingsAhead.keepInstant)
  expect(client.view?.restaurant.timezone).not.toBe('Asia/Tokyo')
})

test('a booking that comes back to a day that was closed since asks first', async () => {
  const { show, run, client, startsAt } = await openPromised()
  const [booking] = [...(client.view?.reservations.values() ?? [])]
  const reservationId = booking?.id ?? ''
  await run('reservation.setStatus', { reservationId, status: 'cancelled' })
  const date = startsAt.slice(0, 10)
  await run('restaurant.update', { settings: { closures: [{ from: date, to: date, reason: 'Wedding' }] } })
  show(
    <>
      <Bring type="reservation.restore" payload={{ reservationId }} />
      <AskAnyway />
    </>,
  )
  const status = () => client.view?.reservations.get(reservationId)?.status
  await press('Bring back')
  screen.getByText('The restaurant is closed then: Wedding')
  expect(status()).toBe('cancelled')
  await press('Do it anyway')
  expect(status()).toBe('confirmed')
})

test('an undo that the server refuses later is asked about then, and is in no list after the answer', async () => {
  const { server, signedIn } = openDevices()
  const [first, second] = [await signedIn(), await signedIn()]
  const { client } = first
  const done = (running: Running) => act(() => finished(server, running))
  await done(client.run('table.create', { tableNumber: '1', capacity: 2 }))
  const [tableId = ''] = client.view?.tables.keys() ?? []
  const larger = client.run('table.update', { tableId, capacity: 8 })
  await done(larger)
  await act(() => level(server, first, second))
  const startsAt = new Date(client.now() + 26 * 3_600_000).toISOString()
  const stop = watchRefusals(client)
  render(
    <QTableProvider client={client}>
      <AskAnyway />
    </QTableProvider>,
  )
  first.network.isUp = false
  first.network.cut()
  act(() => undoTransaction(client, larger.id))
  expect(client.view?.tables.get(tableId)?.capacity).toBe(2)
  // Somebody books meanwhile, at the seats that there are.
  await done(second.client.run('reservation.create', { name: 'Grace', partySize: 6, startsAt, tableIds: [tableId] }))
  first.network.isUp = true
  await act(() => level(server, first, second))
  expect(client.view?.tables.get(tableId)?.capacity).toBe(8)
  screen.getByText(/^Booked there: Grace/)
  await press('Do it anyway')
  await act(() => level(server, first, second))
  expect(client.view?.tables.get(tableId)?.capacity).toBe(2)
  expect(client.refusals).toEqual([])
  stop()
})

test('a field that is refused says so beside it and in no toast', async () => {
  const { show, run, guest } = await openPromised()
  const guestId = await run('guest.create', { name: 'Zuse', partySize: 2 })
  show(
    <>
      <EditPartySheet guestId={guestId} onClose={() => {}} />
      <Toaster />
    </>,
  )
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: ' ' } })
  await press('Save')
  expect(screen.getAllByText('A name has 1 to 120 letters.')).toHaveLength(1)
  expect(guest(guestId)?.name).toBe('Zuse')
})

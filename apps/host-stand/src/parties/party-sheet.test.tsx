import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { placingNow } from '../placing/placing-store.ts'
import { TableSheet } from '../tables/table-sheet.tsx'
import { viewsOf } from '../tables/table-view.ts'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { EditPartySheet } from './edit-party-sheet.tsx'
import { PartySheet } from './party-sheet.tsx'

const close = () => {}
const press = (name: string) => act(async () => fireEvent.click(screen.getByRole('button', { name })))
const actions = () => screen.getAllByRole('button').map((button) => button.textContent)
/** The text that the sheet shows under a name: `Seated`, `Waiting`. */
const fact = (name: string) => screen.getByText(name, { selector: 'dt' }).nextElementSibling?.textContent

test('a waiting party shows its wait once, and what is left of its quote', async () => {
  const { run, show, later } = await openStandScreen({})
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 4, quotedMinutes: 15 })
  await later(12.5)
  show(<PartySheet guestId={guestId} onClose={close} />)
  expect(screen.getAllByText(/waiting/i)).toHaveLength(1)
  expect(fact('Waiting')).toMatch(/^12 min/)
  expect(fact('Quoted')).toBe('15 min3 min left')
})

test('a sheet and a table show the same minutes and turn, even past an hour and for a booked turn', async () => {
  const { client, run, show, later, tableIds } = await openStandScreen({ tables: [4] })
  const startsAt = client.base?.committedAt ?? ''
  const booking = { name: 'Okafor', partySize: 4, startsAt, durationMinutes: 75, tableIds }
  const reservationId = await run('reservation.create', booking)
  await run('reservation.seat', { reservationId, tableIds })
  await later(83.5)
  show(<TableSheet tableId={tableIds[0] ?? ''} onClose={close} />)
  const view = client.view && [...viewsOf(client.view, client.now()).values()][0]
  expect(view).toMatchObject({ minutes: 83, turnMinutes: 75, urgency: 'late' })
  expect(fact('Seated')).toMatch(/^83 min8 min over/)
})

test('a party at two tables shows both, and Done frees both', async () => {
  const { run, show, guest, client, tableIds } = await openStandScreen({ tables: [4, 4] })
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 7, status: 'seated', tableIds })
  show(<TableSheet tableId={tableIds[1] ?? ''} onClose={close} />)
  expect(fact('Sits at')).toBe('Tables 1 + 2')
  await press('Done')
  expect(guest(guestId)?.status).toBe('finished')
  expect([...(client.view?.tables.values() ?? [])].map(({ currentGuestId }) => currentGuestId)).toEqual([null, null])
})

test('a free table offers walk-ins of suitable sizes, and the waiting parties that fit', async () => {
  const { run, show, client, tableIds } = await openStandScreen({ tables: [3] })
  await run('guest.create', { name: 'Okafor', partySize: 3 })
  await run('guest.create', { name: 'Sato', partySize: 4 })
  show(<TableSheet tableId={tableIds[0] ?? ''} onClose={close} />)
  expect(screen.queryByText('Sato')).toBeNull()
  expect(screen.queryByRole('button', { name: 'Seat a walk-in of 4 here' })).toBeNull()
  await press('Seat a walk-in of 2 here')
  const guests = [...(client.view?.guests.values() ?? [])]
  expect(guests.find(({ status }) => status === 'seated')).toMatchObject({ partySize: 2, tableIds })
})

test('while a table is chosen for a party, its sheet does not ask for one again', async () => {
  const { run, show } = await openStandScreen({ tables: [4] })
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 4 })
  show(<PartySheet guestId={guestId} onClose={close} />)
  await press('Seat')
  expect(placingNow()).toEqual({ kind: 'guest', guestId })
  expect(screen.queryByRole('button', { name: 'Seat' })).toBeNull()
  screen.getByRole('button', { name: 'Notify' })
})

test('a party that has left can only be brought back; a viewer can do nothing', async () => {
  const gone = { name: 'Okafor', partySize: 4 }
  const host = await openStandScreen({})
  const guestId = await host.run('guest.create', gone)
  await host.run('guest.setStatus', { guestId, status: 'left' })
  const { unmount } = host.show(<PartySheet guestId={guestId} onClose={close} />)
  expect(actions()).toEqual(['', 'Bring back'])
  await press('Bring back')
  expect(host.guest(guestId)?.status).toBe('waiting')
  unmount()

  const viewer = await openStandScreen({ role: 'viewer', tables: [4] })
  const seated = await viewer.run('guest.create', { ...gone, status: 'seated', tableIds: viewer.tableIds })
  viewer.show(<TableSheet tableId={viewer.tableIds[0] ?? ''} onClose={close} />)
  expect(actions()).toEqual([''])
  expect(viewer.guest(seated)?.status).toBe('seated')
})

test('a field of a party that cannot be so says why in a host’s words, at the field', async () => {
  const { run, show, guest } = await openStandScreen({})
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 4 })
  show(<EditPartySheet guestId={guestId} onClose={close} />)
  const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label)
  fireEvent.change(field('Name'), { target: { value: ' ' } })
  fireEvent.change(field('Phone'), { target: { value: 'call\u0007me' } })
  await press('Save')
  const said = (label: string) => document.getElementById(field(label).getAttribute('aria-describedby') ?? '')
  expect(said('Name')?.textContent).toBe('A name has 1 to 120 letters.')
  expect(said('Phone')?.textContent).toBe('That is no phone number. One from abroad begins with +.')
  expect(field('Name').getAttribute('aria-invalid')).toBe('true')
  expect(guest(guestId)?.name).toBe('Okafor')
  fireEvent.change(field('Name'), { target: { value: 'Okafor-Reed' } })
  expect(field('Name').getAttribute('aria-invalid')).toBe('false')
})

test('a party that sits since yesterday says since when, and counts no minutes', async () => {
  const { run, show, later, tableIds } = await openStandScreen({ tables: [4] })
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 4, status: 'seated', tableIds })
  await later(24 * 60)
  show(<PartySheet guestId={guestId} onClose={close} />)
  expect(fact('Seated')).toMatch(/^since /)
  expect(fact('Seated')).not.toContain('min')
})

test('the form of a party changes its quote to any number, or to none', async () => {
  const { run, show, guest } = await openStandScreen({})
  const guestId = await run('guest.create', { name: 'Okafor', partySize: 4, quotedMinutes: 20 })
  const quote = () => screen.getByLabelText<HTMLInputElement>('Quoted wait, minutes')
  const { unmount } = show(<EditPartySheet guestId={guestId} onClose={close} />)
  fireEvent.change(quote(), { target: { value: '35' } })
  await press('Save')
  expect(guest(guestId)?.quotedMinutes).toBe(35)
  unmount()
  show(<EditPartySheet guestId={guestId} onClose={close} />)
  fireEvent.change(quote(), { target: { value: '' } })
  await press('Save')
  expect(guest(guestId)?.quotedMinutes).toBe(null)
})

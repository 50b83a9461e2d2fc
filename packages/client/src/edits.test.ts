import { expect, test } from 'vitest'
import { editAgain, editConflictOf } from './outbox/edit-conflict.ts'
import { memoryStorage } from './storage/memory.ts'
import { deviceWithTable } from './testing/device-with-table.ts'
import { finished, level, openDevices, type TestDevice } from './testing/devices.ts'

/** Two devices that show the same party. */
async function withParty() {
  const { server, signedIn, first, tableId } = await deviceWithTable()
  const second = await signedIn()
  const party = { name: 'Ada', partySize: 2, notes: 'window', tags: ['vip'] }
  const created = await finished(server, first.client.run('guest.create', party))
  await level(server, first, second)
  const guestId = created.changes[0]?.entity_id ?? ''
  const guest = (device: TestDevice) => {
    const found = device.client.view?.guests.get(guestId)
    if (!found) throw new Error('The party is not on the floor')
    return found
  }
  return { server, first, second, guestId, guest, tableId }
}

function cut({ network }: TestDevice) {
  network.isUp = false
  network.cut()
}

test('[SY112] [I35] a form that sends all of its fields changes only those that its person changed', async () => {
  const { server, first, second, guestId, guest } = await withParty()
  const was = guest(first)
  await finished(server, second.client.run('guest.update', { guestId, notes: 'nut allergy', partySize: 5 }))
  await level(server, first, second)
  const { name, partySize, notes, tags } = was
  const form = { guestId, name, partySize, notes, tags: [...tags, 'birthday'], phone: '+4930123456', was }
  await finished(server, first.client.run('guest.update', form))
  expect(server.restaurant.floor.guests.get(guestId)).toMatchObject({
    ...{ notes: 'nut allergy', partySize: 5, phone: '+4930123456', tags: ['vip', 'birthday'] },
  })
})

test('[SY112] [I35] an edit made offline on an older value does not silently win', async () => {
  const { server, first, second, guestId } = await withParty()
  cut(first)
  const edit = first.client.run('guest.update', { guestId, notes: 'by the door' })
  expect(first.client.pending[0]?.mutation.commands[0]?.payload).toMatchObject({ was: { notes: 'window' } })
  await finished(server, second.client.run('guest.update', { guestId, notes: 'nut allergy' }))
  first.network.isUp = true
  await level(server, first, second)
  await expect(edit).rejects.toMatchObject({ code: 'edit_conflict' })
  expect(server.restaurant.floor.guests.get(guestId)?.notes).toBe('nut allergy')
  const [refusal] = first.client.refusals
  expect(refusal && editConflictOf(refusal)).toMatchObject({
    actor: { name: 'Person2' },
    at: expect.stringMatching(/^2026-05-01T17:00/),
    fields: [{ name: 'notes', was: 'window', mine: 'by the door', theirs: 'nut allergy' }],
  })
})

test.each([
  ['mine', 'by the door'],
  ['both', 'nut allergy\nby the door'],
] as const)('[SY112] a conflict is solved by keeping %s', async (keep, notes) => {
  const { server, first, second, guestId } = await withParty()
  cut(first)
  first.client.run('guest.update', { guestId, notes: 'by the door', name: 'Ada L' })
  await finished(server, second.client.run('guest.update', { guestId, notes: 'nut allergy', partySize: 3 }))
  first.network.isUp = true
  await level(server, first, second)
  const [refusal] = first.client.refusals
  if (!refusal) throw new Error('There is no refusal')
  await finished(server, first.client.batch(editAgain(refusal, keep)))
  expect(server.restaurant.floor.guests.get(guestId)).toMatchObject({ notes, name: 'Ada L', partySize: 3 })
})

test('[SY112] a form on a row that changed meanwhile is refused at once, with both values, and not sent', async () => {
  const { server, first, second, guestId, guest } = await withParty()
  const was = guest(first)
  await finished(server, second.client.run('guest.update', { guestId, notes: 'nut allergy' }))
  await level(server, first, second)
  const edit = first.client.run('guest.update', { guestId, notes: 'by the door', was })
  const { commands } = edit
  const problem = await edit.catch((refused) => refused)
  expect(editConflictOf({ commands, problem })).toMatchObject({
    actor: { name: 'Person2' },
    fields: [{ name: 'notes', was: 'window', mine: 'by the door', theirs: 'nut allergy' }],
  })
  expect(first.client.pending).toEqual([])
  await finished(server, first.client.batch(editAgain({ commands, problem }, 'mine')))
  expect(server.restaurant.floor.guests.get(guestId)?.notes).toBe('by the door')
})

test('[SY112] edits of one device on top of each other do not meet themselves', async () => {
  const { server, first, guestId, tableId } = await withParty()
  cut(first)
  first.client.run('guest.update', { guestId, notes: 'by the door' })
  first.client.run('guest.update', { guestId, notes: 'in the garden' })
  first.client.batch([
    { type: 'guest.update', payload: { guestId, notes: 'upstairs' } },
    { type: 'guest.update', payload: { guestId, notes: 'downstairs' } },
    { type: 'guest.seat', payload: { guestId, tableIds: [tableId] } },
    { type: 'guest.setStatus', payload: { guestId, status: 'waiting' } },
    { type: 'guest.seat', payload: { guestId, tableIds: [tableId] } },
  ])
  first.network.isUp = true
  await level(server, first)
  expect(first.client.refusals).toEqual([])
  expect(server.restaurant.floor.guests.get(guestId)).toMatchObject({ notes: 'downstairs', tableIds: [tableId] })
})

test('[SY112] a party that another host has seated meanwhile stays where it is', async () => {
  const { server, first, second, guestId, tableId } = await withParty()
  const other = await finished(server, first.client.run('table.create', { tableNumber: '2', capacity: 4 }))
  const otherId = other.changes[0]?.entity_id ?? ''
  await level(server, first, second)
  cut(first)
  first.client.run('guest.seat', { guestId, tableIds: [tableId] })
  await finished(server, second.client.run('guest.seat', { guestId, tableIds: [otherId] }))
  first.network.isUp = true
  await level(server, first, second)
  expect(server.restaurant.floor.guests.get(guestId)?.tableIds).toEqual([otherId])
  const [refusal] = first.client.refusals
  expect(refusal && editConflictOf(refusal)?.fields).toEqual([
    { name: 'tableIds', was: [], mine: [tableId], theirs: [otherId] },
  ])
})

test('[SY112] so does the party of a reservation, whose plan is no seat', async () => {
  const { server, first, second, tableId } = await withParty()
  const other = await finished(server, first.client.run('table.create', { tableNumber: '2', capacity: 4 }))
  const otherId = other.changes[0]?.entity_id ?? ''
  const booking = { name: 'Alan', partySize: 2, startsAt: '2026-05-01T17:30:00Z' }
  const booked = await finished(server, first.client.run('reservation.create', { ...booking, tableIds: [tableId] }))
  const reservationId = booked.changes[0]?.entity_id ?? ''
  await level(server, first, second)
  cut(first)
  first.client.run('reservation.seat', { reservationId, tableIds: [otherId] })
  await finished(server, second.client.run('reservation.seat', { reservationId, tableIds: [tableId] }))
  first.network.isUp = true
  await level(server, first, second)
  expect(server.restaurant.floor.reservations.get(reservationId)?.tableIds).toEqual([tableId])
  expect(first.client.refusals[0]?.problem).toMatchObject({ code: 'edit_conflict' })
})

test('[SY112] settings meet one by one', async () => {
  const { server, first, second } = await withParty()
  cut(first)
  first.client.run('restaurant.update', { settings: { bussing: true } })
  const late = first.client.run('restaurant.update', { settings: { serviceDayStartsAt: '05:00' } })
  const settings = { serviceDayStartsAt: '06:00', approveReservations: true }
  await finished(server, second.client.run('restaurant.update', { settings }))
  first.network.isUp = true
  await level(server, first, second)
  await expect(late).rejects.toMatchObject({ code: 'edit_conflict' })
  const wanted = { bussing: true, approveReservations: true, serviceDayStartsAt: '06:00' }
  expect(server.restaurant.floor.restaurant.settings).toMatchObject(wanted)
  const [refusal] = first.client.refusals
  expect(refusal && editConflictOf(refusal)?.fields).toEqual([
    { name: 'serviceDayStartsAt', was: '04:00', mine: '05:00', theirs: '06:00' },
  ])
  if (refusal) await finished(server, first.client.batch(editAgain(refusal, 'mine')))
  expect(server.restaurant.floor.restaurant.settings.serviceDayStartsAt).toBe('05:00')
})

test('[SY113] [I35] what was done offline has the time of the tap, however late it is sent', async () => {
  const { server, first, guestId, tableId } = await withParty()
  cut(first)
  const at = () => `${new Date(first.client.now()).toISOString().slice(0, 19)}Z`
  await server.clock.advance(60_000)
  const seatedAt = at()
  first.client.run('guest.seat', { guestId, tableIds: [tableId] })
  await server.clock.advance(3_600_000)
  const finishedAt = at()
  first.client.run('guest.setStatus', { guestId, status: 'finished' })
  await server.clock.advance(600_000)
  first.network.isUp = true
  await level(server, first)
  expect(server.restaurant.floor.guests.get(guestId)).toMatchObject({ seatedAt, finishedAt })
  expect(server.restaurant.log.slice(-2).map(({ doneAt }) => doneAt)).toEqual([seatedAt, finishedAt])
})

test('[SY113] a device whose clock is wrong says the time of the server, also where it starts offline', async () => {
  const { server, signedIn } = openDevices()
  const { now } = server.clock
  const device = await signedIn({ storage: memoryStorage(), platform: { now: () => now() + 1_800_000 } })
  await finished(server, device.client.run('guest.create', { partySize: 2 }))
  await server.clock.advance(2_000)
  await finished(server, device.client.close())
  device.network.isUp = false
  const offline = await device.reopen()
  const tappedAt = now()
  offline.client.run('guest.create', { name: 'Late', partySize: 2 })
  await server.clock.advance(60_000)
  offline.network.isUp = true
  await level(server, offline)
  const joinedAt = [...server.restaurant.floor.guests.values()].find(({ name }) => name === 'Late')?.joinedAt ?? ''
  expect(Math.abs(Date.parse(joinedAt) - tappedAt)).toBeLessThan(2_000)
})

test('[SY114] a warning reaches the promise and the event, on the tab that did it', async () => {
  const { server, first, second, guestId, tableId } = await withParty()
  const booking = { name: 'Alan', partySize: 2, tableIds: [tableId], startsAt: '2026-05-01T18:00:00Z' }
  await finished(server, second.client.run('reservation.create', booking))
  await level(server, first, second)
  const seating = first.client.run('guest.seat', { guestId, tableIds: [tableId] })
  expect(seating.warnings).toMatchObject([{ code: 'table_promised', current: { name: 'Alan' } }])
  expect(await finished(server, seating)).toMatchObject({ warnings: [{ code: 'table_promised' }] })
  await server.clock.advance(1_000)
  expect(first.emitted.warned).toMatchObject([{ id: seating.id, warnings: [{ code: 'table_promised' }] }])
  expect(second.emitted.warned).toEqual([])
})

test('[SY114] what this device could not foresee is told when the server has answered, also of a batch', async () => {
  const { server, first, second, guestId, tableId } = await withParty()
  cut(first)
  const seating = first.client.batch([{ type: 'guest.seat', payload: { guestId, tableIds: [tableId] } }])
  expect(seating.warnings).toEqual([])
  const booking = { name: 'Alan', partySize: 2, tableIds: [tableId], startsAt: '2026-05-01T18:00:00Z' }
  await finished(server, second.client.run('reservation.create', booking))
  first.network.isUp = true
  await level(server, first, second)
  await server.clock.advance(1_000)
  expect(first.emitted.warned).toMatchObject([{ id: seating.id, warnings: [{ code: 'table_promised' }] }])
})

test('an import gives each row the id that it keeps', async () => {
  const { server, first } = await withParty()
  const rows = ['Ada', 'Grace'].map((name) => ({ name, partySize: 2, startsAt: '2026-06-01T18:00:00Z' }))
  const importing = first.client.run('reservation.import', { reservations: [...rows, { name: 7 }] })
  const ids = importing.shown.map(({ entity_id }) => entity_id)
  expect(await finished(server, importing)).toMatchObject({
    warnings: [{ code: 'row_skipped', current: { index: 2 } }],
  })
  expect([...server.restaurant.floor.reservations.keys()]).toEqual(ids)
})

test('[SY112] [I35] a "no show" of a device that was offline does not end a party that sits by now', async () => {
  const { server, first, second, guestId, tableId } = await withParty()
  cut(first)
  const gone = first.client.run('guest.setStatus', { guestId, status: 'no_show' })
  expect(first.client.pending[0]?.mutation.commands[0]?.payload).toMatchObject({ was: { status: 'waiting' } })
  await finished(server, second.client.run('guest.seat', { guestId, tableIds: [tableId] }))
  first.network.isUp = true
  await level(server, first, second)
  await expect(gone).rejects.toMatchObject({ code: 'edit_conflict', current: { fields: { status: 'seated' } } })
  expect(server.restaurant.floor.guests.get(guestId)?.status).toBe('seated')
  const [refusal] = first.client.refusals
  const [again] = refusal ? editAgain(refusal, 'mine') : []
  expect(again?.payload).toMatchObject({ status: 'no_show', was: { status: 'seated' } })
})

test('[SY112] [I35] a table that was cleared offline keeps a party that sat down there meanwhile', async () => {
  const { server, first, second, guestId, tableId } = await withParty()
  await finished(server, second.client.run('guest.seat', { guestId, tableIds: [tableId] }))
  await level(server, first, second)
  cut(first)
  const cleared = first.client.run('table.clear', { tableId })
  expect(first.client.pending[0]?.mutation.commands[0]?.payload).toMatchObject({
    was: { currentGuestId: guestId, status: 'occupied' },
  })
  await finished(server, second.client.run('guest.setStatus', { guestId, status: 'finished' }))
  const walkIn = { name: 'Bob', partySize: 2, status: 'seated', tableIds: [tableId] } as const
  const bob = await finished(server, second.client.run('guest.create', walkIn))
  first.network.isUp = true
  await level(server, first, second)
  // Where the clocks stand still both deeds have one time, and who was seen decides.
  await cleared.catch((error: unknown) => expect(error).toMatchObject({ code: 'edit_conflict' }))
  const bobId = bob.changes.find(({ entity_type }) => entity_type === 'guest')?.entity_id ?? ''
  expect(server.restaurant.floor.guests.get(bobId)?.status).toBe('seated')
})

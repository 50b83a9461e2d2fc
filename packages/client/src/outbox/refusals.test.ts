import { expect, test } from 'vitest'
import { memoryStorage } from '../storage/memory.ts'
import type { ClientStorage } from '../storage/storage.ts'
import { finished, level, live, openDevices } from '../testing/devices.ts'

const person = { id: '00000000-0000-7000-8000-00000000eeee', name: 'Eve', role: 'manager' as const }

/** A device, and a table that another person takes while it has no network. */
async function withTakenTable(storage: ClientStorage = memoryStorage()) {
  const { server, open, signedIn } = openDevices({ restaurants: 2 })
  const device = await signedIn({ storage })
  const created = await finished(server, device.client.run('table.create', { tableNumber: '1', capacity: 4 }))
  const tableIds = created.changes.map(({ entity_id }) => entity_id)
  const rival = (id: string) => ({
    id,
    isBatch: false,
    commands: [{ id, type: 'guest.create', payload: { name: 'Early', partySize: 2, tableIds } }],
  })
  /** Seats a party at that table, which the server refuses when the network is back. */
  const seat = (name: string) => device.client.run('guest.create', { name, partySize: 2, tableIds })
  function cut() {
    device.network.isUp = false
    device.network.cut()
  }
  const takeTable = () => server.restaurant.execute(person, rival('00000000-0000-7000-8000-0000000000aa'))
  return { server, open, device, tableIds, seat, cut, takeTable }
}

test('[SY108] a refusal is listed with everything known about it, and emitted once', async () => {
  const { server, device, seat, cut, takeTable } = await withTakenTable()
  const { client, emitted, network } = device
  expect(client.refusals).toEqual([])
  cut()
  const late = seat('Late')
  const doneAt = client.pending[0]?.mutation.at
  takeTable()
  network.isUp = true
  await level(server, device)
  expect(client.refusals).toMatchObject([
    {
      id: late.id,
      isBatch: false,
      commands: [{ id: late.id, type: 'guest.create', payload: { name: 'Late' } }],
      problem: { code: 'table_occupied', current: { guestName: 'Early' } },
      by: { name: 'Person1', id: client.status.user?.id },
      doneAt,
      refusedAt: expect.stringMatching(/^2026-05-01T17:00:0/),
    },
  ])
  expect(emitted.refusals).toEqual([client.refusals])
  expect(emitted.refused.map(({ id }) => id)).toEqual([late.id])
})

test('[SY108] a refusal is listed after reopening, until it is dismissed', async () => {
  const { server, device, seat, cut, takeTable } = await withTakenTable()
  cut()
  const late = seat('Late')
  takeTable()
  device.network.isUp = true
  await level(server, device)
  await finished(server, device.client.close())
  const again = await device.reopen()
  expect(again.client.refusals).toMatchObject([{ id: late.id, problem: { code: 'table_occupied' } }])
  expect(again.client.refusals[0]?.problem).toBeInstanceOf(Error)
  await finished(server, again.client.dismiss(late.id))
  expect(again.client.refusals).toEqual([])
  await finished(server, again.client.close())
  expect((await again.reopen()).client.refusals).toEqual([])
})

test('[SY108] a page that ends right after the answer opens again with the refusal', async () => {
  const { server, device, seat, cut, takeTable } = await withTakenTable()
  cut()
  const late = seat('Late')
  takeTable()
  device.network.isUp = true
  await server.clock.until(() => device.client.refusals.length > 0)
  device.kill()
  device.network.isUp = false
  const again = await device.reopen()
  await server.clock.advance(90_000)
  expect(again.client.refusals.map(({ id }) => id)).toEqual([late.id])
  expect(again.client.pending.map(({ mutation }) => mutation.id)).not.toContain(late.id)
})

test('[SY108] where the storage fails a refusal is listed as long as the page lives', async () => {
  const storage = memoryStorage()
  const { server, device, seat, cut, takeTable } = await withTakenTable({
    ...storage,
    writeRefusals: () => Promise.reject(new Error('the disk is full')),
    removeRefusals: () => Promise.reject(new Error('the disk is full')),
  })
  cut()
  const late = seat('Late')
  takeTable()
  device.network.isUp = true
  await level(server, device)
  expect(device.client.refusals.map(({ id }) => id)).toEqual([late.id])
  expect(device.emitted.notice).toEqual([{ code: 'storage_failed', detail: 'the disk is full' }])
  await finished(server, device.client.dismiss(late.id))
  expect(device.client.refusals).toEqual([])
})

test('[SY108] signing out removes refusals; switching to another restaurant and back does not', async () => {
  const { server, device, seat, cut, takeTable } = await withTakenTable()
  const { client, network } = device
  cut()
  const late = seat('Late')
  takeTable()
  network.isUp = true
  await level(server, device)
  await finished(server, client.switchTo(2))
  expect(client.refusals).toEqual([])
  await finished(server, client.switchTo(1))
  await live(server, device)
  expect(client.refusals.map(({ id }) => id)).toEqual([late.id])
  const email = 'person1@example.com'
  await finished(server, client.signOut())
  expect(client.refusals).toEqual([])
  await finished(server, client.signIn({ email, password: 'secret' }))
  await live(server, device)
  expect(client.refusals).toEqual([])
})

test('[SY108] a command that the view refuses is not listed', async () => {
  const { server, device, seat, takeTable } = await withTakenTable()
  takeTable()
  await level(server, device)
  await expect(seat('Late')).rejects.toMatchObject({ code: 'table_occupied' })
  expect(device.client.refusals).toEqual([])
})

test('foresee says whether a refused command would be refused again', async () => {
  const { server, device, tableIds, seat, cut, takeTable } = await withTakenTable()
  const { client } = device
  cut()
  seat('Late')
  takeTable()
  device.network.isUp = true
  await level(server, device)
  const again = () => client.refusals[0]?.commands ?? []
  expect(client.foresee(again()).problem).toMatchObject({ code: 'table_occupied', current: { guestName: 'Early' } })
  await finished(server, client.run('table.setStatus', { tableId: tableIds[0] ?? '', status: 'available' }))
  expect(client.foresee(again())).toEqual({ problem: undefined, warnings: [] })
  expect(client.foresee([...again(), ...again()]).problem?.code).toBe('already_exists')
  expect(client.foresee([{ type: 'guest.create', payload: { partySize: -1 } }]).problem?.code).toBe('validation_failed')
  expect(client.foresee([]).problem?.code).toBe('validation_failed')
  expect(client.pending).toEqual([])
})

test('[SY109] the undo of an unsent mutation shows at once, and leaves the server as it was', async () => {
  const { server, device, tableIds, seat, cut } = await withTakenTable()
  const { client, network } = device
  const before = server.restaurant.floor
  cut()
  const seated = seat('Ada')
  const undone = client.undo(seated.id)
  expect(client.view?.guests.size).toBe(0)
  expect(client.view?.tables.get(tableIds[0] ?? '')?.status).toBe('available')
  await server.clock.advance(100)
  await finished(server, client.close())
  const again = await device.reopen()
  expect(again.client.view?.guests.size).toBe(0)
  expect(again.client.pending.map(({ mutation, problem }) => [mutation.id, problem])).toEqual([
    [seated.id, undefined],
    [undone.id, undefined],
  ])
  network.isUp = true
  await level(server, again)
  expect(server.restaurant.log.slice(-2).map(({ id }) => id)).toEqual([seated.id, undone.id])
  expect(server.restaurant.floor.guests).toEqual(before.guests)
  expect(server.restaurant.floor.tables.get(tableIds[0] ?? '')?.status).toBe('available')
  expect(again.client.refusals).toEqual([])
})

test.each([1, 6])(
  '[SY109] the undo of a refused mutation is withdrawn with it, also in an upload with %i more',
  async (more) => {
    const { server, device, seat, cut, takeTable } = await withTakenTable()
    const { client, network, emitted } = device
    cut()
    const late = seat('Late')
    const undone = client.undo(late.id)
    const again = client.undo(undone.id)
    for (let i = 0; i < more; i++) client.run('guest.create', { name: `Party ${i}`, partySize: 2 })
    takeTable()
    network.isUp = true
    await level(server, device)
    await expect(late).rejects.toMatchObject({ code: 'table_occupied' })
    await expect(undone).rejects.toMatchObject({ code: 'table_occupied' })
    await expect(again).rejects.toMatchObject({ code: 'table_occupied' })
    expect(client.refusals.map(({ id }) => id)).toEqual([late.id])
    expect(emitted.refused.map(({ id }) => id)).toEqual([late.id])
    expect(server.restaurant.floor.guests.size).toBe(1 + more)
    await finished(server, client.close())
    expect((await device.reopen()).client.pending).toEqual([])
  },
)

test('[SY109] an undo stays in the view while its target is confirmed by a catch-up', async () => {
  const { server, device, seat, cut } = await withTakenTable()
  const { client, network, emitted } = device
  network.areSocketsBlocked = true
  cut()
  const seated = seat('Ada')
  client.undo(seated.id)
  emitted.view.length = 0
  network.isUp = true
  await level(server, device)
  expect(client.status.transport).toBe('polling')
  expect(server.restaurant.floor.guests.size).toBe(0)
  expect(emitted.view.map((floor) => floor?.guests.size)).toEqual(emitted.view.map(() => 0))
})

test('[SY109] the undo of a transaction whose entity changed since is refused and listed', async () => {
  const { server, device, seat, cut } = await withTakenTable()
  const { client, network } = device
  const seated = seat('Ada')
  await finished(server, seated)
  cut()
  const undone = client.undo(seated.id)
  const guestId = [...server.restaurant.floor.guests.keys()][0] ?? ''
  const id = '00000000-0000-7000-8000-0000000000bb'
  const commands = [{ id, type: 'guest.update', payload: { guestId, name: 'Adele' } }]
  server.restaurant.execute(person, { id, isBatch: false, commands })
  network.isUp = true
  await level(server, device)
  expect(client.refusals).toMatchObject([{ id: undone.id, problem: { code: 'version_conflict' } }])
  expect(client.view?.guests.get(guestId)?.name).toBe('Adele')
})

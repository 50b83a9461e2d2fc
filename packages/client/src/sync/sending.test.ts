import type { Floor } from '@qtable/domain'
import { expect, test } from 'vitest'
import { memoryStorage } from '../storage/memory.ts'
import { finished, level, live, openDevices } from '../testing/devices.ts'

const names = (floor: Floor | undefined) => [...(floor?.guests.values() ?? [])].map((guest) => guest.name)
const party = (name: string) => ['guest.create', { name, partySize: 2 }] as const

async function withTables() {
  const { server, signedIn, open } = openDevices()
  const first = await signedIn()
  const made = await finished(server, first.client.run('table.create', { tableNumber: '1', capacity: 4 }))
  return { server, signedIn, open, first, tableId: made.changes[0]?.entity_id ?? '' }
}

test('[SY103] the optimistic change and the confirmed one are one picture: nothing flickers', async () => {
  const { server, signedIn } = openDevices()
  const { client, told } = await signedIn()
  told.view.length = 0
  const running = client.run(...party('Ada'))
  await finished(server, running)
  expect(told.view.map(names)).not.toContainEqual([])
  expect(told.view.every((floor) => floor?.guests.size === 1)).toBe(true)
  const { changes } = await running
  expect(changes[0]?.entity_id).toBe(running.shown[0]?.entity_id)
})

test('[SY103] an answer that comes before its frame leaves the change in the view until the base has it', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.copies = ({ type }) => (type === 'delta_update' ? 0 : 1)
  const running = device.client.run(...party('Ada'))
  await server.clock.advance(1_000)
  expect(device.client.status.unsent).toBe(1)
  expect(device.client.base?.version).toBe(1)
  // What comes after it is sent all the same.
  device.client.run(...party('Grace'))
  await server.clock.advance(1_000)
  expect(server.restaurant.floor.version).toBe(3)
  device.network.cut()
  await level(server, device)
  expect(await running).toMatchObject({ version: 2 })
  expect(device.told.view.slice(2).every((floor) => names(floor).includes('Ada'))).toBe(true)
})

test('[SY103] [I8] a command whose answer was lost is sent again under its id, and happens once', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.copies = ({ type }) => (type === 'command_result' || type === 'delta_update' ? 0 : 1)
  const running = device.client.run(...party('Ada'))
  await server.clock.until(() => server.restaurant.floor.version === 2)
  device.network.cut()
  device.network.copies = () => 1
  await finished(server, running)
  expect(await running).toMatchObject({ version: 2 })
  expect(names(server.restaurant.floor)).toEqual(['Ada'])
})

test('[SY103] a merged frame confirms all that it names, and tells nobody of it as the doing of others', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.copies = ({ type }) => (type === 'connection_confirmation' ? 1 : 0)
  const running = device.client.run(...party('Ada'))
  await server.clock.until(() => server.restaurant.floor.version === 2)
  server.restaurant.execute(
    { id: server.restaurant.epoch, name: 'Eve', role: 'host' },
    {
      id: '00000000-0000-7000-8000-00000000eeee',
      isBatch: false,
      commands: [
        { id: '00000000-0000-7000-8000-00000000eeee', type: 'guest.create', payload: { name: 'Eve', partySize: 2 } },
      ],
    },
  )
  device.network.cut()
  device.network.copies = () => 1
  await level(server, device)
  expect(await running).toMatchObject({ version: 3, changes: [{ action: 'create', data: { name: 'Ada' } }] })
})

test('[SY52] [SY103] [I20] a refusal is told, taken back from the view, and blocks nothing', async () => {
  const { server, signedIn, first, tableId } = await withTables()
  const second = await signedIn()
  second.network.isUp = false
  second.network.cut()
  const seats = { partySize: 2, tableIds: [tableId] }
  const refused = second.client.run('guest.create', { name: 'Late', ...seats })
  const next = second.client.run(...party('Next'))
  expect(names(second.client.view)).toEqual(['Late', 'Next'])
  await finished(server, first.client.run('guest.create', { name: 'Early', ...seats }))
  second.network.isUp = true
  await level(server, first, second)
  await expect(refused).rejects.toMatchObject({ code: 'table_occupied', current: { guestName: 'Early' } })
  expect(await next).toMatchObject({ changes: [{ action: 'create' }] })
  expect(names(second.client.view)).toEqual(['Early', 'Next'])
  expect(second.told.refused).toEqual([
    expect.objectContaining({ id: refused.id, problem: expect.objectContaining({ code: 'table_occupied' }) }),
  ])
})

test('[SY102] what no longer goes with the base is skipped and says why, until the server has answered', async () => {
  const { server, signedIn, first, tableId } = await withTables()
  const second = await signedIn()
  second.network.losesAnswer = () => true
  second.network.copies = ({ type }) => (type === 'command_result' ? 0 : 1)
  await finished(server, first.client.run('guest.create', { name: 'Early', partySize: 2 }))
  await level(server, first, second)
  first.client.run('guest.create', { name: 'Quick', partySize: 2, tableIds: [tableId] })
  await server.clock.until(() => first.client.status.unsent === 0 || server.restaurant.floor.version === 4)
  const late = second.client.run('guest.create', { name: 'Late', partySize: 2, tableIds: [tableId] })
  await server.clock.until(() => second.client.base?.version === 4)
  expect(second.client.pending).toMatchObject([{ problem: { code: 'table_occupied' } }])
  expect(names(second.client.view)).toEqual(['Early', 'Quick'])
  second.network.copies = () => 1
  second.network.losesAnswer = () => false
  second.network.cut()
  await level(server, second)
  await expect(late).rejects.toMatchObject({ code: 'table_occupied' })
})

test('what the view refuses is refused at once and never sent; unless it is to be sent all the same', async () => {
  const { server, first, tableId } = await withTables()
  await finished(server, first.client.run('guest.create', { partySize: 2, tableIds: [tableId] }))
  const again: ['guest.create', { partySize: number; tableIds: string[] }] = [
    'guest.create',
    { partySize: 2, tableIds: [tableId] },
  ]
  await expect(first.client.run(...again)).rejects.toMatchObject({ code: 'table_occupied' })
  expect(first.client.status.unsent).toBe(0)
  const sent = first.client.run(...again, { evenIfRefused: true })
  expect(first.client.status.unsent).toBe(1)
  await server.clock.until(() => first.client.status.unsent === 0)
  await expect(sent).rejects.toMatchObject({ code: 'table_occupied' })
  await expect(first.client.run('guest.create', { partySize: -1 })).rejects.toMatchObject({ code: 'validation_failed' })
  await expect(first.client.run('no.such' as 'undo', { transactionId: '' })).rejects.toMatchObject({
    code: 'validation_failed',
  })
})

test('[SY104] an evening offline survives closing, and goes out in order', async () => {
  const { server, signedIn } = openDevices()
  const storage = memoryStorage()
  const device = await signedIn({ storage })
  device.network.isUp = false
  device.network.cut()
  for (let i = 0; i < 150; i++) device.client.run(...party(`Party ${i}`))
  await server.clock.advance(2_000)
  await finished(server, device.client.close())
  const again = await device.reopen()
  expect(again.client.status).toMatchObject({ unsent: 150, user: { name: 'Person1' } })
  expect(again.client.view?.guests.size).toBe(150)
  again.network.isUp = true
  await level(server, again)
  expect(names(server.restaurant.floor)).toEqual(Array.from({ length: 150 }, (_, i) => `Party ${i}`))
  const uploads = again.network.requests.filter((path) => path === 'POST /sync/batch')
  expect(uploads).toHaveLength(2)
})

test('[SY104] a command is stored before it is sent', async () => {
  const { server, signedIn } = openDevices()
  const storage = memoryStorage()
  let release: () => void = () => {}
  const stored = new Promise<void>((resolve) => {
    release = resolve
  })
  const device = await signedIn({
    storage: {
      ...storage,
      async putEntry(...entry) {
        await stored
        return storage.putEntry(...entry)
      },
    },
  })
  device.client.run(...party('Ada'))
  expect(names(device.client.view)).toEqual(['Ada'])
  await server.clock.advance(10_000)
  expect(server.restaurant.floor.version).toBe(1)
  release()
  await level(server, device)
  expect(server.restaurant.floor.version).toBe(2)
})

test('[SY103] a page that closes right after a confirmation opens again with its effect', async () => {
  const { server, signedIn } = openDevices()
  const storage = memoryStorage()
  const device = await signedIn({ storage })
  await server.clock.advance(2_000)
  await finished(server, device.client.run(...party('Ada')))
  // The floor was not written since.
  device.kill()
  device.network.isUp = false
  const again = await device.reopen()
  // Nobody knows yet that the other page is gone.
  await server.clock.advance(90_000)
  expect(names(again.client.view)).toEqual(['Ada'])
  again.network.isUp = true
  await level(server, again)
  expect(again.told.refused).toEqual([])
  expect(names(again.client.view)).toEqual(['Ada'])
})

test('a batch is one version, and a refused one says which operation failed', async () => {
  const { server, first, tableId } = await withTables()
  const guestId = '00000000-0000-7000-8000-00000000aaaa'
  const running = first.client.batch([
    { type: 'guest.create', payload: { id: guestId, name: 'Ada', partySize: 2 } },
    { type: 'guest.seat', payload: { guestId, tableIds: [tableId] } },
  ])
  expect(first.client.view?.guests.get(guestId)?.status).toBe('seated')
  expect(await finished(server, running)).toMatchObject({ version: 3 })
  const refused = first.client.batch([
    { type: 'guest.create', payload: { partySize: 2 } },
    { type: 'guest.create', payload: { partySize: 2, tableIds: [tableId] } },
  ])
  await expect(refused).rejects.toMatchObject({ code: 'table_occupied', operations: [{ index: 1 }] })
})

test('an undo shows at once where the transaction was seen here, and is left to the server where not', async () => {
  const { server, signedIn, first, tableId } = await withTables()
  const seated = first.client.run('guest.create', { name: 'Ada', partySize: 2, tableIds: [tableId] })
  await finished(server, seated)
  const undone = first.client.undo(seated.id)
  expect(first.client.view?.tables.get(tableId)?.status).toBe('available')
  await finished(server, undone)
  expect(server.restaurant.floor.guests.size).toBe(0)
  // Also before it was confirmed.
  const unsure = first.client.run(...party('Grace'))
  first.client.undo(unsure.id)
  expect(first.client.view?.guests.size).toBe(0)
  await level(server, first)
  expect(server.restaurant.floor.guests.size).toBe(0)
  const third = first.client.run(...party('Edsger'))
  await finished(server, third)
  const second = await signedIn()
  const blind = second.client.undo(third.id)
  expect(names(second.client.view)).toEqual(['Edsger'])
  await finished(server, blind)
  await level(server, first, second)
  expect(names(second.client.view)).toEqual([])
})

test('[SY106] where sockets are blocked everything goes by polling, and back to a socket when they are not', async () => {
  const { server, signedIn } = openDevices()
  const first = await signedIn()
  const second = await signedIn()
  second.network.areSocketsBlocked = true
  second.network.cut()
  await server.clock.until(
    () => second.client.status.transport === 'polling' && second.client.status.connection === 'live',
  )
  await finished(server, first.client.run(...party('Ada')))
  await level(server, first, second)
  second.told.view.length = 0
  const running = second.client.run(...party('Grace'))
  await finished(server, running)
  expect(await running).toMatchObject({ version: 3, changes: [{ action: 'create', data: { name: 'Grace' } }] })
  expect(second.told.view.map((floor) => floor?.guests.size)).toEqual(second.told.view.map(() => 2))
  second.network.areSocketsBlocked = false
  await server.clock.until(
    () => second.client.status.transport === 'socket' && second.client.status.connection === 'live',
  )
  await level(server, first, second)
})

test('[SY61] a command that is too large for a socket takes the other way', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  const running = device.client.run('guest.create', { partySize: 2, tags: [], notes: 'n'.repeat(2000), name: 'Long' })
  await finished(server, running)
  const large = device.client.run(
    'guest.update',
    { guestId: running.shown[0]?.entity_id ?? '', notes: 'x'.repeat(25_000) },
    { evenIfRefused: true },
  )
  await expect(finished(server, large)).rejects.toMatchObject({ code: 'validation_failed' })
  expect(device.network.requests).toContain('POST /sync/batch')
  await live(server, device)
})

test('[SY62] what is done faster than a socket may speak goes on over HTTP', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.latencyMs = 1
  for (let i = 0; i < 200; i++) await finished(server, device.client.run(...party(`Party ${i}`)))
  expect(server.restaurant.floor.guests.size).toBe(200)
  expect(device.network.requests).toContain('POST /sync/batch')
})

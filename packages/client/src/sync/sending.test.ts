import { expect, test } from 'vitest'
import { memoryStorage } from '../storage/memory.ts'
import { deviceWithTable } from '../testing/device-with-table.ts'
import { finished, level, live, openDevices } from '../testing/devices.ts'
import { newParty, partyNames } from '../testing/parties.ts'

test('[SY103] the view does not flicker when a mutation is confirmed', async () => {
  const { server, signedIn } = openDevices()
  const { client, emitted } = await signedIn()
  emitted.view.length = 0
  const running = client.run(...newParty('Ada'))
  await finished(server, running)
  expect(emitted.view.map(partyNames)).not.toContainEqual([])
  expect(emitted.view.every((floor) => floor?.guests.size === 1)).toBe(true)
  const { changes } = await running
  expect(changes[0]?.entity_id).toBe(running.shown[0]?.entity_id)
})

test('[SY103] an answer before its frame leaves the mutation in the view until the base has it', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.copies = ({ type }) => (type === 'delta_update' ? 0 : 1)
  const running = device.client.run(...newParty('Ada'))
  await server.clock.advance(1_000)
  expect(device.client.status.unsent).toBe(1)
  expect(device.client.base?.version).toBe(1)
  // The next mutation is sent meanwhile.
  device.client.run(...newParty('Grace'))
  await server.clock.advance(1_000)
  expect(server.restaurant.floor.version).toBe(3)
  device.network.cut()
  await level(server, device)
  expect(await running).toMatchObject({ version: 2 })
  expect(device.emitted.view.slice(2).every((floor) => partyNames(floor).includes('Ada'))).toBe(true)
})

test('[SY103] [I8] a command whose answer was lost is sent again with its id, and happens once', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.copies = ({ type }) => (type === 'command_result' || type === 'delta_update' ? 0 : 1)
  const running = device.client.run(...newParty('Ada'))
  await server.clock.until(() => server.restaurant.floor.version === 2)
  device.network.cut()
  device.network.copies = () => 1
  await finished(server, running)
  expect(await running).toMatchObject({ version: 2 })
  expect(partyNames(server.restaurant.floor)).toEqual(['Ada'])
})

test('[SY103] a merged frame confirms every mutation that it names', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.copies = ({ type }) => (type === 'connection_confirmation' ? 1 : 0)
  const running = device.client.run(...newParty('Ada'))
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

test('[SY52] [SY103] [I20] a refused command leaves the view, is reported, and does not block the next', async () => {
  const { server, signedIn, first, tableId } = await deviceWithTable()
  const second = await signedIn()
  second.network.isUp = false
  second.network.cut()
  const seats = { partySize: 2, tableIds: [tableId] }
  const refused = second.client.run('guest.create', { name: 'Late', ...seats })
  const next = second.client.run(...newParty('Next'))
  expect(partyNames(second.client.view)).toEqual(['Late', 'Next'])
  await finished(server, first.client.run('guest.create', { name: 'Early', ...seats }))
  second.network.isUp = true
  await level(server, first, second)
  await expect(refused).rejects.toMatchObject({ code: 'table_occupied', current: { guestName: 'Early' } })
  expect(await next).toMatchObject({ changes: [{ action: 'create' }] })
  expect(partyNames(second.client.view)).toEqual(['Early', 'Next'])
  expect(second.emitted.refused).toEqual([
    expect.objectContaining({ id: refused.id, problem: expect.objectContaining({ code: 'table_occupied' }) }),
  ])
})

test('[SY102] a mutation that the new base refuses leaves the view and says why, until the server answers', async () => {
  const { server, signedIn, first, tableId } = await deviceWithTable()
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
  expect(partyNames(second.client.view)).toEqual(['Early', 'Quick'])
  second.network.copies = () => 1
  second.network.losesAnswer = () => false
  second.network.cut()
  await level(server, second)
  await expect(late).rejects.toMatchObject({ code: 'table_occupied' })
})

test('[SY104] what was done offline survives closing, and is sent in order', async () => {
  const { server, signedIn } = openDevices()
  const storage = memoryStorage()
  const device = await signedIn({ storage })
  device.network.isUp = false
  device.network.cut()
  for (let i = 0; i < 150; i++) device.client.run(...newParty(`Party ${i}`))
  await server.clock.advance(2_000)
  await finished(server, device.client.close())
  const again = await device.reopen()
  expect(again.client.status).toMatchObject({ unsent: 150, user: { name: 'Person1' } })
  expect(again.client.view?.guests.size).toBe(150)
  again.network.isUp = true
  await level(server, again)
  expect(partyNames(server.restaurant.floor)).toEqual(Array.from({ length: 150 }, (_, i) => `Party ${i}`))
  const uploads = again.network.requests.filter((path) => path === 'POST /sync/batch')
  expect(uploads).toHaveLength(2)
})

test('[SY104] a command is stored before it is sent', async () => {
  const { server, signedIn } = openDevices()
  const storage = memoryStorage()
  let release: () => void = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const device = await signedIn({
    storage: {
      ...storage,
      async putMutation(...stored) {
        await released
        return storage.putMutation(...stored)
      },
    },
  })
  device.client.run(...newParty('Ada'))
  expect(partyNames(device.client.view)).toEqual(['Ada'])
  await server.clock.advance(10_000)
  expect(server.restaurant.floor.version).toBe(1)
  release()
  await level(server, device)
  expect(server.restaurant.floor.version).toBe(2)
})

test('[SY103] a page that ends right after a confirmation opens again with its effect', async () => {
  const { server, signedIn } = openDevices()
  const storage = memoryStorage()
  const device = await signedIn({ storage })
  await server.clock.advance(2_000)
  await finished(server, device.client.run(...newParty('Ada')))
  // The page ends before it writes the floor.
  device.kill()
  device.network.isUp = false
  const again = await device.reopen()
  // The lease of the other page ends.
  await server.clock.advance(90_000)
  expect(partyNames(again.client.view)).toEqual(['Ada'])
  again.network.isUp = true
  await level(server, again)
  expect(again.emitted.refused).toEqual([])
  expect(partyNames(again.client.view)).toEqual(['Ada'])
})

test('[SY106] where sockets are blocked the client polls, and returns to a socket when they are not', async () => {
  const { server, signedIn } = openDevices()
  const first = await signedIn()
  const second = await signedIn()
  second.network.areSocketsBlocked = true
  second.network.cut()
  await server.clock.until(
    () => second.client.status.transport === 'polling' && second.client.status.connection === 'live',
  )
  await finished(server, first.client.run(...newParty('Ada')))
  await level(server, first, second)
  second.emitted.view.length = 0
  const running = second.client.run(...newParty('Grace'))
  await finished(server, running)
  expect(await running).toMatchObject({ version: 3, changes: [{ action: 'create', data: { name: 'Grace' } }] })
  expect(second.emitted.view.map((floor) => floor?.guests.size)).toEqual(second.emitted.view.map(() => 2))
  second.network.areSocketsBlocked = false
  await server.clock.until(
    () => second.client.status.transport === 'socket' && second.client.status.connection === 'live',
  )
  await level(server, first, second)
})

test('[SY61] a command that is too large for a socket goes over HTTP', async () => {
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

test('[SY62] commands beyond the rate of a socket go over HTTP', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.latencyMs = 1
  for (let i = 0; i < 200; i++) await finished(server, device.client.run(...newParty(`Party ${i}`)))
  expect(server.restaurant.floor.guests.size).toBe(200)
  expect(device.network.requests).toContain('POST /sync/batch')
})

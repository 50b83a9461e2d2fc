import type { Floor } from '@qtable/domain'
import { expect, test } from 'vitest'
import { finished, level, live, openDevices } from '../testing/devices.ts'

const names = (floor: Floor | undefined) => [...(floor?.guests.values() ?? [])].map((guest) => guest.name)
const party = (name: string) => ['guest.create', { name, partySize: 2 }] as const

test('[SY100] what one does the other sees, with who did it', async () => {
  const { server, signedIn } = openDevices()
  const [first, second] = [await signedIn(), await signedIn()]
  first.client.run(...party('Ada'))
  await level(server, first, second)
  expect(names(second.client.view)).toEqual(['Ada'])
  expect(second.told.others).toEqual([expect.objectContaining({ actor: { id: expect.any(String), name: 'Person1' } })])
  expect(first.told.others).toEqual([])
})

test('[SY100] a frame that comes twice counts once; one that is lost is asked for when the next does not link', async () => {
  const { server, signedIn } = openDevices()
  const [first, second] = [await signedIn(), await signedIn()]
  second.network.copies = ({ type }) => (type === 'delta_update' ? 2 : 1)
  await finished(server, first.client.run(...party('Ada')))
  await level(server, first, second)
  second.network.copies = ({ type }) => (type === 'delta_update' ? 0 : 1)
  await finished(server, first.client.run(...party('Grace')))
  second.network.copies = () => 1
  await finished(server, first.client.run(...party('Edsger')))
  await level(server, first, second)
  expect(names(second.client.view)).toEqual(['Ada', 'Grace', 'Edsger'])
  expect(second.told.status.map(({ connection }) => connection).slice(-2)).toEqual(['catching_up', 'live'])
  expect(second.network.requests.filter((path) => path.includes('/sync/full'))).toEqual([])
})

test('[SY100] the last frame of all is missed no longer than until the next ping', async () => {
  const { server, signedIn } = openDevices()
  const [first, second] = [await signedIn(), await signedIn()]
  second.network.copies = ({ type }) => (type === 'delta_update' ? 0 : 1)
  await finished(server, first.client.run(...party('Ada')))
  await server.clock.advance(5_000)
  expect(names(second.client.view)).toEqual([])
  const [stream] = second.network.streams
  stream?.send({
    type: 'ping',
    timestamp: server.restaurant.floor.committedAt,
    version: server.restaurant.floor.version,
  })
  await level(server, second)
  expect(names(second.client.view)).toEqual(['Ada'])
})

test('[SY101] a cursor that is too old leads to a full sync, and the outbox stays', async () => {
  const { server, signedIn } = openDevices()
  const [first, second] = [await signedIn(), await signedIn()]
  second.network.isUp = false
  second.network.cut()
  second.client.run(...party('Offline'))
  await finished(server, first.client.run(...party('Ada')))
  server.restaurant.forget(server.restaurant.floor.version)
  await finished(server, first.client.run(...party('Grace')))
  expect(names(second.client.view)).toEqual(['Offline'])
  second.network.isUp = true
  await level(server, first, second)
  expect(names(second.client.view)).toEqual(['Ada', 'Grace', 'Offline'])
})

test('[SY101] [I23] a database put back is another epoch: versions that link by chance do not count', async () => {
  const { server, signedIn } = openDevices()
  const [first, second] = [await signedIn(), await signedIn()]
  await finished(server, first.client.run(...party('Ada')))
  await finished(server, first.client.run(...party('Grace')))
  await level(server, first, second)
  second.network.isUp = false
  second.network.cut()
  server.restaurant.putBack(2)
  first.client.run(...party('Edsger'))
  await level(server, first)
  first.client.run(...party('Barbara'))
  await level(server, first)
  second.network.isUp = true
  await server.clock.until(() => second.client.base?.version === 4 && second.client.status.connection === 'live')
  expect(names(first.client.view)).toEqual(['Ada', 'Edsger', 'Barbara'])
  expect(names(second.client.view)).toEqual(['Ada', 'Edsger', 'Barbara'])
})

test('[SY92] a full sync that lags behind is not followed back', async () => {
  const { server, signedIn } = openDevices()
  const { client, network } = await signedIn()
  const earlier = server.restaurant.full()
  await finished(server, client.run(...party('Ada')))
  network.streams[0]?.send({ type: 'full_sync', ...earlier })
  await server.clock.advance(100)
  expect(client.base?.version).toBe(2)
  expect(client.status.connection).toBe('live')
})

test('frames of another restaurant change nothing', async () => {
  const { server, signedIn } = openDevices({ restaurants: 2 })
  const { client, network } = await signedIn()
  const other = server.restaurants.get(2)
  if (!other) throw new Error('no second restaurant')
  network.streams[0]?.send({ type: 'full_sync', ...other.full(), version: 99 })
  await server.clock.advance(100)
  expect(client.base?.restaurant.id).toBe(1)
  expect(client.base?.version).toBe(1)
})

test('[SY32] what was applied is acknowledged, many frames at once', async () => {
  const { server, signedIn } = openDevices()
  const { client, network } = await signedIn()
  for (const name of ['Ada', 'Grace', 'Edsger']) client.run(...party(name))
  await server.clock.until(() => client.status.unsent === 0)
  await server.clock.advance(1_000)
  expect(network.streams[0]?.acks.at(-1)).toBe(4)
  expect(network.streams[0]?.acks.length).toBeLessThan(4)
})

test('[SY105] after server_draining a client comes back after the delay that it was given', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.streams[0]?.drain(8_000)
  await server.clock.advance(7_900)
  expect(device.client.status.connection).toBe('offline')
  await server.clock.advance(300)
  await live(server, device)
})

test('[SY105] without a network the tries become rare, and it goes on as soon as there is one', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.isUp = false
  device.network.cut()
  await server.clock.advance(600_000)
  const tries = device.network.requests.length
  expect(tries).toBeGreaterThan(20)
  expect(tries).toBeLessThan(120)
  device.network.isUp = true
  await live(server, device)
})

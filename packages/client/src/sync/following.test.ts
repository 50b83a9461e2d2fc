import { expect, test } from 'vitest'
import { finished, level, live, openDevices } from '../testing/devices.ts'
import { newParty, partyNames } from '../testing/parties.ts'

test('[SY100] a change by one device shows on the other, with who did it', async () => {
  const { server, signedIn } = openDevices()
  const [first, second] = [await signedIn(), await signedIn()]
  first.client.run(...newParty('Ada'))
  await level(server, first, second)
  expect(partyNames(second.client.view)).toEqual(['Ada'])
  expect(second.emitted.others).toEqual([
    expect.objectContaining({ actor: { id: expect.any(String), name: 'Person1' } }),
  ])
  expect(first.emitted.others).toEqual([])
})

test('[SY100] a duplicate frame is ignored, and a lost one is requested when the next does not link', async () => {
  const { server, signedIn } = openDevices()
  const [first, second] = [await signedIn(), await signedIn()]
  second.network.copies = ({ type }) => (type === 'delta_update' ? 2 : 1)
  await finished(server, first.client.run(...newParty('Ada')))
  await level(server, first, second)
  second.network.copies = ({ type }) => (type === 'delta_update' ? 0 : 1)
  await finished(server, first.client.run(...newParty('Grace')))
  second.network.copies = () => 1
  await finished(server, first.client.run(...newParty('Edsger')))
  await level(server, first, second)
  expect(partyNames(second.client.view)).toEqual(['Ada', 'Grace', 'Edsger'])
  expect(second.emitted.status.map(({ connection }) => connection).slice(-2)).toEqual(['catching_up', 'live'])
  expect(second.network.requests.filter((path) => path.includes('/sync/full'))).toEqual([])
})

test('[SY100] a lost last frame is noticed at the next ping', async () => {
  const { server, signedIn } = openDevices()
  const [first, second] = [await signedIn(), await signedIn()]
  second.network.copies = ({ type }) => (type === 'delta_update' ? 0 : 1)
  await finished(server, first.client.run(...newParty('Ada')))
  await server.clock.advance(5_000)
  expect(partyNames(second.client.view)).toEqual([])
  const [stream] = second.network.streams
  stream?.send({
    type: 'ping',
    timestamp: server.restaurant.floor.committedAt,
    version: server.restaurant.floor.version,
  })
  await level(server, second)
  expect(partyNames(second.client.view)).toEqual(['Ada'])
})

test('[SY101] a cursor that is too old leads to a full sync, and the outbox is kept', async () => {
  const { server, signedIn } = openDevices()
  const [first, second] = [await signedIn(), await signedIn()]
  second.network.isUp = false
  second.network.cut()
  second.client.run(...newParty('Offline'))
  await finished(server, first.client.run(...newParty('Ada')))
  server.restaurant.forget(server.restaurant.floor.version)
  await finished(server, first.client.run(...newParty('Grace')))
  expect(partyNames(second.client.view)).toEqual(['Offline'])
  second.network.isUp = true
  await level(server, first, second)
  expect(partyNames(second.client.view)).toEqual(['Ada', 'Grace', 'Offline'])
})

test('[SY101] [I23] frames of another epoch are not applied, even where their versions link', async () => {
  const { server, signedIn } = openDevices()
  const [first, second] = [await signedIn(), await signedIn()]
  await finished(server, first.client.run(...newParty('Ada')))
  await finished(server, first.client.run(...newParty('Grace')))
  await level(server, first, second)
  second.network.isUp = false
  second.network.cut()
  server.restaurant.putBack(2)
  first.client.run(...newParty('Edsger'))
  await level(server, first)
  first.client.run(...newParty('Barbara'))
  await level(server, first)
  second.network.isUp = true
  await server.clock.until(() => second.client.base?.version === 4 && second.client.status.connection === 'live')
  expect(partyNames(first.client.view)).toEqual(['Ada', 'Edsger', 'Barbara'])
  expect(partyNames(second.client.view)).toEqual(['Ada', 'Edsger', 'Barbara'])
})

test('[SY92] a full sync older than the base is ignored', async () => {
  const { server, signedIn } = openDevices()
  const { client, network } = await signedIn()
  const earlier = server.restaurant.full()
  await finished(server, client.run(...newParty('Ada')))
  network.streams[0]?.send({ type: 'full_sync', ...earlier })
  await server.clock.advance(100)
  expect(client.base?.version).toBe(2)
  expect(client.status.connection).toBe('live')
})

test('messages of another restaurant are ignored', async () => {
  const { server, signedIn } = openDevices({ restaurants: 2 })
  const { client, network } = await signedIn()
  const other = server.restaurants.get(2)
  if (!other) throw new Error('There is no second restaurant')
  network.streams[0]?.send({ type: 'full_sync', ...other.full(), version: 99 })
  await server.clock.advance(100)
  expect(client.base?.restaurant.id).toBe(1)
  expect(client.base?.version).toBe(1)
})

test('[SY32] the client acknowledges what it applied, many frames at once', async () => {
  const { server, signedIn } = openDevices()
  const { client, network } = await signedIn()
  for (const name of ['Ada', 'Grace', 'Edsger']) client.run(...newParty(name))
  await server.clock.until(() => client.status.unsent === 0)
  await server.clock.advance(1_000)
  expect(network.streams[0]?.acks.at(-1)).toBe(4)
  expect(network.streams[0]?.acks.length).toBeLessThan(4)
})

test('[SY105] after server_draining the client reconnects after the given delay', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.streams[0]?.drain(8_000)
  await server.clock.advance(7_900)
  expect(device.client.status.connection).toBe('offline')
  await server.clock.advance(300)
  await live(server, device)
})

test('[SY105] without a network attempts become rare, and the client reconnects when the network is back', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  device.network.isUp = false
  device.network.cut()
  await server.clock.advance(600_000)
  const attempts = device.network.requests.length
  expect(attempts).toBeGreaterThan(20)
  expect(attempts).toBeLessThan(120)
  device.network.isUp = true
  await live(server, device)
})

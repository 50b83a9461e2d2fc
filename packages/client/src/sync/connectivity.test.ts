// @vitest-environment jsdom
import { expect, test } from 'vitest'
import type { Status } from '../status.ts'
import { level, live, openDevices } from '../testing/devices.ts'
import { newParty } from '../testing/parties.ts'

/** A live device in a page. `msUntil` measures how long its status takes to change. */
async function withPage() {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  // Ends the acknowledgements and timers of the sign-in.
  await server.clock.advance(2_000)
  const { client } = device
  async function msUntil(holds: (status: Status) => boolean): Promise<number> {
    const from = server.clock.now()
    await server.clock.until(() => holds(client.status))
    return server.clock.now() - from
  }
  const page = (event: string) => (globalThis as unknown as EventTarget).dispatchEvent(new Event(event))
  return { server, client, network: device.network, device, msUntil, page }
}

const isOffline = ({ connection }: Status) => connection === 'offline'

test('[SY110] the client is offline as soon as the browser says so', async () => {
  const { client, network, page, server, device } = await withPage()
  network.isUp = false
  page('offline')
  expect(client.status.connection).toBe('offline')
  client.run(...newParty('Ada'))
  await server.clock.advance(60_000)
  expect(client.status).toMatchObject({ connection: 'offline', unsent: 1 })
  network.isUp = true
  page('online')
  await level(server, device)
  expect(client.status.connection).toBe('live')
})

test('[SY110] where the browser is wrong, the next message of the server brings the client back', async () => {
  const { client, page, msUntil } = await withPage()
  page('offline')
  expect(client.status.connection).toBe('offline')
  expect(await msUntil(({ connection }) => connection === 'live')).toBeLessThanOrEqual(10)
})

test('[SY110] the client is offline as soon as its socket closes', async () => {
  const { client, network } = await withPage()
  network.isUp = false
  network.cut()
  expect(client.status.connection).toBe('offline')
})

test('[SY30] [SY110] a silent network is noticed within 15 seconds, and the client reconnects afterwards', async () => {
  const { server, client, network, device, msUntil } = await withPage()
  await server.clock.advance(120_000)
  expect(client.status.connection).toBe('live')
  network.isUp = false
  expect(await msUntil(isOffline)).toBeLessThanOrEqual(15_000)
  network.isUp = true
  await live(server, device)
  expect(network.streams).toHaveLength(1)
})

test('[SY110] a mutation without an answer is late after a second, and a silent network is noticed 5 seconds later', async () => {
  const { client, network, msUntil } = await withPage()
  network.isUp = false
  client.run(...newParty('Ada'))
  expect(client.status).toMatchObject({ unsent: 1, isLate: false })
  expect(await msUntil(({ isLate }) => isLate)).toBe(1_000)
  expect(client.status.connection).toBe('live')
  expect(await msUntil(isOffline)).toBe(5_000)
})

test('[SY110] with a slow server a mutation is late until its answer, and the client stays online', async () => {
  const { server, client, network, device, msUntil } = await withPage()
  network.latencyMs = 1_500
  client.run(...newParty('Ada'))
  client.run(...newParty('Grace'))
  expect(await msUntil(({ isLate }) => isLate)).toBe(1_000)
  await level(server, device)
  expect(client.status).toMatchObject({ unsent: 0, isLate: false })
  expect(device.emitted.status.map(({ connection }) => connection)).not.toContain('offline')
})

test('[SY110] a mutation that is answered within a second is never late', async () => {
  const { server, client, device } = await withPage()
  for (let i = 0; i < 30; i++) {
    client.run(...newParty(`Party ${i}`))
    await server.clock.advance(100)
  }
  await server.clock.advance(5_000)
  expect(device.emitted.status.some(({ isLate }) => isLate)).toBe(false)
})

test('[SY110] a page that comes to the front checks that the server is there', async () => {
  const { network, page, msUntil } = await withPage()
  network.isUp = false
  page('visibilitychange')
  expect(await msUntil(isOffline)).toBeLessThanOrEqual(5_000)
})

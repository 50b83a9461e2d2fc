// @vitest-environment jsdom
import { expect, test } from 'vitest'
import type { Status } from '../status.ts'
import { level, live, openDevices } from '../testing/devices.ts'

const party = (name: string) => ['guest.create', { name, partySize: 2 }] as const

/** A device with a page around it, and how long something takes to show in its status. */
async function withPage() {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  // What came with signing in has been told.
  await server.clock.advance(2_000)
  const { client } = device
  async function msUntil(isSo: (status: Status) => boolean): Promise<number> {
    const from = server.clock.now()
    await server.clock.until(() => isSo(client.status))
    return server.clock.now() - from
  }
  const page = (event: string) => (globalThis as unknown as EventTarget).dispatchEvent(new Event(event))
  return { server, client, network: device.network, device, msUntil, page }
}

const isOffline = ({ connection }: Status) => connection === 'offline'

test('[SY110] a page that hears that the network is gone says so at once', async () => {
  const { client, network, page, server, device } = await withPage()
  network.isUp = false
  page('offline')
  expect(client.status.connection).toBe('offline')
  // What is done meanwhile waits.
  client.run(...party('Ada'))
  await server.clock.advance(60_000)
  expect(client.status).toMatchObject({ connection: 'offline', unsent: 1 })
  network.isUp = true
  page('online')
  await level(server, device)
  expect(client.status.connection).toBe('live')
})

test('[SY110] where the browser is wrong, the first word of the server says so: one on the same machine', async () => {
  const { client, page, msUntil } = await withPage()
  page('offline')
  expect(client.status.connection).toBe('offline')
  expect(await msUntil(({ connection }) => connection === 'live')).toBeLessThanOrEqual(10)
})

test('[SY110] a socket that closes is offline at once', async () => {
  const { client, network } = await withPage()
  network.isUp = false
  network.cut()
  expect(client.status.connection).toBe('offline')
})

test('[SY30] [SY110] a network that goes silent is noticed within 15 seconds, and the connection made anew', async () => {
  const { server, client, network, device, msUntil } = await withPage()
  await server.clock.advance(120_000)
  expect(client.status.connection).toBe('live')
  network.isUp = false
  expect(await msUntil(isOffline)).toBeLessThanOrEqual(15_000)
  network.isUp = true
  await live(server, device)
  expect(network.streams).toHaveLength(1)
})

test('[SY110] a change without an answer is late after a second, and the silence behind it noticed 5 later', async () => {
  const { client, network, msUntil } = await withPage()
  network.isUp = false
  client.run(...party('Ada'))
  expect(client.status).toMatchObject({ unsent: 1, isLate: false })
  expect(await msUntil(({ isLate }) => isLate)).toBe(1_000)
  expect(client.status.connection).toBe('live')
  expect(await msUntil(isOffline)).toBe(5_000)
})

test('[SY110] a slow server is not a lost one: the change is late until it is answered', async () => {
  const { server, client, network, device, msUntil } = await withPage()
  network.latencyMs = 1_500
  client.run(...party('Ada'))
  client.run(...party('Grace'))
  expect(await msUntil(({ isLate }) => isLate)).toBe(1_000)
  await level(server, device)
  expect(client.status).toMatchObject({ unsent: 0, isLate: false })
  expect(device.told.status.map(({ connection }) => connection)).not.toContain('offline')
})

test('[SY110] what is answered within a second was never late', async () => {
  const { server, client, device } = await withPage()
  for (let i = 0; i < 30; i++) {
    client.run(...party(`Party ${i}`))
    await server.clock.advance(100)
  }
  await server.clock.advance(5_000)
  expect(device.told.status.some(({ isLate }) => isLate)).toBe(false)
})

test('[SY110] a page that comes to the front again asks whether the server is there', async () => {
  const { network, page, msUntil } = await withPage()
  network.isUp = false
  page('visibilitychange')
  expect(await msUntil(isOffline)).toBeLessThanOrEqual(5_000)
})

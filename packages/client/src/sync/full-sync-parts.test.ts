import { expect, test } from 'vitest'
import { memoryStorage } from '../storage/memory.ts'
import { finished, level, live, openDevices } from '../testing/devices.ts'

async function withBookings(count: number) {
  const { server, signedIn, open } = openDevices()
  const first = await signedIn()
  const reservations = Array.from({ length: count }, (_, i) => ({
    ...{ name: `Party ${i}`, partySize: 2, startsAt: '2026-06-01T18:00:00Z' },
  }))
  await finished(server, first.client.run('reservation.import', { reservations }))
  server.restaurant.reservationsPerFrame = 4
  return { server, signedIn, open, first }
}

test('[SY26] a full sync in parts is taken when it is whole', async () => {
  const { server, signedIn } = await withBookings(11)
  const second = await signedIn()
  await level(server, second)
  expect(second.client.base?.reservations.size).toBe(11)
  expect(second.emitted.view.map((floor) => floor?.reservations.size ?? 0).filter((size) => size > 0)).toEqual([11])
})

test('[SY26] where a part is lost, no part of the floor is shown, and the next connection brings all of it', async () => {
  const { server, open } = await withBookings(11)
  const mina = server.hire('Mina', 'manager')
  const device = await open({ storage: memoryStorage() })
  let lost = 0
  device.network.copies = (message) => (message.type === 'full_sync_part' && lost++ === 0 ? 0 : 1)
  await finished(server, device.client.signIn(mina))
  await server.clock.advance(10_000)
  expect(device.client.base).toBeUndefined()
  await live(server, device)
  expect(device.client.base?.reservations.size).toBe(11)
})

test('[SY26] a floor in parts may take longer than a connection may be silent', async () => {
  const { server, signedIn } = await withBookings(40)
  server.restaurant.reservationsPerFrame = 1
  const second = await signedIn()
  expect(second.client.base?.reservations.size).toBe(40)
})

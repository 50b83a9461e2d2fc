import { Problem } from '@qtable/domain'
import { expect, test } from 'vitest'
import { memoryStorage } from '../storage/memory.ts'
import { finished, level, live, openDevices } from '../testing/devices.ts'
import { newParty } from '../testing/parties.ts'

test('[SY40] a token that is about to expire is renewed on the open socket', async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  const [stream] = device.network.streams
  stream?.send({ type: 'token_expiring', in: 60 })
  await server.clock.advance(1_000)
  expect(server.accounts.counts.refreshed).toBe(1)
  expect(device.client.status.connection).toBe('live')
  expect(device.network.streams).toEqual([stream])
})

test('[SY40] a changed role arrives with the next token', async () => {
  const { server, open } = openDevices()
  const mina = server.hire('Mina', 'host')
  const device = await open({})
  await finished(server, device.client.signIn(mina))
  await live(server, device)
  const roles: unknown[] = []
  device.client.on('status', ({ user }) => roles.push(user?.role))
  server.accounts.setRole(mina.email, 1, 'manager')
  device.network.streams[0]?.send({ type: 'token_expiring', in: 600 })
  await server.clock.advance(1_000)
  expect(device.client.status.user?.role).toBe('manager')
  expect(roles.at(-1)).toBe('manager')
})

test('[SY41] an expired token is renewed once, and the client reconnects', async () => {
  const { server, signedIn } = openDevices({ accessSeconds: 60 })
  const device = await signedIn()
  await server.clock.advance(61_000)
  const running = device.client.run(...newParty('Ada'))
  await finished(server, running)
  expect(server.accounts.counts).toEqual({ refreshed: 1, reused: 0 })
  await live(server, device)
})

test('concurrent requests with an expired token renew it once', async () => {
  const { server, signedIn } = openDevices({ accessSeconds: 60 })
  const device = await signedIn()
  await server.clock.advance(65_000)
  const requests = Array.from({ length: 10 }, () => device.client.request('GET', '/sync/health'))
  await finished(server, Promise.all(requests))
  expect(server.accounts.counts).toEqual({ refreshed: 1, reused: 0 })
})

test('[SY42] a revoked session signs out, and unsent mutations wait for the same person', async () => {
  const { server, open } = openDevices()
  const [mina, jonas] = [server.hire('Mina'), server.hire('Jonas')]
  const storage = memoryStorage()
  const device = await open({ storage })
  await finished(server, device.client.signIn(mina))
  await live(server, device)
  device.network.isUp = false
  device.network.cut()
  device.client.run(...newParty('Unsent'))
  await server.clock.advance(2_000)
  server.accounts.revokeAll()
  device.network.isUp = true
  await server.clock.until(() => device.client.status.connection === 'signed_out')
  expect(device.client.status).toMatchObject({ user: undefined, unsent: 0 })
  expect(device.client.view).toBeUndefined()

  await finished(server, device.client.signIn(jonas))
  await live(server, device)
  await server.clock.advance(10_000)
  expect(server.restaurant.floor.guests.size).toBe(0)
  expect(device.client.status.unsent).toBe(0)

  await finished(server, device.client.signOut())
  await finished(server, device.client.signIn(mina))
  await level(server, device)
  expect(server.restaurant.log.at(-1)?.actor.name).toBe('Mina')
})

test('signing out is refused while mutations are unsent, and removes the floor', async () => {
  const { server, signedIn } = openDevices()
  const storage = memoryStorage()
  const device = await signedIn({ storage })
  const scope = `${device.client.status.user?.id} 1`
  await finished(server, device.client.run(...newParty('Ada')))
  await server.clock.advance(2_000)
  expect(await storage.readBase(scope)).toMatchObject({ version: 2 })
  device.network.isUp = false
  device.network.cut()
  device.client.run(...newParty('Unsent'))
  await expect(finished(server, device.client.signOut())).rejects.toMatchObject({
    code: 'in_use',
    current: { unsent: 1 },
  })
  await finished(server, device.client.signOut({ evenIfUnsent: true }))
  expect(device.client.view).toBeUndefined()
  expect(await storage.readBase(scope)).toBeUndefined()
  expect(await storage.readOutbox(scope)).toHaveLength(1)
  await expect(device.client.run(...newParty('Nobody'))).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('switching to another restaurant shows its floor', async () => {
  const { server, signedIn } = openDevices({ restaurants: 2 })
  const device = await signedIn()
  await finished(server, device.client.run(...newParty('Ada')))
  await finished(server, device.client.switchTo(2))
  await live(server, device)
  expect(device.client.status.restaurant?.id).toBe(2)
  expect(device.client.view?.guests.size).toBe(0)
  await finished(server, device.client.run(...newParty('Grace')))
  expect(server.restaurants.get(2)?.floor.guests.size).toBe(1)
  expect(server.restaurant.floor.guests.size).toBe(1)
})

test('a wrong password is refused, and nobody is signed in', async () => {
  const { server, open } = openDevices()
  const mina = server.hire('Mina')
  const device = await open()
  const signingIn = device.client.signIn({ ...mina, password: 'wrong' })
  await expect(finished(server, signingIn)).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(device.client.status.connection).toBe('signed_out')
})

test("the server's clock counts: times that a device shows agree with the server's", async () => {
  const { server, signedIn } = openDevices()
  const device = await signedIn({ platform: { now: () => server.clock.now() - 90_000 } })
  // The server says its time in whole seconds.
  expect(Math.abs(device.client.now() - server.clock.now())).toBeLessThan(1_000)
  const running = device.client.run(...newParty('Ada'))
  const shown = [...(device.client.view?.guests.values() ?? [])][0]?.joinedAt ?? ''
  await finished(server, running)
  const confirmed = [...server.restaurant.floor.guests.values()][0]?.joinedAt ?? ''
  expect(Math.abs(Date.parse(confirmed) - Date.parse(shown))).toBeLessThanOrEqual(1_000)
})

test('after the server refused a renewed token too, signing in again sends what is unsent', async () => {
  const { server, open } = openDevices()
  const person = server.hire('Mina')
  const device = await open({ storage: memoryStorage() })
  await finished(server, device.client.signIn(person))
  await live(server, device)
  // A server whose clock is far ahead takes every token for an expired one.
  const { authenticate } = server.accounts
  server.accounts.authenticate = () => {
    throw new Problem('unauthenticated', 'The access token has expired.')
  }
  device.network.cut()
  await server.clock.until(() => device.client.status.connection === 'signed_out')
  device.client.run(...newParty('Unsent'))
  server.accounts.authenticate = authenticate
  await finished(server, device.client.signIn(person))
  await level(server, device)
  expect(device.client.view?.guests.size).toBe(1)
})

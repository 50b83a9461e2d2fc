import 'fake-indexeddb/auto'
// @ts-expect-error The package has no types for it.
import forceCloseDatabase from 'fake-indexeddb/lib/forceCloseDatabase'
import { deleteDB, openDB } from 'idb'
import { expect, test } from 'vitest'
import { finished, openDevices } from '../testing/devices.ts'
import { newParty, partyNames } from '../testing/parties.ts'
import { indexedDbStorage } from './indexed-db.ts'
import { memoryStorage } from './memory.ts'
import type { ClientStorage } from './storage.ts'

interface Request {
  readonly result: object
  addEventListener(name: string, listener: () => void): void
}

/** The storage, and a function that ends its connection as a browser does. */
async function withForcedEnd(name: string) {
  const factory = (globalThis as unknown as { indexedDB: { open(name: string, version?: number): Request } }).indexedDB
  const { open } = factory
  const connections: object[] = []
  factory.open = (...given) => {
    const request = open.apply(factory, given)
    request.addEventListener('success', () => connections.push(request.result))
    return request
  }
  const storage = await indexedDbStorage(name)
  factory.open = open
  return { storage, end: async () => forceCloseDatabase(connections[0]) }
}

const mutation = { id: 'a', order: 1, at: '2026-05-01T17:00:00.000Z', isBatch: false, commands: [] }

test('[SY104] a database whose data is cleared while it is open goes on storing, and says that something is lost', async () => {
  const storage = await indexedDbStorage('cleared')
  let resets = 0
  storage.onReset(() => resets++)
  await storage.putMutation('mina', { mutation, tabId: '' })
  await deleteDB('cleared')
  await storage.putMutation('mina', { mutation: { ...mutation, id: 'b' }, tabId: '' })
  expect((await storage.readOutbox('mina')).map((stored) => stored.mutation.id)).toEqual(['b'])
  expect(resets).toBe(1)
})

test('[SY104] a connection that the browser ends is opened again', async () => {
  const { storage, end } = await withForcedEnd('ended')
  await storage.putMutation('mina', { mutation, tabId: '' })
  await end()
  await storage.putMutation('mina', { mutation: { ...mutation, id: 'b' }, tabId: '' })
  expect(await storage.readOutbox('mina')).toHaveLength(2)
})

test('a database that was emptied by another program is made anew', async () => {
  const storage = await indexedDbStorage('emptied')
  const emptied = await openDB('emptied', 9, {
    upgrade(db) {
      for (const name of db.objectStoreNames) db.deleteObjectStore(name)
    },
  })
  emptied.close()
  await expect(storage.readOutbox('mina')).rejects.toThrow()
  await deleteDB('emptied')
  expect(await storage.readOutbox('mina')).toEqual([])
})

/** A storage that loses everything when told, as a browser does whose person clears the data of the site. */
function forgetfulStorage() {
  let memory = memoryStorage()
  const listeners = new Set<() => void>()
  const storage = new Proxy({} as ClientStorage, {
    get: (_, name: keyof ClientStorage) => {
      if (name === 'kind') return 'indexed-db'
      if (name === 'onReset') {
        return (listener: () => void) => {
          listeners.add(listener)
          return () => {}
        }
      }
      return memory[name]
    },
  })
  return {
    storage,
    lose() {
      memory = memoryStorage()
      for (const listener of listeners) listener()
    },
  }
}

const alone = { locks: undefined, openChannel: undefined }

test('[SY104] [SY108] what was lost on the device is stored again from what is in memory', async () => {
  const { storage, lose } = forgetfulStorage()
  const { server, signedIn } = openDevices()
  const device = await signedIn({ storage, tabs: alone })
  const { client, network } = device
  await finished(server, client.run(...newParty('Confirmed')))
  const late = client.run('guest.delete', { guestId: server.restaurant.epoch }, { evenIfRefused: true })
  await finished(
    server,
    late.catch(() => {}),
  )
  await server.clock.advance(2_000)
  network.isUp = false
  network.cut()
  client.run(...newParty('Before'))
  await server.clock.advance(100)
  lose()
  client.run(...newParty('After'))
  await server.clock.advance(100)
  expect(client.status.isKept).toBe(true)
  device.kill()
  await server.clock.advance(90_000)
  const again = await device.reopen()
  expect(partyNames(again.client.view)).toEqual(['Confirmed', 'Before', 'After'])
  expect(again.client.refusals.map(({ id }) => id)).toEqual([late.id])
  network.isUp = true
  await server.clock.until(() => server.restaurant.floor.guests.size === 3)
})

test('[SY104] where nothing can be stored the status says so, and it is stored as soon as it can be', async () => {
  const memory = memoryStorage()
  let isFull = false
  const putMutation: ClientStorage['putMutation'] = async (scope, stored) => {
    if (isFull) throw new Error('the disk is full')
    await memory.putMutation(scope, stored)
  }
  const { server, signedIn } = openDevices()
  const device = await signedIn({ storage: { ...memory, kind: 'indexed-db', putMutation }, tabs: alone })
  device.network.isUp = false
  device.network.cut()
  isFull = true
  device.client.run(...newParty('Ada'))
  await server.clock.advance(100)
  expect(device.client.status.isKept).toBe(false)
  expect(device.emitted.notice).toMatchObject([{ code: 'storage_failed' }])
  isFull = false
  device.client.run(...newParty('Grace'))
  await server.clock.advance(100)
  expect(device.client.status.isKept).toBe(true)
  device.kill()
  await server.clock.advance(90_000)
  expect(partyNames((await device.reopen()).client.view)).toEqual(['Ada', 'Grace'])
})

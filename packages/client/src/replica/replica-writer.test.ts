import { expect, test } from 'vitest'
import { memoryStorage } from '../storage/memory.ts'
import type { ClientStorage } from '../storage/storage.ts'
import { finished, level, openDevices } from '../testing/devices.ts'
import { openFakeTabs } from '../testing/fake-tabs.ts'

/** A storage that counts how often a floor is written. */
function countingStorage() {
  const versions: number[] = []
  const inner = memoryStorage()
  const storage: ClientStorage = {
    ...inner,
    kind: 'indexed-db',
    async writeBase(scope, base, confirmedIds) {
      if (base) versions.push(base.version)
      await inner.writeBase(scope, base, confirmedIds)
    },
  }
  return { storage, versions }
}

test('[SY104] a page that ends right after the first sign-in opens with its floor without a network', async () => {
  const { signedIn } = openDevices()
  const { storage, versions } = countingStorage()
  const device = await signedIn({ storage })
  expect(versions).toEqual([1])
  device.kill()
  device.network.isUp = false
  const again = await device.reopen()
  expect(again.client.view?.version).toBe(1)
})

test('a busy evening writes the floor at most once a second, and in the end all of it', async () => {
  const { server, signedIn } = openDevices()
  const { storage, versions } = countingStorage()
  const device = await signedIn({ storage })
  for (let i = 0; i < 20; i++) {
    device.client.run('guest.create', { name: `Party ${i}`, partySize: 2 })
    await server.clock.advance(100)
  }
  await level(server, device)
  await server.clock.advance(1_000)
  expect(versions.length).toBeLessThan(6)
  expect(versions.at(-1)).toBe(21)
})

test('a floor that could not be written is written with the next change', async () => {
  const { server, signedIn } = openDevices()
  const { storage, versions } = countingStorage()
  let isFull = true
  const { writeBase } = storage
  storage.writeBase = async (...args) => {
    if (isFull) throw new Error('the disk is full')
    return writeBase(...args)
  }
  const device = await signedIn({ storage })
  for (let i = 0; i < 10; i++) device.client.run('guest.create', { name: `Party ${i}`, partySize: 2 })
  await level(server, device)
  expect(device.emitted.notice.length).toBeLessThan(4)
  isFull = false
  await finished(server, device.client.run('guest.create', { name: 'One more', partySize: 2 }))
  await server.clock.advance(1_000)
  expect(versions).toEqual([12])
})

test('[SY107] a tab that takes over writes the floor that its predecessor did not write, and no other', async () => {
  const { server, open } = openDevices()
  const mina = server.hire('Mina')
  const { storage, versions } = countingStorage()
  const browser = openFakeTabs()
  const own = browser.open()
  const first = await open({ storage, tabs: own })
  await finished(server, first.client.signIn(mina))
  const second = await open({ storage, tabs: browser.open() })
  await level(server, first, second)
  first.client.run('guest.create', { name: 'Ada', partySize: 2 })
  await level(server, first, second)
  expect(versions).toEqual([1])
  first.kill()
  own.kill()
  await level(server, second)
  await server.clock.until(() => second.client.status.isLeader)
  expect(versions).toEqual([1, 2])
  // Written again to remove the confirmed mutation, which the first tab did not remove either.
  await server.clock.advance(2_000)
  expect(versions).toEqual([1, 2, 2])
  await finished(server, second.client.close())
  const third = await open({ storage, tabs: browser.open() })
  await server.clock.until(() => third.client.status.isLeader && third.client.status.connection === 'live')
  await server.clock.advance(2_000)
  expect(versions).toEqual([1, 2, 2])
})

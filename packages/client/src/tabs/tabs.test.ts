import type { Floor } from '@qtable/domain'
import { expect, test } from 'vitest'
import { memoryStorage } from '../storage/memory.ts'
import type { ClientStorage } from '../storage/storage.ts'
import { type Device, finished, level, live, openDevices } from '../testing/devices.ts'
import { openFakeTabs } from '../testing/fake-tabs.ts'
import type { TabsOptions } from './tabs.ts'

const names = (floor: Floor | undefined) => [...(floor?.guests.values() ?? [])].map((guest) => guest.name)
const party = (name: string) => ['guest.create', { name, partySize: 2 }] as const

interface Tab extends Device {
  die(): void
  /** Keeps what others say from it, as sleep does. */
  deafen(isDeaf: boolean): void
}

/** Several tabs of one browser, the first of which is signed in. */
async function openTabs(count: number, means: 'locks' | 'channels' | 'none' = 'locks') {
  const { server, open } = openDevices({ accessSeconds: 120 })
  const mina = server.hire('Mina')
  const storage: ClientStorage = { ...memoryStorage(), kind: 'indexed-db' }
  const browser = openFakeTabs()
  const none: TabsOptions = { locks: undefined, openChannel: undefined }
  const tabs: Tab[] = []
  for (let i = 0; i < count; i++) {
    const own = browser.open()
    const device = await open({ storage, tabs: { locks: own, channels: { ...own, locks: undefined }, none }[means] })
    const die = () => {
      device.kill()
      own.kill()
    }
    tabs.push({ ...device, die, deafen: own.deafen })
    if (i === 0) await finished(server, device.client.signIn(mina))
    await live(server, device)
  }
  const leaders = () => tabs.filter(({ client }) => client.status.isLeader)
  return { server, open, tabs, leaders, storage, browser }
}

function tab(tabs: readonly Tab[], index: number) {
  const found = tabs[index]
  if (!found) throw new Error(`no tab ${index}`)
  return found
}

test('[SY107] of several tabs one has the connection, and all see the same', async () => {
  const { server, tabs, leaders } = await openTabs(3)
  expect(leaders()).toEqual([tab(tabs, 0)])
  expect(tabs.map(({ network }) => network.streams.length)).toEqual([1, 0, 0])
  const running = tab(tabs, 1).client.run(...party('Ada'))
  expect(names(tab(tabs, 1).client.view)).toEqual(['Ada'])
  expect(await finished(server, running)).toMatchObject({ version: 2, changes: [{ action: 'create' }] })
  await level(server, ...tabs)
  for (const { client, told } of tabs) {
    expect(names(client.view)).toEqual(['Ada'])
    expect(told.others).toEqual([])
  }
})

test('[SY107] what another tab did shows here too before it is confirmed', async () => {
  const { server, tabs } = await openTabs(3)
  tab(tabs, 0).network.latencyMs = 1_000
  tab(tabs, 1).client.run(...party('Ada'))
  await server.clock.advance(100)
  for (const { client } of tabs) expect(names(client.view)).toEqual(['Ada'])
  expect(server.restaurant.floor.guests.size).toBe(0)
  await level(server, ...tabs)
})

test('[SY107] a refusal is told in the tab that did it', async () => {
  const { server, tabs } = await openTabs(2)
  const running = tab(tabs, 1).client.run(
    'guest.delete',
    { guestId: '00000000-0000-7000-8000-00000000dead' },
    { evenIfRefused: true },
  )
  await expect(finished(server, running)).rejects.toMatchObject({ code: 'not_found' })
  expect(tab(tabs, 1).told.refused).toHaveLength(1)
  expect(tab(tabs, 0).told.refused).toEqual([])
})

const gone = ['guest.delete', { guestId: '00000000-0000-7000-8000-00000000dead' }, { evenIfRefused: true }] as const

test('[SY108] what was refused in one tab is listed in all, also in one that opens later, until one dismisses it', async () => {
  const { server, open, tabs, storage, browser } = await openTabs(3)
  const running = tab(tabs, 1).client.run(...gone)
  await level(server, ...tabs)
  for (const { client } of tabs) {
    expect(client.refusals).toMatchObject([{ id: running.id, problem: { code: 'not_found' } }])
  }
  const fourth = await open({ storage, tabs: browser.open() })
  expect(fourth.client.refusals.map(({ id }) => id)).toEqual([running.id])
  await finished(server, tab(tabs, 2).client.dismiss(running.id))
  await server.clock.advance(10)
  for (const { client } of [...tabs, fourth]) expect(client.refusals).toEqual([])
})

test('[SY108] without Web Locks too: whoever is told stores it, and the other tabs hear of it', async () => {
  const { server, tabs } = await openTabs(2, 'channels')
  const running = tab(tabs, 1).client.run(...gone)
  await level(server, ...tabs)
  await server.clock.advance(10)
  for (const { client } of tabs) expect(client.refusals.map(({ id }) => id)).toEqual([running.id])
  await finished(server, tab(tabs, 0).client.dismiss(running.id))
  await server.clock.advance(10)
  for (const { client } of tabs) expect(client.refusals).toEqual([])
})

test('[SY108] the leader dies as the answer comes: what was refused is listed by the next', async () => {
  const { server, tabs } = await openTabs(2)
  const [first, second] = [tab(tabs, 0), tab(tabs, 1)]
  const running = first.client.run(...gone)
  await server.clock.until(() => first.client.refusals.length > 0)
  first.die()
  tabs.shift()
  await level(server, second)
  await server.clock.advance(10)
  expect(second.client.refusals.map(({ id }) => id)).toEqual([running.id])
})

test('[SY107] the leader dies with work under way: another leads, and everything happens once', async () => {
  const { server, tabs, leaders, storage } = await openTabs(3)
  const first = tab(tabs, 0)
  first.network.isUp = false
  const own = first.client.run(...party('Of the leader'))
  const running = tab(tabs, 1).client.run(...party('Of a follower'))
  await server.clock.advance(10)
  first.die()
  tabs.shift()
  await finished(server, running)
  await level(server, ...tabs)
  expect(leaders()).toHaveLength(1)
  expect(names(server.restaurant.floor).sort()).toEqual(['Of a follower', 'Of the leader'])
  for (const { client } of tabs) expect(names(client.view).sort()).toEqual(['Of a follower', 'Of the leader'])
  await server.clock.advance(2_000)
  expect(await storage.readOutbox(`${tab(tabs, 0).client.status.user?.id} 1`)).toEqual([])
  own.catch(() => {})
})

test('[SY107] a leader that is closed hands over what it could not send', async () => {
  const { server, tabs } = await openTabs(2)
  const first = tab(tabs, 0)
  first.network.isUp = false
  first.network.cut()
  first.client.run(...party('Ada'))
  await server.clock.advance(100)
  await finished(server, first.client.close())
  tabs.shift()
  await level(server, ...tabs)
  expect(names(server.restaurant.floor)).toEqual(['Ada'])
})

test('[SY107] two versions of an app side by side share what is stored and nothing else: all is done, and once', async () => {
  const { server, open, tabs, storage } = await openTabs(1)
  const older = tab(tabs, 0)
  older.network.isUp = false
  older.network.cut()
  older.client.run(...party('Done in the old one'))
  await server.clock.advance(100)
  // Its locks and channels have other names.
  const newer = await open({ storage, tabs: openFakeTabs().open() })
  newer.client.run(...party('Done in the new one'))
  await level(server, newer)
  older.network.isUp = true
  await level(server, older, newer)
  expect([older.client.status.isLeader, newer.client.status.isLeader]).toEqual([true, true])
  expect(names(server.restaurant.floor).sort()).toEqual(['Done in the new one', 'Done in the old one'])
  expect(older.told.refused).toEqual([])
})

test('[SY107] what a tab stored and could not tell the leader is sent by the next tab that opens', async () => {
  const { server, open, tabs, storage, browser } = await openTabs(1)
  const first = tab(tabs, 0)
  const scope = `${first.client.status.user?.id} 1`
  const id = '00000000-0000-7000-8000-00000000aaaa'
  const [type, payload] = party('Left behind')
  const entry = { id, order: 1, at: '2026-05-01T17:00:00.000Z', isBatch: false, commands: [{ id, type, payload }] }
  await storage.putEntry(scope, { entry, lane: '' })
  const second = await open({ storage, tabs: browser.open() })
  await server.clock.until(() => server.restaurant.floor.version === 2)
  await level(server, first, second)
  for (const { client } of [first, second]) expect(names(client.view)).toEqual(['Left behind'])
})

test('[SY107] what was confirmed a moment ago, and is still stored, is not done again by a tab that opens', async () => {
  const { server, open, tabs, storage, browser } = await openTabs(1)
  const first = tab(tabs, 0)
  await finished(server, first.client.run(...party('Ada')))
  const { length } = first.network.requests
  const second = await open({ storage, tabs: browser.open() })
  await server.clock.advance(500)
  expect(second.client.pending).toEqual([])
  expect(second.told.view.map(names)).not.toContainEqual([])
  expect(first.network.requests.slice(length).filter((path) => path === 'POST /sync/batch')).toEqual([])
  await level(server, first, second)
})

test('[SY107] a leader that was put to sleep loses the lead, and follows when it wakes', async () => {
  const { server, tabs, leaders } = await openTabs(2)
  const [first, second] = [tab(tabs, 0), tab(tabs, 1)]
  first.sleep()
  first.deafen(true)
  const running = second.client.run(...party('Ada'))
  expect(names(second.client.view)).toEqual(['Ada'])
  await finished(server, running)
  expect(second.client.status.isLeader).toBe(true)
  first.deafen(false)
  first.wake()
  await server.clock.advance(5_000)
  expect(leaders()).toEqual([second])
  await level(server, first, second)
  await finished(server, first.client.run(...party('Grace')))
  await level(server, first, second)
  expect(names(second.client.view)).toEqual(['Ada', 'Grace'])
  expect(first.network.streams).toEqual([])
})

test('tabs renew a token once between them', async () => {
  const { server, tabs } = await openTabs(4)
  await server.clock.advance(130_000)
  await finished(server, Promise.all(tabs.map(({ client }) => client.request('GET', '/sync/health'))))
  expect(server.accounts.counts.reused).toBe(0)
  expect(server.accounts.counts.refreshed).toBe(1)
})

test('who signs out in one tab is signed out in all', async () => {
  const { server, tabs } = await openTabs(3)
  await finished(server, tab(tabs, 1).client.signOut())
  await server.clock.until(() => tabs.every(({ client }) => client.status.connection === 'signed_out'))
  for (const { client } of tabs) expect(client.view).toBeUndefined()
})

test('[SY107] without Web Locks each tab is on its own, and sends only what it did itself', async () => {
  const { server, tabs, leaders } = await openTabs(3, 'none')
  expect(leaders()).toHaveLength(3)
  for (const [i, { client }] of tabs.entries()) client.run(...party(`Tab ${i}`))
  await level(server, ...tabs)
  expect(server.restaurant.floor.version).toBe(4)
  for (const { client } of tabs) expect(client.view?.guests.size).toBe(3)
})

test('[SY107] without Web Locks the work of a tab that is gone is taken over by one other', async () => {
  const { server, tabs } = await openTabs(3, 'none')
  const first = tab(tabs, 0)
  first.network.isUp = false
  first.network.cut()
  first.client.run(...party('Left behind'))
  await server.clock.advance(10)
  first.die()
  tabs.shift()
  await server.clock.until(() => server.restaurant.floor.version === 2)
  await level(server, ...tabs)
  const sent = tabs.flatMap(({ network }) => network.requests).filter((path) => path === 'POST /sync/batch')
  expect(sent.length).toBeLessThan(2)
  expect(names(server.restaurant.floor)).toEqual(['Left behind'])
})

test('without Web Locks tabs still renew a token one at a time', async () => {
  const { server, tabs } = await openTabs(4, 'none')
  await server.clock.advance(130_000)
  await finished(server, Promise.all(tabs.map(({ client }) => client.request('GET', '/sync/health'))))
  expect(server.accounts.counts.reused).toBe(0)
})

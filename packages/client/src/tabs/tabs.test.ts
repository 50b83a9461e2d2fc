import { expect, test } from 'vitest'
import { finished, level } from '../testing/devices.ts'
import { openFakeTabs } from '../testing/fake-tabs.ts'
import { openTabs } from '../testing/open-tabs.ts'
import { newParty, partyNames } from '../testing/parties.ts'

// A command that the server refuses.
const deleteUnknown = [
  'guest.delete',
  { guestId: '00000000-0000-7000-8000-00000000dead' },
  { evenIfRefused: true },
] as const

test('[SY107] one tab has the connection, and all tabs show the same', async () => {
  const { server, tabs, tab, leaders } = await openTabs(3)
  expect(leaders()).toEqual([tab(0)])
  expect(tabs.map(({ network }) => network.streams.length)).toEqual([1, 0, 0])
  const running = tab(1).client.run(...newParty('Ada'))
  expect(partyNames(tab(1).client.view)).toEqual(['Ada'])
  expect(await finished(server, running)).toMatchObject({ version: 2, changes: [{ action: 'create' }] })
  await level(server, ...tabs)
  for (const { client, emitted } of tabs) {
    expect(partyNames(client.view)).toEqual(['Ada'])
    expect(emitted.others).toEqual([])
  }
})

test('[SY107] a mutation shows on every tab before it is confirmed', async () => {
  const { server, tabs, tab } = await openTabs(3)
  tab(0).network.latencyMs = 1_000
  tab(1).client.run(...newParty('Ada'))
  await server.clock.advance(100)
  for (const { client } of tabs) expect(partyNames(client.view)).toEqual(['Ada'])
  expect(server.restaurant.floor.guests.size).toBe(0)
  await level(server, ...tabs)
})

test('[SY107] a refusal is emitted in the tab of the mutation, and in no other', async () => {
  const { server, tab } = await openTabs(2)
  const running = tab(1).client.run(...deleteUnknown)
  await expect(finished(server, running)).rejects.toMatchObject({ code: 'not_found' })
  expect(tab(1).emitted.refused).toHaveLength(1)
  expect(tab(0).emitted.refused).toEqual([])
})

test('[SY108] a refusal is listed in all tabs, also in one that opens later, until one tab dismisses it', async () => {
  const { server, open, tabs, tab, storage, browser } = await openTabs(3)
  const running = tab(1).client.run(...deleteUnknown)
  await level(server, ...tabs)
  for (const { client } of tabs) {
    expect(client.refusals).toMatchObject([{ id: running.id, problem: { code: 'not_found' } }])
  }
  const fourth = await open({ storage, tabs: browser.open() })
  expect(fourth.client.refusals.map(({ id }) => id)).toEqual([running.id])
  await finished(server, tab(2).client.dismiss(running.id))
  await server.clock.advance(10)
  for (const { client } of [...tabs, fourth]) expect(client.refusals).toEqual([])
})

test('[SY108] without Web Locks a refusal is listed in all tabs too', async () => {
  const { server, tabs, tab } = await openTabs(2, 'channels')
  const running = tab(1).client.run(...deleteUnknown)
  await level(server, ...tabs)
  await server.clock.advance(10)
  for (const { client } of tabs) expect(client.refusals.map(({ id }) => id)).toEqual([running.id])
  await finished(server, tab(0).client.dismiss(running.id))
  await server.clock.advance(10)
  for (const { client } of tabs) expect(client.refusals).toEqual([])
})

test('[SY108] where the leader crashes at the answer, the next leader lists the refusal', async () => {
  const { server, tabs, tab } = await openTabs(2)
  const [first, second] = [tab(0), tab(1)]
  const running = first.client.run(...deleteUnknown)
  await server.clock.until(() => first.client.refusals.length > 0)
  first.crash()
  tabs.shift()
  await level(server, second)
  await server.clock.advance(10)
  expect(second.client.refusals.map(({ id }) => id)).toEqual([running.id])
})

test('[SY107] where the leader crashes with unsent mutations, another leads and each happens once', async () => {
  const { server, tabs, tab, leaders, storage } = await openTabs(3)
  const first = tab(0)
  first.network.isUp = false
  const own = first.client.run(...newParty('Of the leader'))
  const running = tab(1).client.run(...newParty('Of a follower'))
  await server.clock.advance(10)
  first.crash()
  tabs.shift()
  await finished(server, running)
  await level(server, ...tabs)
  expect(leaders()).toHaveLength(1)
  expect(partyNames(server.restaurant.floor).sort()).toEqual(['Of a follower', 'Of the leader'])
  for (const { client } of tabs) expect(partyNames(client.view).sort()).toEqual(['Of a follower', 'Of the leader'])
  await server.clock.advance(2_000)
  expect(await storage.readOutbox(`${tab(0).client.status.user?.id} 1`)).toEqual([])
  own.catch(() => {})
})

test('[SY107] a leader that closes hands over its unsent mutations', async () => {
  const { server, tabs, tab } = await openTabs(2)
  const first = tab(0)
  first.network.isUp = false
  first.network.cut()
  first.client.run(...newParty('Ada'))
  await server.clock.advance(100)
  await finished(server, first.client.close())
  tabs.shift()
  await level(server, ...tabs)
  expect(partyNames(server.restaurant.floor)).toEqual(['Ada'])
})

test('[SY107] with two app versions side by side each mutation happens once', async () => {
  const { server, open, tab, storage } = await openTabs(1)
  const older = tab(0)
  older.network.isUp = false
  older.network.cut()
  older.client.run(...newParty('In the older'))
  await server.clock.advance(100)
  // Another app version has other names for its locks and channels.
  const newer = await open({ storage, tabs: openFakeTabs().open() })
  newer.client.run(...newParty('In the newer'))
  await level(server, newer)
  older.network.isUp = true
  await level(server, older, newer)
  expect([older.client.status.isLeader, newer.client.status.isLeader]).toEqual([true, true])
  expect(partyNames(server.restaurant.floor).sort()).toEqual(['In the newer', 'In the older'])
  expect(older.emitted.refused).toEqual([])
})

test('[SY107] a stored mutation that the leader does not know is sent by the next tab that opens', async () => {
  const { server, open, tab, storage, browser } = await openTabs(1)
  const first = tab(0)
  const scope = `${first.client.status.user?.id} 1`
  const id = '00000000-0000-7000-8000-00000000aaaa'
  const [type, payload] = newParty('Left behind')
  const mutation = { id, order: 1, at: '2026-05-01T17:00:00.000Z', isBatch: false, commands: [{ id, type, payload }] }
  await storage.putMutation(scope, { mutation, tabId: '' })
  const second = await open({ storage, tabs: browser.open() })
  await server.clock.until(() => server.restaurant.floor.version === 2)
  await level(server, first, second)
  for (const { client } of [first, second]) expect(partyNames(client.view)).toEqual(['Left behind'])
})

test('[SY107] a tab that opens does not send a mutation again that is confirmed and still stored', async () => {
  const { server, open, tab, storage, browser } = await openTabs(1)
  const first = tab(0)
  await finished(server, first.client.run(...newParty('Ada')))
  const { length } = first.network.requests
  const second = await open({ storage, tabs: browser.open() })
  await server.clock.advance(500)
  expect(second.client.pending).toEqual([])
  expect(second.emitted.view.map(partyNames)).not.toContainEqual([])
  expect(first.network.requests.slice(length).filter((path) => path === 'POST /sync/batch')).toEqual([])
  await level(server, first, second)
})

test('[SY107] a leader that sleeps loses the lead, and follows when it wakes up', async () => {
  const { server, tab, leaders } = await openTabs(2)
  const [first, second] = [tab(0), tab(1)]
  first.sleep()
  first.deafen(true)
  const running = second.client.run(...newParty('Ada'))
  expect(partyNames(second.client.view)).toEqual(['Ada'])
  await finished(server, running)
  expect(second.client.status.isLeader).toBe(true)
  first.deafen(false)
  first.wake()
  await server.clock.advance(5_000)
  expect(leaders()).toEqual([second])
  await level(server, first, second)
  await finished(server, first.client.run(...newParty('Grace')))
  await level(server, first, second)
  expect(partyNames(second.client.view)).toEqual(['Ada', 'Grace'])
  expect(first.network.streams).toEqual([])
})

test('several tabs renew a token once', async () => {
  const { server, tabs } = await openTabs(4)
  await server.clock.advance(130_000)
  await finished(server, Promise.all(tabs.map(({ client }) => client.request('GET', '/sync/health'))))
  expect(server.accounts.counts.reused).toBe(0)
  expect(server.accounts.counts.refreshed).toBe(1)
})

test('signing out in one tab signs out in all', async () => {
  const { server, tabs, tab } = await openTabs(3)
  await finished(server, tab(1).client.signOut())
  await server.clock.until(() => tabs.every(({ client }) => client.status.connection === 'signed_out'))
  for (const { client } of tabs) expect(client.view).toBeUndefined()
})

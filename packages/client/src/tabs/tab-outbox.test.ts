import { expect, test } from 'vitest'
import { finished, level } from '../testing/devices.ts'
import { openTabs } from '../testing/open-tabs.ts'
import { newParty, partyNames } from '../testing/parties.ts'

test('[SY107] without Web Locks each tab has a connection, and sends its own mutations only', async () => {
  const { server, tabs, leaders } = await openTabs(3, 'none')
  expect(leaders()).toHaveLength(3)
  for (const [i, { client }] of tabs.entries()) client.run(...newParty(`Tab ${i}`))
  await level(server, ...tabs)
  expect(server.restaurant.floor.version).toBe(4)
  for (const { client } of tabs) expect(client.view?.guests.size).toBe(3)
})

test('[SY107] without Web Locks one other tab takes over the mutations of a tab that is gone', async () => {
  const { server, tabs, tab } = await openTabs(3, 'none')
  const first = tab(0)
  first.network.isUp = false
  first.network.cut()
  first.client.run(...newParty('Left behind'))
  await server.clock.advance(10)
  first.crash()
  tabs.shift()
  await server.clock.until(() => server.restaurant.floor.version === 2)
  await level(server, ...tabs)
  const sent = tabs.flatMap(({ network }) => network.requests).filter((path) => path === 'POST /sync/batch')
  expect(sent.length).toBeLessThan(2)
  expect(partyNames(server.restaurant.floor)).toEqual(['Left behind'])
})

test('without Web Locks several tabs renew a token one after another', async () => {
  const { server, tabs } = await openTabs(4, 'none')
  await server.clock.advance(130_000)
  await finished(server, Promise.all(tabs.map(({ client }) => client.request('GET', '/sync/health'))))
  expect(server.accounts.counts.reused).toBe(0)
})

import { expect, test } from 'vitest'
import { openClient } from './index.ts'
import { openFakeServer } from './testing/fake-server.ts'

test('[SY102] a change shows in the same turn and is confirmed later', async () => {
  const server = openFakeServer()
  const mina = server.hire('Mina')
  const { world } = server.device()
  const client = openClient({ url: 'http://fake', world })
  await client.ready
  const signingIn = client.signIn(mina)
  await server.clock.until(() => client.status.connection === 'live')
  await signingIn
  const running = client.run('guest.create', { name: 'Ada', partySize: 2 })
  expect([...(client.view?.guests.values() ?? [])].map((guest) => guest.name)).toEqual(['Ada'])
  expect(client.base?.guests.size).toBe(0)
  await server.clock.until(() => client.status.unsent === 0)
  expect(await running).toMatchObject({ version: 2, changes: [{ action: 'create' }] })
  expect(client.view).toBe(client.base)
})

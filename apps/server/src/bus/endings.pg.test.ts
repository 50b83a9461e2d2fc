import { expect, test } from 'vitest'
import type { SessionsEnded } from '../accounts/identity.ts'
import { openTestAccounts } from '../accounts/testing/open-accounts.ts'
import { applyEndings, publishEndings } from './endings.ts'
import { openLocalBus } from './local-bus.ts'

test('[SY42] a user removed on one node is signed out on every node at once', async () => {
  const bus = openLocalBus()
  const [here, there] = [bus.join(), bus.join()]
  const { register, hire, node } = await openTestAccounts()
  const [one, other] = [
    node({ publishSessionsEnded: publishEndings(here) }),
    node({ publishSessionsEnded: publishEndings(there) }),
  ]
  applyEndings(here, one)
  applyEndings(there, other)
  const endings: SessionsEnded[] = []
  other.onSessionsEnded((ended) => endings.push(ended))
  const owner = await register()
  const host = await hire(owner.identity, 'host')
  // The other node now caches the host as signed in for two seconds.
  await other.authenticate(host.session.access_token)
  await one.removeUser(owner.identity, host.identity.userId)
  await expect.poll(() => endings).toHaveLength(1)
  expect(endings[0]).toMatchObject({ userId: host.identity.userId })
  await expect(other.authenticate(host.session.access_token)).rejects.toMatchObject({ code: 'unauthenticated' })
  await other.authenticate(owner.session.access_token)
})

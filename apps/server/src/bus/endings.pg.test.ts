import { expect, test } from 'vitest'
import type { SessionsEnded } from '../accounts/identity.ts'
import { openTestAccounts } from '../accounts/testing/open-accounts.ts'
import { hearEndings, tellEndings } from './endings.ts'
import { openLocalBus } from './local.ts'

test('[SY42] who is removed on one node is out on every node at once', async () => {
  const bus = openLocalBus()
  const [here, there] = [bus.join(), bus.join()]
  const { register, hire, node } = await openTestAccounts()
  const [one, other] = [
    node({ publishSessionsEnded: tellEndings(here) }),
    node({ publishSessionsEnded: tellEndings(there) }),
  ]
  hearEndings(here, one)
  hearEndings(there, other)
  const heard: SessionsEnded[] = []
  other.onSessionsEnded((ended) => heard.push(ended))
  const owner = await register()
  const host = await hire(owner.identity, 'host')
  // Known there as signed in, and taken as that for two seconds.
  await other.authenticate(host.session.access_token)
  await one.removeUser(owner.identity, host.identity.userId)
  await expect.poll(() => heard).toHaveLength(1)
  expect(heard[0]).toMatchObject({ userId: host.identity.userId })
  await expect(other.authenticate(host.session.access_token)).rejects.toMatchObject({ code: 'unauthenticated' })
  await other.authenticate(owner.session.access_token)
})

import { expect, test } from 'vitest'
import { tokenOf } from './testing/invite-and-accept.ts'
import { memberPassword, openTestAccounts } from './testing/open-accounts.ts'

const unauthenticated = { code: 'unauthenticated' }

test('[I31] a session that has ended begins no other one, whatever a node remembers of it', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  const [owner, there] = [await register(), await register()]
  const { identity, session } = await hire(owner.identity, 'host')
  const { restaurantId } = identity
  const { email } = session.user
  const signIn = async () =>
    accounts.authenticate((await accounts.login({ email, password: memberPassword })).access_token)
  // The identities of requests that were let in before.
  const [replaced, ended] = [await signIn(), await signIn()]
  await accounts.ownSessions.end(identity, ended.sessionId)
  await expect(accounts.switchTo(ended, restaurantId)).rejects.toMatchObject(unauthenticated)
  await accounts.changePassword(identity, { current: memberPassword, next: 'another good password' })
  await expect(accounts.switchTo(replaced, restaurantId)).rejects.toMatchObject(unauthenticated)
  const invitation = await accounts.invitations.create(there.identity, { email, name: 'Ada', role: 'host' })
  const accepted = accounts.acceptInvitation({ token: tokenOf(invitation), identity: replaced })
  await expect(accepted).rejects.toMatchObject(unauthenticated)
  expect(await accounts.listUsers(there.identity)).toHaveLength(1)
  expect(await accounts.ownSessions.list(identity)).toHaveLength(1)
})

test('[I31] sessions that begin from others while all others are ended are ended with them', async () => {
  const { accounts, register } = await openTestAccounts()
  const { identity, session } = await register()
  const { email } = session.user
  for (let round = 0; round < 6; round++) {
    const login = await accounts.login({ email, password: memberPassword })
    const thief = await accounts.authenticate(login.access_token)
    await Promise.allSettled([
      ...Array.from({ length: 4 }, () => accounts.switchTo(thief, identity.restaurantId)),
      accounts.ownSessions.endOthers(identity),
      ...Array.from({ length: 4 }, () => accounts.switchTo(thief, identity.restaurantId)),
    ])
    expect(await accounts.ownSessions.list(identity)).toHaveLength(1)
  }
})

test('[I31] who guesses the password with a stolen token keeps its person from nothing', async () => {
  const { accounts, register } = await openTestAccounts()
  const { identity } = await register()
  const next = 'another good password'
  for (let n = 0; n < 10; n++) {
    const guess = accounts.changePassword(identity, { current: `guess ${n}`, next, address: '203.0.113.7' })
    await expect(guess).rejects.toMatchObject({ code: 'validation_failed' })
  }
  const more = accounts.changePassword(identity, { current: memberPassword, next, address: '203.0.113.7' })
  await expect(more).rejects.toMatchObject({ code: 'rate_limited' })
  await accounts.changePassword(identity, { current: memberPassword, next, address: '198.51.100.1' })
})

import { type Role, roles } from '@qtable/domain'
import { expect, test } from 'vitest'
import { tokenOf } from './testing/invite-and-accept.ts'
import { memberPassword, openTestAccounts } from './testing/open-accounts.ts'

const forbidden = { code: 'forbidden' }
const notFound = { code: 'not_found' }
const unauthenticated = { code: 'unauthenticated' }

test('owners and managers list and add people; other roles are refused', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  const owner = await register()
  const manager = await hire(owner.identity, 'manager')
  const host = await hire(manager.identity, 'host', 'host@example.com')
  expect(host.session.user).toMatchObject({ email: 'host@example.com', name: 'A host', role: 'host' })
  expect(await accounts.listUsers(manager.identity)).toEqual([
    owner.session.user,
    manager.session.user,
    host.session.user,
  ])
  for (const role of ['host', 'server', 'viewer'] as const) {
    const { identity } = await hire(owner.identity, role)
    const newcomer = { email: 'new@example.com', name: 'New', role: 'viewer' } as const
    await expect(accounts.listUsers(identity)).rejects.toMatchObject(forbidden)
    await expect(accounts.invitations.create(identity, newcomer)).rejects.toMatchObject(forbidden)
    await expect(accounts.updateUser(identity, identity.userId, { role: 'owner' })).rejects.toMatchObject(forbidden)
    await expect(accounts.removeUser(identity, host.identity.userId)).rejects.toMatchObject(forbidden)
  }
})

test('only owners manage owners, and nobody grants a role above their own', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  const owner = await register()
  const manager = await hire(owner.identity, 'manager')
  const host = await hire(owner.identity, 'host')
  const by = manager.identity
  const newcomer = { email: 'new@example.com', name: 'New', role: 'owner' } as const
  await expect(accounts.invitations.create(by, newcomer)).rejects.toMatchObject(forbidden)
  await expect(accounts.updateUser(by, by.userId, { role: 'owner' })).rejects.toMatchObject(forbidden)
  await expect(accounts.updateUser(by, host.identity.userId, { role: 'owner' })).rejects.toMatchObject(forbidden)
  await expect(accounts.updateUser(by, owner.identity.userId, { role: 'host' })).rejects.toMatchObject(forbidden)
  await expect(accounts.updateUser(by, owner.identity.userId, { name: 'Renamed' })).rejects.toMatchObject(forbidden)
  await expect(accounts.removeUser(by, owner.identity.userId)).rejects.toMatchObject(forbidden)
  expect(await accounts.updateUser(by, host.identity.userId, { role: 'manager' })).toMatchObject({ role: 'manager' })
  expect(await accounts.updateUser(owner.identity, by.userId, { role: 'owner' })).toMatchObject({ role: 'owner' })
})

test('the last owner can neither be demoted nor removed', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  const owner = await register()
  const { identity } = owner
  const last = { code: 'invalid_transition', detail: /last owner/ }
  await expect(accounts.updateUser(identity, identity.userId, { role: 'manager' })).rejects.toMatchObject(last)
  await expect(accounts.removeUser(identity, identity.userId)).rejects.toMatchObject(last)
  expect(await accounts.updateUser(identity, identity.userId, { role: 'owner', name: 'Ada L.' })).toMatchObject({
    name: 'Ada L.',
  })
  const second = await hire(identity, 'owner')
  await accounts.updateUser(identity, identity.userId, { role: 'manager' })
  await expect(accounts.removeUser(second.identity, second.identity.userId)).rejects.toMatchObject(last)
})

test('two owners who remove or demote each other at once leave one', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  for (let round = 0; round < 5; round++) {
    const first = (await register()).identity
    const second = (await hire(first, 'owner')).identity
    const outcomes = await Promise.allSettled([
      accounts.removeUser(first, second.userId),
      accounts.updateUser(second, first.userId, { role: 'viewer' }),
    ])
    expect(outcomes.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    const left = outcomes[0]?.status === 'fulfilled' ? first : second
    expect((await accounts.listUsers(left)).filter((user) => user.role === 'owner')).toHaveLength(1)
  }
})

test('[I21] a removed user loses access at once here and within two seconds on other nodes', async () => {
  const { accounts, clock, ended, hire, node, register } = await openTestAccounts()
  const owner = await register()
  const host = await hire(owner.identity, 'host', 'host@example.com')
  const elsewhere = node()
  await elsewhere.authenticate(host.session.access_token)
  await accounts.removeUser(owner.identity, host.identity.userId)
  expect(ended).toEqual([{ userId: host.identity.userId, restaurantId: owner.identity.restaurantId }])
  await expect(accounts.authenticate(host.session.access_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.refresh(host.session.refresh_token)).rejects.toMatchObject(unauthenticated)
  clock.now += 2000
  await expect(elsewhere.authenticate(host.session.access_token)).rejects.toMatchObject(unauthenticated)
  const removed = await accounts
    .login({ email: 'host@example.com', password: memberPassword })
    .catch((problem) => problem)
  const nobody = await accounts
    .login({ email: 'nobody@example.com', password: memberPassword })
    .catch((problem) => problem)
  expect({ ...removed }).toEqual({ ...nobody })
  await expect(accounts.removeUser(owner.identity, host.identity.userId)).rejects.toMatchObject(notFound)
})

test('a new role applies at once here and within two seconds on other nodes', async () => {
  const { accounts, clock, hire, node, register } = await openTestAccounts()
  const owner = await register()
  const manager = await hire(owner.identity, 'manager')
  const elsewhere = node()
  await elsewhere.authenticate(manager.session.access_token)
  await accounts.updateUser(owner.identity, manager.identity.userId, { role: 'viewer' })
  expect(await accounts.authenticate(manager.session.access_token)).toMatchObject({ role: 'viewer' })
  clock.now += 2000
  expect(await elsewhere.authenticate(manager.session.access_token)).toMatchObject({ role: 'viewer' })
  // Even within the two seconds, a change is decided on the role in the database.
  await expect(
    accounts.updateUser(manager.identity, manager.identity.userId, { role: 'manager' }),
  ).rejects.toMatchObject(forbidden)
  expect((await accounts.refresh(manager.session.refresh_token)).user.role).toBe('viewer')
})

test('[I15] people of another restaurant are not found, not listed, and cannot be changed', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  const here = (await register()).identity
  const there = (await register()).identity
  const host = (await hire(there, 'host')).identity
  for (const id of [there.userId, host.userId, '01990000-0000-7000-8000-000000000000']) {
    await expect(accounts.updateUser(here, id, { name: 'Renamed' })).rejects.toMatchObject(notFound)
    await expect(accounts.updateUser(here, id, { role: 'viewer' })).rejects.toMatchObject(notFound)
    await expect(accounts.removeUser(here, id)).rejects.toMatchObject(notFound)
  }
  expect((await accounts.listUsers(here)).map((user) => user.id)).toEqual([here.userId])
  expect((await accounts.listUsers(there)).map((user) => user.id)).toEqual([there.userId, host.userId])
})

test('an email with an account elsewhere joins with its own name and password', async () => {
  const { accounts, register } = await openTestAccounts()
  const ada = await register('ada@example.com')
  const other = await register()
  const invitation = await accounts.invitations.create(other.identity, {
    email: 'ada@example.com',
    name: 'Not Ada',
    role: 'host',
  })
  const joined = await accounts.acceptInvitation({ token: tokenOf(invitation), password: memberPassword })
  expect(joined.user).toEqual({ id: ada.identity.userId, email: 'ada@example.com', name: 'Ada', role: 'host' })
  expect(joined.restaurants).toMatchObject([{ role: 'owner' }, { role: 'host' }])
  const again = { email: 'ada@example.com', name: 'Ada', role: 'host' } as const
  await expect(accounts.invitations.create(other.identity, again)).rejects.toMatchObject({ code: 'already_exists' })
  const own = await accounts.login({
    ...{ email: 'ada@example.com', password: memberPassword },
    restaurantId: ada.identity.restaurantId,
  })
  // She works at both now, so only she can rename herself, and leaving one keeps the other.
  const { id } = joined.user
  await expect(accounts.updateUser(other.identity, id, { name: 'Eva' })).rejects.toMatchObject(forbidden)
  const atHome = await accounts.authenticate(own.access_token)
  expect(await accounts.updateUser(atHome, id, { name: 'Ada L.' })).toMatchObject({ name: 'Ada L.' })
  expect(await accounts.authenticate(joined.access_token)).toMatchObject({ name: 'Ada L.' })
  await accounts.removeUser(other.identity, id)
  await expect(accounts.authenticate(joined.access_token)).rejects.toMatchObject(unauthenticated)
  expect(await accounts.authenticate(own.access_token)).toMatchObject({ role: 'owner' })
})

test('a person who was removed comes back with their own account, and nobody else takes it over', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  const owner = await register()
  const host = await hire(owner.identity, 'host', 'host@example.com')
  await accounts.removeUser(owner.identity, host.identity.userId)
  const given = { email: 'host@example.com', name: 'Back Again', role: 'server' } as const
  const token = tokenOf(await accounts.invitations.create(owner.identity, given))
  // The inviter has the link, and not the password.
  const takeover = accounts.acceptInvitation({ token, name: 'Back Again', password: 'a new password' })
  await expect(takeover).rejects.toMatchObject({ code: 'already_exists' })
  const guess = accounts.acceptInvitation({ token, password: 'a new password' })
  await expect(guess).rejects.toMatchObject(unauthenticated)
  const back = await accounts.acceptInvitation({ token, password: memberPassword })
  expect(back.user).toEqual({ id: host.identity.userId, email: 'host@example.com', name: 'A host', role: 'server' })
  await accounts.login({ email: 'host@example.com', password: memberPassword })
})

test('a manager may grant exactly the roles up to their own', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  const owner = await register()
  const manager = (await hire(owner.identity, 'manager')).identity
  const mayReach = async (role: Role) => {
    const attempt = accounts.invitations.create(manager, { email: `${role}@example.com`, name: role, role })
    return attempt.then(
      () => true,
      () => false,
    )
  }
  const reached = await Promise.all(roles.map(mayReach))
  expect(reached).toEqual([false, true, true, true, true])
})

test('anybody leaves with their own id, but the last owner, and nobody removes another that way', async () => {
  const { accounts, ended, hire, register } = await openTestAccounts()
  const owner = await register()
  for (const role of ['manager', 'host', 'server', 'viewer'] as const) {
    const { identity, session } = await hire(owner.identity, role)
    await accounts.removeUser(identity, identity.userId)
    expect(ended.at(-1)).toEqual({ userId: identity.userId, restaurantId: identity.restaurantId })
    await expect(accounts.authenticate(session.access_token)).rejects.toMatchObject(unauthenticated)
  }
  const last = { code: 'invalid_transition', detail: /last owner/ }
  await expect(accounts.removeUser(owner.identity, owner.identity.userId)).rejects.toMatchObject(last)
})

import { expect, test } from 'vitest'
import { tokenOf } from './testing/invite-and-accept.ts'
import { memberPassword, openTestAccounts } from './testing/open-accounts.ts'

const owner = { email: 'ada@example.com', name: 'Ada', password: memberPassword }

test('the operator creates a restaurant whose owner can sign in', async () => {
  const { accounts, db } = await openTestAccounts()
  const made = await accounts.administration.createRestaurant({ name: 'Chez Ada', timezone: 'Europe/Paris', owner })
  expect(made.owner).toMatchObject({ account: { name: 'Ada' } })
  const session = await accounts.login({ email: 'ada@example.com', password: memberPassword })
  expect(session.restaurant).toMatchObject({ id: made.restaurant.id, name: 'Chez Ada', timezone: 'Europe/Paris' })
  const [logged] = await db.asRestaurant(made.restaurant.id, (tx) => tx.query('select actor_id from log'))
  expect(logged).toEqual({ actor_id: made.owner.account?.id })
  const second = await accounts.administration.createRestaurant({
    name: 'Two',
    timezone: 'UTC',
    owner: { ...owner, name: 'Not Ada', password: 'not her password' },
  })
  expect(second.owner.account).toBeUndefined()
  const there = { email: 'ada@example.com', password: memberPassword, restaurantId: second.restaurant.id }
  await expect(accounts.login(there)).rejects.toMatchObject({ code: 'forbidden' })
  // Her account takes the new restaurant, with its name and its password.
  const token = tokenOf(second.owner.invitation ?? { link: '' })
  await accounts.acceptInvitation({ token, password: memberPassword })
  expect((await accounts.login(there)).user).toMatchObject({ id: made.owner.account?.id, name: 'Ada', role: 'owner' })
})

test('the operator adds people to an existing restaurant', async () => {
  const { accounts, register } = await openTestAccounts()
  const { identity } = await register()
  const newcomer = { email: 'new@example.com', name: 'New', role: 'owner', password: memberPassword } as const
  await accounts.administration.addPerson(identity.restaurantId, newcomer)
  expect((await accounts.login({ email: 'new@example.com', password: memberPassword })).user.role).toBe('owner')
  await expect(accounts.administration.addPerson(identity.restaurantId, newcomer)).rejects.toMatchObject({
    code: 'already_exists',
  })
  await expect(
    accounts.administration.addPerson(999, { ...newcomer, email: 'other@example.com' }),
  ).rejects.toMatchObject({ code: 'not_found' })
})

test('after a reset the new password works, the old one does not, and all sessions have ended', async () => {
  const { accounts, ended, register } = await openTestAccounts()
  const { session, identity } = await register('ada@example.com')
  await accounts.administration.resetPassword('ada@example.com', 'a new password')
  expect(ended).toEqual([{ userId: identity.userId }])
  await expect(accounts.authenticate(session.access_token)).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(accounts.refresh(session.refresh_token)).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(accounts.login({ email: 'ada@example.com', password: memberPassword })).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  await accounts.login({ email: 'ada@example.com', password: 'a new password' })
  await expect(accounts.administration.resetPassword('nobody@example.com', memberPassword)).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('the operator invites where nobody has proven the address, and the link takes it from whoever typed it first', async () => {
  const { accounts, register, use } = await openTestAccounts()
  const { identity } = await register()
  const squatter = await register('mia@example.com')
  await use(squatter.identity)
  const person = { email: 'mia@example.com', name: 'Mia', role: 'manager', password: memberPassword } as const
  const added = await accounts.administration.addPerson(identity.restaurantId, person)
  expect(added).toMatchObject({ account: undefined, invitation: { status: 'invited' } })
  const token = tokenOf(added.invitation ?? { link: '' })
  const accepted = await accounts.acceptInvitation({ token, name: 'Mia', password: 'chosen by Mia' })
  expect(accepted.user.id).not.toBe(squatter.identity.userId)
  await expect(accounts.login({ email: 'mia@example.com', password: memberPassword })).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  await expect(accounts.authenticate(squatter.session.access_token)).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('[I31] who invited an address to a restaurant of their own and accepted alone gets nothing when the operator adds it', async () => {
  const { accounts, register, signedIn } = await openTestAccounts()
  const { identity } = await register()
  const stranger = await register()
  const email = 'mia@example.com'
  const own = await accounts.invitations.create(stranger.identity, { email, name: 'Mia', role: 'host' })
  const taken = await signedIn(
    await accounts.acceptInvitation({ token: tokenOf(own), name: 'Mia', password: memberPassword }),
  )
  const person = { email, name: 'Mia', role: 'manager', password: memberPassword } as const
  expect(await accounts.administration.addPerson(identity.restaurantId, person)).toMatchObject({ account: undefined })
  const made = await accounts.administration.createRestaurant({ name: 'Two', timezone: 'UTC', owner: person })
  for (const restaurantId of [identity.restaurantId, made.restaurant.id]) {
    const login = accounts.login({ email, password: memberPassword, restaurantId })
    await expect(login).rejects.toMatchObject({ code: 'forbidden' })
    await expect(accounts.switchTo(taken.identity, restaurantId)).rejects.toMatchObject({ code: 'forbidden' })
  }
})

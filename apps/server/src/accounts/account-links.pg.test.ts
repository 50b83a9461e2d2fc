import { expect, test } from 'vitest'
import { tokenOf } from './testing/invite-and-accept.ts'
import { memberPassword, openTestAccounts } from './testing/open-accounts.ts'

const forbidden = { code: 'forbidden' }
const unauthenticated = { code: 'unauthenticated' }
const gone = { code: 'not_found' }
const next = 'a new password'
const dayMs = 86_400_000

async function openTeam() {
  const opened = await openTestAccounts()
  const owner = await opened.register()
  const manager = await opened.hire(owner.identity, 'manager', 'manager@example.com')
  const host = await opened.hire(owner.identity, 'host', 'host@example.com')
  return { ...opened, owner, manager, host }
}

test('a manager makes a reset link: it works once, sets the password and ends every session', async () => {
  const { accounts, manager, host } = await openTeam()
  const link = await accounts.links.createReset(manager.identity, host.identity.userId)
  expect(link.link).toMatch(/^\/reset#[\w-]{43}$/)
  const token = tokenOf(link)
  expect(await accounts.links.look(token)).toEqual({
    ...{ kind: 'reset', email: 'host@example.com', expires_at: link.expires_at },
  })
  const outcomes = await Promise.allSettled([1, 2].map(() => accounts.links.reset({ token, password: next })))
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await expect(accounts.authenticate(host.session.access_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.refresh(host.session.refresh_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.login({ email: 'host@example.com', password: memberPassword })).rejects.toMatchObject(
    unauthenticated,
  )
  await accounts.login({ email: 'host@example.com', password: next })
  await expect(accounts.links.look(token)).rejects.toMatchObject(gone)
})

test('nobody resets the password of a person above them, of another restaurant, or their own', async () => {
  const { accounts, owner, manager, host, register } = await openTeam()
  const stranger = await register()
  const refused: [typeof manager, typeof manager, object][] = [
    [manager, owner, forbidden],
    [host, host, forbidden],
    [host, manager, forbidden],
    [manager, manager, forbidden],
    [manager, stranger, gone],
    [stranger, host, gone],
  ]
  for (const [by, target, problem] of refused) {
    const made = accounts.links.createReset(by.identity, target.identity.userId)
    await expect(made).rejects.toMatchObject(problem)
  }
})

test('[I31] a reset link opens no other restaurant: neither made nor used while the person works at two', async () => {
  const { accounts, manager, host, register } = await openTeam()
  const other = await register()
  const token = tokenOf(await accounts.links.createReset(manager.identity, host.identity.userId))
  const person = { email: 'host@example.com', name: 'A host', role: 'owner' } as const
  const invitation = await accounts.invitations.create(other.identity, person)
  await accounts.acceptInvitation({ token: tokenOf(invitation), password: memberPassword })
  await expect(accounts.links.reset({ token, password: next })).rejects.toMatchObject(gone)
  const again = accounts.links.createReset(manager.identity, host.identity.userId)
  await expect(again).rejects.toMatchObject({ ...forbidden, detail: /other restaurants/ })
  await accounts.login({ email: 'host@example.com', password: memberPassword })
})

test('[I31] a reset link dies with the role of its maker, with a higher role of the person, and with a week', async () => {
  const { accounts, clock, owner, manager, host } = await openTeam()
  const { userId } = host.identity
  const create = () => accounts.links.createReset(manager.identity, userId).then(tokenOf)
  const raised = await create()
  await accounts.updateUser(owner.identity, userId, { role: 'owner' })
  await expect(accounts.links.reset({ token: raised, password: next })).rejects.toMatchObject(gone)
  await accounts.updateUser(owner.identity, userId, { role: 'host' })
  const replaced = await create()
  const late = await create()
  await expect(accounts.links.look(replaced)).rejects.toMatchObject(gone)
  clock.now += 7 * dayMs
  await expect(accounts.links.reset({ token: late, password: next })).rejects.toMatchObject(gone)
  const orphan = await create()
  await accounts.removeUser(owner.identity, manager.identity.userId)
  await expect(accounts.links.look(orphan)).rejects.toMatchObject(gone)
  await expect(accounts.links.reset({ token: orphan, password: next })).rejects.toMatchObject(gone)
})

test('[I31] a proof link takes the password too, proves the address and ends every session', async () => {
  const { accounts, register } = await openTestAccounts()
  const ada = await register('ada@example.com')
  const link = await accounts.administration.createLink('proof', 'ada@example.com')
  expect(link.link).toMatch(/^\/prove#/)
  const token = tokenOf(link)
  await expect(accounts.links.reset({ token, password: next })).rejects.toMatchObject(gone)
  await expect(accounts.links.prove({ token, password: 'wrong' })).rejects.toMatchObject(unauthenticated)
  await accounts.links.prove({ token, password: memberPassword })
  await expect(accounts.authenticate(ada.session.access_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.links.prove({ token, password: memberPassword })).rejects.toMatchObject(gone)
  // Proven: an invitation takes the address from it no more.
  const other = await register()
  const person = { email: 'ada@example.com', name: 'Ada', role: 'host' } as const
  const invitation = tokenOf(await accounts.invitations.create(other.identity, person))
  const taken = accounts.acceptInvitation({ token: invitation, name: 'Ada', password: next })
  await expect(taken).rejects.toMatchObject({ code: 'already_exists' })
})

test('[I31] a reset by the operator takes the account from who registered the address, with every link of it', async () => {
  const { accounts, register } = await openTestAccounts()
  const squatter = await register('mia@example.com')
  const proof = tokenOf(await accounts.administration.createLink('proof', 'mia@example.com'))
  const token = tokenOf(await accounts.administration.createLink('reset', 'mia@example.com'))
  await accounts.links.reset({ token, password: next })
  await expect(accounts.authenticate(squatter.session.access_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.links.prove({ token: proof, password: memberPassword })).rejects.toMatchObject(gone)
  await expect(accounts.administration.createLink('reset', 'nobody@example.com')).rejects.toMatchObject(gone)
})

import { expect, test } from 'vitest'
import type { Prepared } from '../db/database.ts'
import { tokenOf } from './testing/invite-and-accept.ts'
import { memberPassword, openTestAccounts } from './testing/open-accounts.ts'

const forbidden = { code: 'forbidden' }
const unauthenticated = { code: 'unauthenticated' }
const gone = { code: 'not_found' }
const mia = { email: 'mia@example.com', name: 'Mia', role: 'manager' } as const
const chosen = { name: 'Mia', password: 'chosen by Mia' }
const dayMs = 86_400_000

/** A restaurant with an owner, and a stranger who has registered Mia's address for a restaurant of their own. */
async function openWithSquatter() {
  const opened = await openTestAccounts()
  const owner = await opened.register()
  const squatter = await opened.register(mia.email)
  return { ...opened, owner, squatter }
}

test('[I31] an invitation makes no member and no account: its link does', async () => {
  const { accounts, register } = await openTestAccounts()
  const owner = await register()
  const invitation = await accounts.invitations.create(owner.identity, mia)
  expect(invitation).toMatchObject({ ...mia, status: 'invited', expires_at: '2026-05-08T18:00:00Z' })
  expect(invitation.link).toMatch(/^\/accept#[\w-]{43}$/)
  expect(await accounts.listUsers(owner.identity)).toHaveLength(1)
  await expect(accounts.login({ email: mia.email, password: memberPassword })).rejects.toMatchObject(unauthenticated)
  const { link: _, ...listed } = invitation
  expect(await accounts.invitations.list(owner.identity)).toEqual([listed])
  const token = tokenOf(invitation)
  expect(await accounts.lookAtInvitation(token)).toEqual({
    ...{ restaurant: 'Chez Ada', role: 'manager', name: 'Mia', email: mia.email },
    ...{ invited_by: 'Ada', expires_at: invitation.expires_at },
  })
  const session = await accounts.acceptInvitation({ token, ...chosen })
  expect(session).toMatchObject({ user: { email: mia.email, name: 'Mia', role: 'manager' } })
  expect(await accounts.invitations.list(owner.identity)).toEqual([])
  expect(await accounts.listUsers(owner.identity)).toHaveLength(2)
})

test('[I31] who registered the address first gets nothing, and the new person sees nothing of theirs', async () => {
  const { accounts, owner, squatter, db } = await openWithSquatter()
  const session = await accounts.acceptInvitation({
    token: tokenOf(await accounts.invitations.create(owner.identity, mia)),
    ...chosen,
  })
  expect(session.user.id).not.toBe(squatter.identity.userId)
  expect(session.restaurants.map(({ id }) => id)).toEqual([owner.identity.restaurantId])
  await expect(accounts.authenticate(squatter.session.access_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.refresh(squatter.session.refresh_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.login({ email: mia.email, password: memberPassword })).rejects.toMatchObject(unauthenticated)
  const again = { restaurantName: 'Again', timezone: 'UTC', name: 'X', email: mia.email, password: memberPassword }
  await expect(accounts.register(again)).rejects.toMatchObject({ code: 'already_exists' })
  const { restaurantId } = squatter.identity
  const members = await db.asRestaurant(restaurantId, (tx) =>
    tx.query('select u.id, u.email from memberships m join users u on u.id = m.user_id'),
  )
  expect(members).toEqual([{ id: squatter.identity.userId, email: null }])
  await accounts.login({ email: mia.email, password: chosen.password })
})

test('[I31] registering the address after the invitation, or after its acceptance, gets nothing either', async () => {
  const { accounts, register } = await openTestAccounts()
  const owner = await register()
  const token = tokenOf(await accounts.invitations.create(owner.identity, mia))
  const squatter = await register(mia.email)
  const session = await accounts.acceptInvitation({ token, ...chosen })
  expect(session.user.id).not.toBe(squatter.identity.userId)
  await expect(accounts.authenticate(squatter.session.access_token)).rejects.toMatchObject(unauthenticated)
  await expect(register(mia.email)).rejects.toMatchObject({ code: 'already_exists' })
  expect(await accounts.authenticate(session.access_token)).toMatchObject({ role: 'manager' })
})

test('[I31] an unproven account joins with its password, and every session that it had ends', async () => {
  const { accounts, owner, squatter, ended } = await openWithSquatter()
  const token = tokenOf(await accounts.invitations.create(owner.identity, mia))
  // Signed in is not enough: who made the account may have left it open on this device.
  const { identity } = squatter
  await expect(accounts.acceptInvitation({ token, identity })).rejects.toMatchObject(forbidden)
  await expect(accounts.acceptInvitation({ token, password: 'a wrong one' })).rejects.toMatchObject(unauthenticated)
  const joined = await accounts.acceptInvitation({ token, password: memberPassword })
  expect(joined.user.id).toBe(identity.userId)
  expect(ended).toEqual([{ userId: identity.userId }])
  await expect(accounts.authenticate(squatter.session.access_token)).rejects.toMatchObject(unauthenticated)
  // From now on the address is proven: another restaurant's invitation is one tap for the person who is signed in.
  const there = await accounts.register({
    ...{ restaurantName: 'There', timezone: 'UTC', name: 'Eve', email: 'eve@example.com', password: memberPassword },
  })
  const second = await accounts.invitations.create(await accounts.authenticate(there.access_token), mia)
  const signedIn = await accounts.authenticate(joined.access_token)
  const other = await accounts.acceptInvitation({ token: tokenOf(second), identity: signedIn })
  expect(other).toMatchObject({ user: { id: identity.userId }, restaurant: { id: there.restaurant.id } })
  expect(await accounts.authenticate(joined.access_token)).toMatchObject({ userId: identity.userId })
})

test('[I31] a stranger who invites and accepts alone takes no address from an account in use', async () => {
  const { accounts, register, use } = await openTestAccounts()
  const victim = await register('victim@example.com')
  await use(victim.identity)
  const stranger = await register()
  const person = { email: 'victim@example.com', name: 'Not the victim', role: 'host' } as const
  const token = tokenOf(await accounts.invitations.create(stranger.identity, person))
  await expect(accounts.acceptInvitation({ token, ...chosen })).rejects.toMatchObject({ code: 'in_use' })
  expect(await accounts.authenticate(victim.session.access_token)).toMatchObject({ role: 'owner' })
  // The victim accepts, or not, with their own password.
  const joined = await accounts.acceptInvitation({ token, password: memberPassword })
  expect(joined.user.id).toBe(victim.identity.userId)
})

test('[I31] the answer to an invitation, and what the server does for it, are the same for every address', async () => {
  const { db, hire, node, register } = await openTestAccounts()
  const owner = await register()
  const other = await register('unproven@example.com')
  await hire(other.identity, 'host', 'proven@example.com')
  let steps: unknown[] = []
  const watched = node({
    db: {
      ...db,
      asAccount: (scope, work) => {
        steps.push(scope)
        return db.asAccount(scope, work)
      },
      asRestaurant: (restaurantId, work) =>
        db.asRestaurant(restaurantId, (tx) =>
          work({
            async query<Row>(statement: string | Prepared, values?: readonly unknown[]) {
              const rows = await tx.query<Row>(statement, values)
              steps.push([statement, rows.length])
              return rows
            },
          }),
        ),
    },
  })
  const seen = new Set<string>()
  for (const email of ['nobody@example.com', 'unproven@example.com', 'proven@example.com']) {
    steps = []
    const { id: _, link, ...rest } = await watched.invitations.create(owner.identity, { ...mia, email })
    seen.add(JSON.stringify([{ ...rest, email: '' }, link.length, steps]))
  }
  expect(seen.size).toBe(1)
})

test('a link works once, also for two at once', async () => {
  const { accounts, register } = await openTestAccounts()
  const owner = await register()
  const token = tokenOf(await accounts.invitations.create(owner.identity, mia))
  const outcomes = await Promise.allSettled([1, 2].map(() => accounts.acceptInvitation({ token, ...chosen })))
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await expect(accounts.acceptInvitation({ token, password: chosen.password })).rejects.toMatchObject(gone)
  await expect(accounts.lookAtInvitation(token)).rejects.toMatchObject(gone)
  expect(await accounts.listUsers(owner.identity)).toHaveLength(2)
})

test('a link that is unknown, expired, replaced, withdrawn or repeated for the address says the same', async () => {
  const { accounts, clock, register } = await openTestAccounts()
  const { identity } = await register()
  const refused = async (token: string) => {
    await expect(accounts.lookAtInvitation(token)).rejects.toMatchObject(gone)
    const problem = await accounts.acceptInvitation({ token, ...chosen }).catch((error) => error)
    expect(problem).toMatchObject(gone)
    return problem.detail as string
  }
  const first = await accounts.invitations.create(identity, mia)
  const renewed = await accounts.invitations.renew(identity, first.id)
  const repeated = await accounts.invitations.create(identity, { ...mia, role: 'viewer' })
  expect(repeated.id).toBe(first.id)
  const details = [await refused('x'.repeat(43)), await refused(tokenOf(first)), await refused(tokenOf(renewed))]
  await accounts.invitations.withdraw(identity, first.id)
  details.push(await refused(tokenOf(repeated)))
  const last = await accounts.invitations.create(identity, mia)
  clock.now += 7 * dayMs
  details.push(await refused(tokenOf(last)))
  expect(new Set(details).size).toBe(1)
  for (const change of [accounts.invitations.renew, accounts.invitations.withdraw]) {
    await expect(change(identity, first.id)).rejects.toMatchObject(gone)
  }
  // Expired, it can still be given a new link.
  const again = await accounts.invitations.renew(identity, last.id)
  expect((await accounts.acceptInvitation({ token: tokenOf(again), ...chosen })).user.role).toBe('manager')
})

test('[I31] invitations of a member who is removed or loses the role die with it, and cannot be made or renewed above it', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  const owner = await register()
  const manager = await hire(owner.identity, 'manager')
  const second = await hire(owner.identity, 'owner')
  const by = second.identity
  const link = async (who: typeof by, email: string, role: 'owner' | 'manager' | 'host') =>
    tokenOf(await accounts.invitations.create(who, { email, name: 'New', role }))
  const ofManager = await link(manager.identity, 'one@example.com', 'host')
  const ofOwner = await link(by, 'two@example.com', 'owner')
  const kept = await link(by, 'three@example.com', 'host')
  const [, asOwner] = await accounts.invitations.list(manager.identity)
  await expect(accounts.invitations.renew(manager.identity, asOwner?.id ?? '')).rejects.toMatchObject(forbidden)
  await expect(accounts.invitations.withdraw(manager.identity, asOwner?.id ?? '')).rejects.toMatchObject(forbidden)
  await expect(link(manager.identity, 'two@example.com', 'host')).rejects.toMatchObject(forbidden)
  await accounts.removeUser(owner.identity, manager.identity.userId)
  await accounts.updateUser(owner.identity, by.userId, { role: 'manager' })
  for (const token of [ofManager, ofOwner]) {
    await expect(accounts.acceptInvitation({ token, ...chosen })).rejects.toMatchObject(gone)
  }
  expect((await accounts.acceptInvitation({ token: kept, ...chosen })).user.role).toBe('host')
})

test('[I31] an acceptance and the removal of the inviter at once both end, and the link is dead', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  const owner = await register()
  for (let round = 0; round < 8; round++) {
    const manager = await hire(owner.identity, 'manager')
    const email = `person${round}@example.com`
    const token = tokenOf(await accounts.invitations.create(manager.identity, { ...mia, email }))
    const [, removal] = await Promise.allSettled([
      accounts.acceptInvitation({ token, ...chosen, name: email }),
      accounts.removeUser(owner.identity, manager.identity.userId),
    ])
    expect(removal.status).toBe('fulfilled')
    await expect(accounts.acceptInvitation({ token, ...chosen })).rejects.toMatchObject(gone)
  }
})

test('[I15] invitations of another restaurant are neither listed nor changed', async () => {
  const { accounts, register } = await openTestAccounts()
  const [here, there] = [(await register()).identity, (await register()).identity]
  const { id } = await accounts.invitations.create(there, mia)
  expect(await accounts.invitations.list(here)).toEqual([])
  await expect(accounts.invitations.renew(here, id)).rejects.toMatchObject(gone)
  await expect(accounts.invitations.withdraw(here, id)).rejects.toMatchObject(gone)
  expect(await accounts.invitations.list(there)).toHaveLength(1)
})

test('an invitation is for its address: another person who is signed in cannot take it', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  const owner = await register()
  const other = await register()
  const { identity } = await hire(other.identity, 'host')
  const token = tokenOf(await accounts.invitations.create(owner.identity, mia))
  await expect(accounts.acceptInvitation({ token, identity })).rejects.toMatchObject(forbidden)
  await expect(accounts.acceptInvitation({ token })).rejects.toMatchObject(unauthenticated)
  expect((await accounts.acceptInvitation({ token, ...chosen })).user.name).toBe('Mia')
})

test('guessing a password with an invitation counts as failed sign-ins', async () => {
  const { accounts, hire, register } = await openTestAccounts()
  const owner = await register()
  const other = await register()
  await hire(other.identity, 'host', mia.email)
  const token = tokenOf(await accounts.invitations.create(owner.identity, mia))
  for (let i = 0; i < 10; i++) {
    const guess = accounts.acceptInvitation({ token, password: `wrong ${i}`, address: '203.0.113.7' })
    await expect(guess).rejects.toMatchObject(unauthenticated)
  }
  const login = accounts.login({ email: mia.email, password: memberPassword, address: '203.0.113.7' })
  await expect(login).rejects.toMatchObject({ code: 'rate_limited' })
})
